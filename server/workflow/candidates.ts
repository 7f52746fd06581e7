import { postRoles, roleNames, type Role } from '../values/actor.js';
import type { Candidate } from './definition-model.js';
import type { SubjectFacts } from './registry.js';

export const levelNames: Record<Candidate['level'], string> = { school: '学校', authority: '学校的主管部门', prefecture: '市级', province: '省级', central: '中央' };

export const isRole = (word: string): word is Role => (postRoles as readonly string[]).includes(word);
const isLevel = (word: string): word is Candidate['level'] => Object.hasOwn(levelNames, word);

/**
 * Reads a comma list of `role@level`, the level being relative to the school of the subject.
 * What cannot be read is returned, not dropped: the upload check refuses it.
 */
export function readCandidates(text: string): { candidates: Candidate[]; unreadable: string[] } {
  const candidates: Candidate[] = [];
  const unreadable: string[] = [];
  for (const part of text.split(',').map((word) => word.trim()).filter((word) => word !== '')) {
    const [role = '', level = '', ...more] = part.split('@');
    if (more.length === 0 && isRole(role) && isLevel(level)) candidates.push({ role, level });
    else unreadable.push(part);
  }
  return { candidates, unreadable };
}

/** Nobody can be a school operator of an authority: such a candidate would never find a person. */
export function canExist({ role, level }: Candidate): boolean {
  const schoolRole = role === 'school-operator' || role === 'school-reviewer';
  return schoolRole === (level === 'school');
}

/** `主管部门业务操作人员（学校的主管部门）`. */
export const candidateName = ({ role, level }: Candidate): string => `${roleNames[role]}（${levelNames[level]}）`;

/** The posts that candidates are in this subject's organisations, each once: a school's authority may be its prefecture. */
export function seatsOf(candidates: readonly Candidate[], facts: SubjectFacts): { role: Role; organisationId: number }[] {
  const seats = candidates.flatMap(({ role, level }) => {
    const organisationId = facts.organisations[level];
    return organisationId ? [{ role, organisationId }] : [];
  });
  return seats.filter((seat, index) => seats.findIndex((one) => one.role === seat.role && one.organisationId === seat.organisationId) === index);
}
