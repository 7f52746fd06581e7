import { roleNames, type Role } from '../values/actor.js';
import type { Candidate } from './definition-model.js';

const levels: Record<Candidate['level'], string> = { school: '学校', authority: '学校的主管部门', prefecture: '市级', province: '省级', central: '中央' };

const isRole = (word: string): word is Role => Object.hasOwn(roleNames, word);
const isLevel = (word: string): word is Candidate['level'] => Object.hasOwn(levels, word);

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
export const candidateName = ({ role, level }: Candidate): string => `${roleNames[role]}（${levels[level]}）`;
