import { agendaProblems, readAgenda, shareOf, signInStanding, writeAgenda } from '../../server/training/rules.js';

const at = (time: string): Date => new Date(`2023-04-18T${time}:00+08:00`);
const session = { signFrom: at('08:30'), signUntil: at('17:00'), cancelledAt: null };

describe('附件2 四3 线上签到', () => {
  it.each([['08:29', 'early'], ['08:30', 'open'], ['12:00', 'open'], ['16:59', 'open'], ['17:00', 'closed'], ['18:00', 'closed']] as const)('at %s: %s', (time, standing) => { expect(signInStanding(session, null, at(time))).toBe(standing); });
  it('what was signed stays signed, also when the session is over or cancelled', () => {
    expect(['07:00', '12:00', '20:00'].map((time) => signInStanding({ ...session, cancelledAt: at('09:00') }, at('08:40'), at(time)))).toEqual(['signed', 'signed', 'signed']);
    expect(signInStanding({ ...session, cancelledAt: at('09:00') }, null, at('10:00'))).toBe('cancelled');
  });
});

describe('日程', () => {
  it('is read as people type it, line by line', () => {
    const { slots, unread } = readAgenda('2023-04-18 09:00-10:30 解读重点工作 | 全体\n\n2023年4月18日 10:45～12:15　系统新增功能操作|学校业务操作人员\n2023/4/18 14:30 — 15:30 账号管理');
    expect(unread).toEqual([]);
    expect(slots.map(({ heldOn, begins, ends, topic, audience }) => [heldOn, begins, ends, topic, audience])).toEqual([
      ['2023-04-18', '09:00', '10:30', '解读重点工作', '全体'], ['2023-04-18', '10:45', '12:15', '系统新增功能操作', '学校业务操作人员'], ['2023-04-18', '14:30', '15:30', '账号管理', ''],
    ]);
    expect(readAgenda(writeAgenda(slots)).slots).toEqual(slots);
  });
  it('lines that cannot be read are named', () => { expect(readAgenda('2023-04-18 09:00-10:30 开场\n上午开会\n9:00-10:00 没有日期').unread).toEqual([2, 3]); });
  it.each([
    [[], '至少写一段'], [[{ begins: '9:00', ends: '10:00' }], '09:00 这样'], [[{ begins: '25:00', ends: '26:00' }], '09:00 这样'], [[{ begins: '10:00', ends: '09:00' }], '晚于开始'], [[{ topic: ' ' }], '没有写内容'],
  ])('%j is refused: %s', (given, why) => { expect(agendaProblems(given.map((one) => ({ heldOn: '2023-04-18' as never, begins: '09:00', ends: '10:00', topic: '开场', audience: '', ...one })))[0].message).toContain(why); });
});

it('a share is never rounded up to everybody, and nobody invited is not everybody', () => {
  expect([{ invited: 3, signed: 2 }, { invited: 1000, signed: 999 }, { invited: 4, signed: 4 }, { invited: 0, signed: 0 }].map(shareOf)).toEqual([66, 99, 100, 0]);
});
