import { candidateName, canExist, readCandidates } from './candidates.js';
import type { Findings } from './findings.js';
import { excerpt, type Place } from './raw-tree.js';

/** Who is named for something: a post that exists, at a level where it exists. */
export function checkCandidates(value: string, roles: readonly string[], place: Place, findings: Findings): void {
  const { candidates, unreadable } = readCandidates(value);
  for (const part of unreadable) findings.error('candidate-unknown', `${place.name}的办理人“${excerpt(part)}”无法识别。请写成“岗位@层级”，如 school-operator@school，多个用逗号隔开。`, place.id);
  for (const candidate of candidates) {
    if (!roles.includes(candidate.role)) findings.error('candidate-unknown', `${place.name}的办理人 ${candidate.role} 不是可以办理业务的岗位，请改正。`, place.id);
    else if (!canExist(candidate)) findings.error('candidate-impossible', `${place.name}的办理人“${candidateName(candidate)}”不存在：学校岗位只在学校（school），主管部门岗位只在各级主管部门。请改正。`, place.id);
  }
}
