import type { OfficeDate } from '../values/office-date.js';

/** 附件2 四3: 各单位在培训期间要组织本单位所有参训人员及时完成线上签到工作. */
export const basis = '教助中心〔2023〕8号 附件2 四3';

export type SignInStanding = 'signed' | 'cancelled' | 'early' | 'open' | 'closed';

/** Whether a person signs in now. A sign-in that was given stays, whatever becomes of the session. */
export function signInStanding({ signFrom, signUntil, cancelledAt }: { signFrom: Date; signUntil: Date; cancelledAt: Date | null }, signedAt: Date | null, now: Date): SignInStanding {
  if (signedAt) return 'signed';
  if (cancelledAt) return 'cancelled';
  if (now < signFrom) return 'early';
  return now < signUntil ? 'open' : 'closed';
}

/** One part of the agenda: who speaks about what, to whom. */
export type Slot = { heldOn: OfficeDate; begins: string; ends: string; topic: string; audience: string };

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** What is wrong with an agenda, by line; empty when nothing is. Slots of one day may run side by side: 学校和主管部门可以分开培训. */
export function agendaProblems(slots: readonly Slot[]): { line: number; message: string }[] {
  if (slots.length === 0) return [{ line: 1, message: '请至少写一段日程：日期、开始、结束、内容。' }];
  return slots.flatMap(({ begins, ends, topic }, at) => {
    const line = at + 1;
    if (!TIME.test(begins) || !TIME.test(ends)) return [{ line, message: `第 ${line} 段的时间应写成 09:00 这样。` }];
    if (ends <= begins) return [{ line, message: `第 ${line} 段的结束时间要晚于开始时间。` }];
    return topic.trim() === '' ? [{ line, message: `第 ${line} 段没有写内容。` }] : [];
  });
}

/** 日程 as people type it into one box, one part a line: `2023-04-18 09:00-10:30 系统新增功能 | 学校业务操作人员`. */
export function readAgenda(text: string): { slots: Slot[]; unread: number[] } {
  const slots: Slot[] = [];
  const unread: number[] = [];
  text.normalize('NFKC').split(/\r?\n/).map((line) => line.trim()).filter(Boolean).forEach((line, at) => {
    const found = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\s+(\d{1,2}:\d\d)\s*[-–—~至到]+\s*(\d{1,2}:\d\d)\s+([^|]+?)\s*(?:\|\s*(.*))?$/.exec(line);
    if (!found) { unread.push(at + 1); return; }
    const [, year, month, day, begins, ends, topic, audience = ''] = found;
    slots.push({ heldOn: `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` as OfficeDate, begins: begins.padStart(5, '0'), ends: ends.padStart(5, '0'), topic: topic.slice(0, 200), audience: audience.slice(0, 100) });
  });
  return { slots, unread };
}

/** The same back, for a form that is shown again. */
export const writeAgenda = (slots: readonly Slot[]): string => slots.map(({ heldOn, begins, ends, topic, audience }) => `${heldOn} ${begins}-${ends} ${topic}${audience ? ` | ${audience}` : ''}`).join('\n');

/** Share of those who came, whole percent; nobody invited is not a hundred percent. */
export const shareOf = ({ invited, signed }: { invited: number; signed: number }): number => (invited === 0 ? 0 : Math.floor((signed * 100) / invited));
