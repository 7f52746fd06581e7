import type { SubjectProvider } from '../workflow/registry.js';
import { row, rows } from '../database.js';
import { RuleBroken } from '../lib/errors.js';
import { addDays } from '../values/office-date.js';
import { factsOf, LIST_SELECT, listById, listInScope, listName, listOf } from './award-list.js';
import { demandAct } from './guards.js';
import { actOfTask } from './task-acts.js';
import { listEvidence } from './views/evidence.js';

/** What the process runtime needs to know of an award list. */
export const awardListSubject: SubjectProvider = {
  kind: 'award-list',
  facts: [
    { name: 'programme', type: 'text' }, { name: 'month', type: 'text' }, { name: 'people', type: 'number' }, { name: 'payable', type: 'number' }, { name: 'round', type: 'number' },
    { name: 'publicityEnded', type: 'date' },
  ],
  async load(id) {
    const list = await listById(id);
    const above = await row<{ prefecture: number | null; province: number | null; central: number | null }>(
      `SELECT MAX(IF(a.level = 'prefecture', a.id, NULL)) AS prefecture, MAX(IF(a.level = 'province', a.id, NULL)) AS province, MAX(IF(a.level = 'central', a.id, NULL)) AS central
         FROM organisations s JOIN organisations a ON s.path LIKE CONCAT(a.path, '%') WHERE s.id = ?`, [list.school.id]);
    return {
      name: listName(list), organisationId: list.school.id, programme: list.programme.key, month: list.month,
      organisations: { school: list.school.id, authority: list.authority.id, prefecture: above?.prefecture ?? null, province: above?.province ?? null, central: above?.central ?? null },
      values: {
        programme: list.programme.key, month: list.month, people: list.people, payable: list.payable / 100, round: list.round,
        // The first day on which 公示时间已结束 holds: its 0:00 is when the timer of the diagram is due.
        publicityEnded: list.publicity ? addDays(list.publicity.end, 1) : null,
      },
    };
  },
  name: async (id) => listName(await listById(id)),
  async names(ids) {
    if (ids.length === 0) return new Map();
    const found = await rows<Parameters<typeof listOf>[0]>(`${LIST_SELECT} WHERE l.id IN (?)`, [[...ids]]);
    return new Map(found.map((one) => [one.id, listName(listOf(one))]));
  },
  evidence: listEvidence,
  async beforeCompletion(actor, taskKey, id) {
    const act = actOfTask[taskKey];
    if (!act) return;
    const list = await listInScope(actor, id);
    demandAct(act, actor, await factsOf(list));
    if (act === 'disburse' && list.paidPeople < list.people) throw new RuleBroken('not-all-paid', `还有 ${list.people - list.paidPeople} 人没有登记发放，全部登记后这一步自动办结。`, '附件1 二（一）4');
  },
  href: (_id, taskId) => `/tasks/${taskId}`,
};
