import { run } from '../../../server/database.js';
import { receiveObjection } from '../../../server/award-lists/receive-objection.js';
import { objectionFor } from '../../support/objection.js';
import { attachPhoto, complete } from '../../support/list-walk.js';
import { awardsOn } from '../../support/office.js';
import type { Asked } from '../request.js';
import { story, type Story, type World } from '../story.js';
import { GRANT, idOf, listAt, listToPay, PAYDAY, PERIOD, taskOf, WAIVER, type ListScene } from './scenes.js';
import type { Reached } from '../../support/list-walk.js';

type TaskScene = ListScene & { task: { id: number; version: number } };
type Doer = 'operator' | 'reviewer' | 'officer';

/** The completion of a task, at the API and at the desk. */
const completion = (who: Doer, fields: Record<string, unknown>) => {
  const ask = ({ here, task }: TaskScene): Asked => ({ who: here[who].actor, params: { id: task.id }, body: { version: task.version, ...fields } });
  return { 'post /api/v1/tasks/:id/completion': ask, 'post /tasks/:id/completion': ask };
};
const at = (reached: Reached, key: string, programme: string, prepare: (scene: ListScene) => Promise<void> = async () => undefined) => async (world: World): Promise<TaskScene> => {
  const scene = await listAt(world, reached, programme);
  await prepare(scene);
  return { ...scene, task: await taskOf(scene, key) };
};
const photo = async ({ here, list }: ListScene): Promise<void> => void (await attachPhoto(here.operator, list.id));
const asked = async ({ here, list }: ListScene): Promise<void> => {
  const answer = await here.operator.post(`/award-lists/${list.id}/withdrawal-requests`, { reason: '金额有误' });
  if (answer.status !== 201) throw new Error(answer.text);
};

const decision = (programme: string, word: string): Story[] => [
  story(`school review passes a ${word}`, { before: at('submitted', 'school-review', programme), doors: completion('reviewer', { decision: 'pass' }) }),
  story(`school review fails a ${word}`, { before: at('submitted', 'school-review', programme), doors: completion('reviewer', { decision: 'fail', remark: '人数有误' }) }),
  story(`authority review passes a ${word}`, { before: at('reviewedAtSchool', 'authority-review', programme), doors: completion('officer', { decision: 'pass' }) }),
  story(`authority review fails a ${word}`, { before: at('reviewedAtSchool', 'authority-review', programme), doors: completion('officer', { decision: 'fail', remark: '人数有误' }) }),
  story(`publish a ${word}`, {
    before: at('reviewedAtAuthority', 'publish-list', programme, photo),
    doors: { ...completion('operator', PERIOD), 'post /api/v1/award-lists/:id/publicity': ({ here, list }) => ({ who: here.operator.actor, params: { id: list.id }, body: PERIOD }) },
  }),
  story(`confirm the publicity of a ${word}`, { before: at('published', 'confirm-publicity', programme), doors: completion('officer', { decision: 'confirm' }) }),
  story(`reject the publicity of a ${word}`, { before: at('published', 'confirm-publicity', programme), doors: completion('officer', { decision: 'reject', remark: '公示时间不够' }) }),
  story(`request the withdrawal of a ${word}`, {
    before: at('confirmed', 'request-withdrawal', programme),
    doors: {
      'post /api/v1/award-lists/:id/withdrawal-requests': ({ here, list }) => ({ who: here.operator.actor, params: { id: list.id }, body: { reason: '金额有误' } }),
      'post /award-lists/:id/withdrawal-request': ({ here, list }) => ({ who: here.operator.actor, params: { id: list.id }, body: { reason: '金额有误' } }),
      ...completion('operator', { reason: '金额有误' }),
    },
  }),
  story(`grant the withdrawal of a ${word}`, { before: at('confirmed', 'review-withdrawal', programme, asked), doors: completion('officer', { decision: 'grant' }) }),
  story(`refuse the withdrawal of a ${word}`, { before: at('confirmed', 'review-withdrawal', programme, asked), doors: completion('officer', { decision: 'refuse', remark: '金额无误' }) }),
];

const paid = async (world: World): Promise<ListScene & { payment: number }> => {
  const scene = await listToPay(world);
  const answer = await scene.here.operator.post(`/award-lists/${scene.list.id}/disbursements`, { paidOn: PAYDAY, awards: 'all' });
  if (answer.status !== 201) throw new Error(answer.text);
  return { ...scene, payment: await idOf('SELECT id FROM disbursements WHERE list_id = ? ORDER BY id LIMIT 1', [scene.list.id]) };
};

/** A list under review, and one of its students; with a note of the reviewer's on it where asked. */
const underReview = (noted: boolean) => async (world: World): Promise<ListScene & { award: number; note: number }> => {
  const scene = await listAt(world, 'submitted');
  const [award] = await awardsOn(scene.here.operator, scene.list.id);
  if (!noted) return { ...scene, award: award.id, note: 0 };
  const written = await scene.here.reviewer.post(`/award-lists/${scene.list.id}/awards/${award.id}/notes`, { text: '请核对银行卡号' });
  if (written.status !== 201) throw new Error(written.text);
  // The school answers once it has the list back.
  const failed = await complete(scene.here.reviewer, scene.list.id, 'school-review', { decision: 'fail', remark: '见批注' });
  if (failed.status !== 200) throw new Error(failed.text);
  return { ...scene, award: award.id, note: (written.body as { id: number }).id };
};

/** A published list with an objection of the public. */
const objectedTo = async (world: World): Promise<ListScene & { objection: number }> => {
  const scene = await listAt(world, 'published');
  await receiveObjection(scene.list.publicity?.token ?? '', objectionFor(scene.list.publicity?.token ?? ''), '192.0.2.7');
  return { ...scene, objection: await idOf('SELECT id FROM objections WHERE list_id = ?', [scene.list.id]) };
};
const objecting = ({ list, objection }: ListScene & { objection: number }) => ({ id: list.id, objectionId: objection });

/** 审核、公示、确认、退回、发放. */
export const decisionStories: Story[] = [
  ...decision(GRANT, 'grant'),
  ...decision(WAIVER, 'waiver'),
  story('write a note on a student', {
    before: underReview(false),
    doors: {
      'post /api/v1/award-lists/:id/awards/:awardId/notes': ({ here, list, award }) => ({ who: here.reviewer.actor, params: { id: list.id, awardId: award }, body: { text: '请核对银行卡号' } }),
      'post /award-lists/:id/awards/:awardId/notes': ({ here, list, award }) => ({ who: here.reviewer.actor, params: { id: list.id, awardId: award }, body: { text: '请核对银行卡号' } }),
    },
  }),
  story('answer a note', {
    before: underReview(true),
    doors: {
      'post /api/v1/award-lists/:id/awards/:awardId/notes/:noteId/answer': ({ here, list, award, note }) => ({ who: here.operator.actor, params: { id: list.id, awardId: award, noteId: note }, body: { text: '已核对' } }),
      'post /award-lists/:id/awards/:awardId/notes/:noteId/answer': ({ here, list, award, note }) => ({ who: here.operator.actor, params: { id: list.id, awardId: award, noteId: note }, body: { text: '已核对' } }),
    },
  }),
  story('object to a published list', {
    before: async (world) => { const scene = await listAt(world, 'published'); const token = scene.list.publicity?.token ?? ''; return { token, given: objectionFor(token) }; },
    doors: { 'post /publicity/:token/objections': ({ token, given }) => ({ params: { token }, body: given, plain: true }) },
    again: { before: 303, after: 303 }, // the form's own number makes two sendings one
  }),
  story('answer an objection', {
    before: objectedTo,
    doors: {
      'post /api/v1/award-lists/:id/objections/:objectionId/answer': (scene) => ({ who: scene.here.operator.actor, params: objecting(scene), body: { text: '已核实，情况不属实' } }),
      'post /award-lists/:id/objections/:objectionId/answer': (scene) => ({ who: scene.here.operator.actor, params: objecting(scene), body: { text: '已核实，情况不属实' } }),
    },
  }),
  story('overrule an objection', {
    before: objectedTo,
    doors: {
      'post /api/v1/award-lists/:id/objections/:objectionId/overruling': (scene) => ({ who: scene.here.officer.actor, params: objecting(scene), body: { remark: '没有指明对谁' } }),
      'post /award-lists/:id/objections/:objectionId/overruling': (scene) => ({ who: scene.here.officer.actor, params: objecting(scene), body: { remark: '没有指明对谁' } }),
    },
  }),
  story('look up how to reach whoever objected', {
    before: objectedTo,
    doors: Object.fromEntries(['/api/v1/award-lists/:id/objections/:objectionId/contact', '/award-lists/:id/objections/:objectionId/contact']
      .map((path) => [`get ${path}`, (scene: ListScene & { objection: number }): Asked => ({ who: scene.here.officer.actor, params: objecting(scene), query: `?purpose=${encodeURIComponent('核实情况')}` })])),
    again: { before: 200, after: 200 }, // every look is on record, a second one too
  }),
  story('urge a review', {
    before: at('submitted', 'school-review', GRANT),
    doors: {
      'post /api/v1/tasks/:id/urge': ({ here, task }) => ({ who: here.officer.actor, params: { id: task.id } }),
      'post /tasks/:id/urge': ({ here, task }) => ({ who: here.officer.actor, params: { id: task.id } }),
    },
  }),
  story('keep a draft of a decision', {
    before: at('submitted', 'school-review', GRANT),
    doors: {
      'put /api/v1/tasks/:id/draft': ({ here, task }) => ({ who: here.reviewer.actor, params: { id: task.id }, body: { decision: 'fail', remark: '人数有误' } }),
      'post /tasks/:id/draft': ({ here, task }) => ({ who: here.reviewer.actor, params: { id: task.id }, body: { version: task.version, decision: 'fail', remark: '人数有误' } }),
    },
  }),
  story('throw a draft away', {
    before: async (world) => {
      const scene = await at('submitted', 'school-review', GRANT)(world);
      await scene.here.reviewer.call('PUT', `/tasks/${scene.task.id}/draft`, { remark: '人数有误' });
      return scene;
    },
    doors: { 'delete /api/v1/tasks/:id/draft': ({ here, task }) => ({ who: here.reviewer.actor, params: { id: task.id } }) },
  }),
  story('urge all that are late', {
    before: at('submitted', 'school-review', GRANT, async ({ list }) => void (await run('UPDATE tasks SET due_at = ? WHERE subject_id = ?', [new Date('2023-05-09T16:00:00Z'), list.id]))),
    doors: Object.fromEntries(['post /api/v1/statistics/board/urges', 'post /board/urges'].map((door) => [door, ({ here }: TaskScene): Asked => ({ who: here.officer.actor })])),
  }),
  story('take the board away', {
    before: at('submitted', 'school-review', GRANT),
    doors: Object.fromEntries(['get /api/v1/statistics/board.xlsx', 'get /board.xlsx'].map((door) => [door, ({ here }: TaskScene): Asked => ({ who: here.officer.actor })])),
    again: { before: 200, after: 200 }, // every copy is on record, a second one too
  }),
  story('take the file for the bank', {
    before: listToPay,
    doors: Object.fromEntries(['/api/v1/award-lists/:id/bank-file.xlsx', '/api/v1/award-lists/:id/bank-file.csv', '/award-lists/:id/bank-file.xlsx', '/award-lists/:id/bank-file.csv']
      .map((path) => [`get ${path}`, ({ here, list }: ListScene): Asked => ({ who: here.operator.actor, params: { id: list.id }, query: `?purpose=${encodeURIComponent('五月发放')}` })])),
    again: { before: 200, after: 200 }, // every copy is on record, a second one too
  }),
  story('pay everybody on a list', {
    before: listToPay,
    doors: {
      'post /api/v1/award-lists/:id/disbursements': ({ here, list }) => ({ who: here.operator.actor, params: { id: list.id }, body: { paidOn: PAYDAY, awards: 'all' } }),
      'post /award-lists/:id/disbursement': ({ here, list }) => ({ who: here.operator.actor, params: { id: list.id }, body: { paidOn: PAYDAY, channel: 'aid-card', scope: 'all' } }),
    },
  }),
  story('pay one of two', {
    before: async (world) => { const scene = await listToPay(world); return { ...scene, award: (await awardsOn(scene.here.operator, scene.list.id))[0] }; },
    doors: { 'post /api/v1/award-lists/:id/disbursements': ({ here, list, award }) => ({ who: here.operator.actor, params: { id: list.id }, body: { paidOn: PAYDAY, awards: [{ awardId: award.id, amount: '150.00' }] } }) },
  }),
  story('record a returned payment', {
    before: paid,
    doors: {
      'patch /api/v1/disbursements/:id': ({ here, payment }) => ({ who: here.operator.actor, params: { id: payment }, body: { state: 'returned', reason: '卡号错误' } }),
      'post /disbursements/:id/return': ({ here, payment }) => ({ who: here.operator.actor, params: { id: payment }, body: { reason: '卡号错误' } }),
    },
  }),
  story('grant the withdrawal of a paid grant', {
    before: async (world) => { const scene = await paid(world); await asked(scene); return { ...scene, task: await taskOf(scene, 'review-withdrawal') }; },
    doors: completion('officer', { decision: 'grant' }),
  }),
];
