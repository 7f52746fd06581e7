import { setImmediate as breathe } from 'node:timers/promises';
import { transact } from '../database.js';
import { keepMemberships, type MembershipFields } from '../priority-groups/keep-memberships.js';
import { readGroupFile } from './group-file.js';
import type { Receipt } from './receive-folder.js';

/** How many records of a file are kept, and how many of them are of students known here, by number and by number and name. */
export type Taken = { records: number; matched: number; otherName: number };

/** Records kept in one act: long enough to be quick, short enough that little is repeated after a crash. */
const AN_ACT = 5000;
/** More than anybody mends by hand; how many there are is told. */
const MOST_TOLD = 200;

/**
 * Takes a file of group records: looks at all of it first, so that one with a wrong row is set aside whole with everything
 * wrong in it, then keeps the records, so many an act.
 * @param from how far an earlier try had come; its records are not kept again.
 */
export async function takeGroupFile(path: string, from: Taken, sign: { checked(lines: number): Promise<void>; kept(taken: Taken): Promise<void> }): Promise<Pick<Receipt, 'state' | 'reason' | 'problems'> & Taken> {
  if (from.records === 0) {
    const problems = await lookThrough(path, sign.checked);
    if (problems.count > 0) {
      const [{ row, message }] = problems.first;
      return { state: 'quarantined', reason: `第 ${row} 行：${message}${problems.count > 1 ? `。共 ${problems.count.toLocaleString('en-US')} 处错误，都改好后重新发送` : ''}`, problems: problems.first, records: 0, matched: 0, otherName: 0 };
    }
  }
  const taken = { ...from };
  let passed = 0;
  let waiting: MembershipFields[] = [];
  const keep = async (): Promise<void> => {
    const part = waiting;
    waiting = [];
    const now = await transact(async () => {
      const kept = await keepMemberships('central', part, null);
      const sum = { records: taken.records + part.length, matched: taken.matched + kept.matched, otherName: taken.otherName + kept.otherName };
      await sign.kept(sum);
      return sum;
    });
    Object.assign(taken, now);
  };
  for await (const { records } of readGroupFile(path)) {
    passed += records.length;
    if (passed <= from.records) continue;
    waiting.push(...records);
    if (waiting.length >= AN_ACT) await keep();
  }
  if (waiting.length > 0) await keep();
  return { state: 'received', reason: '', problems: [], ...taken };
}

async function lookThrough(path: string, checked: (lines: number) => Promise<void>): Promise<{ count: number; first: { row: number; message: string }[] }> {
  const first: { row: number; message: string }[] = [];
  let count = 0;
  let lines = 0;
  for await (const { records, problems } of readGroupFile(path)) {
    count += problems.length;
    first.push(...problems.slice(0, MOST_TOLD - first.length));
    lines += records.length + problems.length;
    await checked(lines);
    await breathe();
  }
  return { count, first };
}
