import { checkDefinition, type Finding, type KnownNames } from '../../server/workflow/check-definition.js';
import { bpmn, end, flow, path, start, userTask, type Part, type Process } from '../support/bpmn-builder.js';

/** What process files may name in these tests. */
export const known: KnownNames = {
  services: ['notify', 'publishList'],
  roles: ['school-operator', 'school-reviewer', 'authority-operator', 'authority-director', 'aid-centre-director'],
  subjects: { 'award-list': { facts: [{ name: 'publicityEnded', type: 'date' }, { name: 'people', type: 'number' }, { name: 'urgent', type: 'boolean' }] } },
};

export const check = (parts: Part[], process?: Process): Promise<Finding[]> => checkDefinition(bpmn(parts, process), known);

/** Findings as `code elementId`, errors only unless asked. */
export const briefly = (findings: Finding[], level: Finding['level'] = 'error'): string[] => findings.filter((one) => one.level === level).map(({ code, elementId = '' }) => `${code} ${elementId}`.trim());
export const errors = async (parts: Part[], process?: Process): Promise<string[]> => briefly(await check(parts, process));
export const warnings = async (parts: Part[], process?: Process): Promise<string[]> => briefly(await check(parts, process), 'warning');

/** A sound line with these parts between start and end: `start → first … last → end`. */
export const line = (...middle: Part[]): Part[] => {
  const ids = middle.map((part) => part.nodes[0]);
  return [start(), ...middle, end(), ...path('start', ...ids, 'end')];
};

/** `start → review → choice → (yes) done | (default) end`, everything sound. */
export const decided = { variables: [{ name: 'decision', type: 'text' }] };
export const reviewed = (condition: string, ...more: Part[]): Part[] =>
  [start(), userTask('review', { decisions: ['pass', 'fail'] }), ...more, end(), flow('start', 'review'), flow('review', 'choice'), flow('choice', 'end', condition, 'yes')];

/**
 * Milliseconds of processor time an act takes, the least of three tries: the first pays for what the process does for the first
 * time, any may pay for the collecting of garbage. Says which order of size an act is of; figures are the bench's.
 */
export async function cpuOf(act: () => unknown): Promise<number> {
  const tries: number[] = [];
  for (let left = 3; left > 0; left -= 1) {
    const before = process.cpuUsage();
    await act();
    const { user, system } = process.cpuUsage(before);
    tries.push((user + system) / 1000);
  }
  return Math.min(...tries);
}
