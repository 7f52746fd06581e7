import { Lines, Pick } from './controls.js';
import type { Known } from './known.js';

type Candidate = { role: string; level: string };
const read = (text: string): Candidate[] => text.split(',').map((part) => part.trim()).filter(Boolean).map((part) => ({ role: part.split('@')[0] ?? '', level: part.split('@')[1] ?? '' }));

/** 由谁办: posts and the levels they stand at, seen from the school of the list. */
export function Candidates({ value, known, name, add, onCommit }: { value: string; known: Known; name: string; add: string; onCommit: (value: string) => void }) {
  const levelsOf = (role: string): Known['levels'] => known.levels.filter((level) => known.roles.find((one) => one.value === role)?.levels.includes(level.value) ?? true);
  const fresh = (): Candidate => ({ role: known.roles[0]?.value ?? '', level: known.roles[0]?.levels[0] ?? '' });
  return (
    <Lines items={read(value)} name={name} add={add} fresh={fresh} onChange={(candidates) => onCommit(candidates.map(({ role, level }) => `${role}@${level}`).join(','))} render={(candidate, put) => (
      <>
        <Pick label="岗位" value={candidate.role} choices={known.roles} onCommit={(role) => put({ role, level: levelsOf(role).some(({ value: level }) => level === candidate.level) ? candidate.level : levelsOf(role)[0]?.value ?? '' })} />
        <Pick label="哪一级" value={candidate.level} choices={levelsOf(candidate.role)} onCommit={(level) => put({ ...candidate, level })} />
      </>
    )} />
  );
}
