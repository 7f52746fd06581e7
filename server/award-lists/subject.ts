import type { SubjectProvider, TaskMark } from '../workflow/registry.js';
import { currentTx, heldRead, row, rows } from '../database.js';
import { deadlineOfTask } from '../filing-calendar/task-deadlines.js';
import { RuleBroken } from '../lib/errors.js';
import { isAcademicTerm } from '../values/academic-term.js';
import { monthOfPeriod } from '../values/period.js';
import { addDays } from '../values/office-date.js';
import { approves, recordApproval } from './approvals.js';
import { countNotes } from './award-notes.js';
import { factsOf, LIST_SELECT, listInScope, listName, listNow, listOf, lockListInScope } from './award-list.js';
import { canDo, demandAct } from './guards.js';
import { takeBack } from './list-acts.js';
import { countObjections } from './objections.js';
import { keyedPlaces } from './keyed-places.js';
import { actOfTask } from './task-acts.js';
import { listEvidence } from './views/evidence.js';
import { countWarningsOf } from './warnings.js';

/** What the process runtime needs to know of an award list. */
export const awardListSubject: SubjectProvider = {
  kind: 'award-list',
  title: '资助名单',
  facts: [
    { name: 'programme', type: 'text' }, { name: 'month', type: 'text' }, { name: 'term', type: 'text' }, { name: 'people', type: 'number' }, { name: 'payable', type: 'number' }, { name: 'round', type: 'number' },
    { name: 'publicityEnded', type: 'date' },
  ],
  async load(id, levels) {
    const list = await listNow(id);
    const above = levels.some((level) => level !== 'school' && level !== 'authority') ? await authoritiesAbove(list.school.id) : { prefecture: null, province: null, central: null };
    return {
      name: listName(list), organisationId: list.school.id, programme: list.programme.key, month: monthOfPeriod(list.period),
      organisations: { school: list.school.id, authority: list.authority.id, ...above },
      values: {
        programme: list.programme.key, month: monthOfPeriod(list.period), term: isAcademicTerm(list.period) ? list.period : null, people: list.people, payable: list.payable / 100, round: list.round,
        // The first day on which 公示时间已结束 holds: its 0:00 is when the timer of the diagram is due.
        publicityEnded: list.publicity ? addDays(list.publicity.end, 1) : null,
      },
    };
  },
  deadline: deadlineOfTask,
  name: async (id) => listName(await listNow(id)),
  async names(ids) {
    if (ids.length === 0) return new Map();
    const found = await rows<Parameters<typeof listOf>[0]>(`${LIST_SELECT} WHERE l.id IN (?)`, [[...ids]]);
    return new Map(found.map((one) => [one.id, listName(listOf(one))]));
  },
  evidence: listEvidence,
  async beforeCompletion(actor, taskKey, id, { decision }) {
    // An open objection keeps the authority from confirming, not from rejecting; before a decision is chosen either is asked for.
    const act = taskKey === 'confirm-publicity' && decision !== 'confirm' ? 'reject-publicity' : actOfTask[taskKey];
    if (!act) return;
    // In an act the list is locked from here on; when a page asks whether one could, it is only read.
    const list = currentTx() ? await lockListInScope(actor, id) : await listInScope(actor, id);
    demandAct(act, actor, await factsOf(list));
    if (act === 'disburse' && list.paidPeople < list.people) throw new RuleBroken('not-all-paid', `还有 ${list.people - list.paidPeople} 人没有登记发放，全部登记后这一步自动办结。`, '附件1 二（一）4');
  },
  async decided(actor, { key, name }, id, { decision }) {
    if (approves(decision)) await recordApproval(actor, await listNow(id), { key, name });
  },
  keyed: keyedPlaces,
  returns: { 'school-review': 'fail', 'authority-review': 'fail', 'confirm-publicity': 'reject' },
  takesBack: {
    'enter-list': {
      whyNot: async (actor, id) => canDo(actor, await factsOf(await listInScope(actor, id)))['take-back'].unmet[0] ?? null,
      act: async (actor, id) => void (await takeBack(actor, id)),
    },
  },
  records: (taskKey) => taskKey in actOfTask,
  async marks(ids) {
    const [notes, objections] = [await countNotes(ids), await countObjections(ids)];
    return new Map(ids.map((id): [number, TaskMark[]] => [id, [{ key: 'open-notes', name: '批注待答', count: notes.get(id)?.open ?? 0 }, { key: 'open-objections', name: '异议待处理', count: objections.get(id)?.open ?? 0 }].filter(({ count }) => count > 0)]).filter(([, marks]) => marks.length > 0));
  },
  byItself: { 'review-withdrawal': '同意退回会撤销公示和发放，要先看影响' },
  async weights(ids) {
    if (ids.length === 0) return new Map();
    const found = await rows<{ id: number; people: number; payable_fen: number }>('SELECT id, people, payable_fen FROM award_lists WHERE id IN (?)', [[...ids]]);
    const warnings = await countWarningsOf(ids);
    return new Map(found.map(({ id, people, payable_fen }) => [id, { people, payable: payable_fen, warnings: warnings.get(id) ?? 0 }]));
  },
  href: (_id, taskId) => `/tasks/${taskId}`,
};

type Above = Record<'prefecture' | 'province' | 'central', number | null>;

/** The authorities of each level above a school; its direct one stands on the list itself. */
async function authoritiesAbove(schoolId: number): Promise<Above> {
  const found = await heldRead('organisations', `above ${schoolId}`, () => row<Record<string, number | string | null>>(
    `SELECT a.id AS id1, a.level AS level1, b.id AS id2, b.level AS level2, c.id AS id3, c.level AS level3, d.id AS id4, d.level AS level4
       FROM organisations s LEFT JOIN organisations a ON a.id = s.parent_id LEFT JOIN organisations b ON b.id = a.parent_id LEFT JOIN organisations c ON c.id = b.parent_id LEFT JOIN organisations d ON d.id = c.parent_id WHERE s.id = ?`, [schoolId]));
  const at = (level: string): number | null => {
    const place = [1, 2, 3, 4].find((number) => found?.[`level${number}`] === level);
    return place ? Number(found?.[`id${place}`]) : null;
  };
  return { prefecture: at('prefecture'), province: at('province'), central: at('central') };
}
