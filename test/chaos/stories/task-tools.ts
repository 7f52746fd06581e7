import { row } from '../../../server/database.js';
import { noticePhoto } from '../../../server/seeding/notice-photo.js';
import type { Actor } from '../../../server/values/actor.js';
import { tag, userTask } from '../../support/bpmn-builder.js';
import { Person } from '../../support/product.js';
import { redrawnGrant } from '../../support/redrawn-grant.js';
import { person } from '../../support/world.js';
import type { Asked } from '../request.js';
import { story, type Story, type World } from '../story.js';
import { idOf, listAt, staff, taskOf, type ListScene } from './scenes.js';

type TaskScene = ListScene & { task: { id: number; version: number } };
type Colleagues = TaskScene & { colleague: Actor; director: Actor };

/** 两家会签 between the authority's review and the publicity. */
const jointSign = userTask('joint-sign', {
  name: '两级会签', candidates: 'authority-operator@authority,authority-operator@prefecture',
  inside: `<bpmn:extensionElements><aid:decisions>${tag('aid:decision', { value: 'agree', name: '同意' })}${tag('aid:decision', { value: 'disagree', name: '不同意' })}</aid:decisions>${tag('aid:vote', { rule: 'all' })}</bpmn:extensionElements>`,
});

async function atJointSign(world: World): Promise<TaskScene> {
  const { here } = await listAt(world, 'draft');
  const saved = await (await Person.signedIn(world, await staff(here, 'process-administrator'))).post('/process-definitions', redrawnGrant(jointSign));
  if (saved.status !== 201) throw new Error(saved.text);
  const active = await (await Person.signedIn(world, await staff(here, 'process-publisher'))).post(`/process-definitions/vocational-grant/versions/${(saved.body as { version: number }).version}/activation`, { comment: '核对过' });
  if (active.status !== 200) throw new Error(active.text);
  const scene = await listAt(world, 'reviewedAtAuthority');
  return { ...scene, task: await taskOf(scene, 'joint-sign') };
}

/** The authority's review of a list, and two colleagues of the officer. */
async function underReview(world: World): Promise<Colleagues> {
  const scene = await listAt(world, 'reviewedAtSchool');
  return { ...scene, task: await taskOf(scene, 'authority-review'), colleague: await person(scene.here.authority, 'authority-operator'), director: await staff(scene.here, 'authority-director') };
}
const after = (...acts: ((scene: Colleagues) => Promise<{ status: number; text: string }>)[]) => async (world: World): Promise<Colleagues & { signer: number }> => {
  const scene = await underReview(world);
  for (const act of acts) {
    const answer = await act(scene);
    if (answer.status >= 300) throw new Error(answer.text);
  }
  return { ...scene, signer: (await row<{ id: number }>('SELECT id FROM task_signers ORDER BY id DESC LIMIT 1'))?.id ?? 0 };
};
const claimed = ({ here, task }: Colleagues) => here.officer.post(`/tasks/${task.id}/claim`);
const asked = (position: 'before' | 'after') => ({ here, task, director }: Colleagues) => here.officer.post(`/tasks/${task.id}/additional-signers`, { userId: director.userId, position });
const decided = async ({ here, task }: Colleagues) => here.officer.post(`/tasks/${task.id}/completion`, { version: ((await here.officer.get(`/tasks/${task.id}`)).body as { version: number }).version, decision: 'pass' });

const byOfficer = (body?: (scene: Colleagues) => Record<string, unknown>) => (scene: Colleagues): Asked => ({ who: scene.here.officer.actor, params: { id: scene.task.id }, ...(body ? { body: body(scene) } : {}) });
const AWAY = { from: '2023-05-11', until: '2023-05-12' };

async function away(world: World): Promise<Colleagues & { absence: number; copy: number; phrase: number }> {
  const scene = await underReview(world);
  const director = await Person.signedIn(world, scene.director);
  for (const [who, path, body] of [[scene.here.officer, '/delegations', { ...AWAY, standInId: scene.director.userId }], [scene.here.officer, `/tasks/${scene.task.id}/copies`, { userIds: [scene.director.userId] }], [director, '/opinion-phrases', { phrase: '同意' }]] as const) {
    const answer = await who.post(path, body);
    if (answer.status !== 201) throw new Error(answer.text);
  }
  return { ...scene, absence: await idOf('SELECT id FROM absences', []), copy: await idOf('SELECT id FROM task_copies', []), phrase: await idOf('SELECT id FROM opinion_phrases', []) };
}

/** A batch of one task that waits for its worker, and what was done to it. */
const batched = (...tails: string[]) => async (world: World): Promise<Colleagues & { batch: number }> => {
  const scene = await underReview(world);
  const begun = await scene.here.officer.post('/task-batches', { taskIds: [scene.task.id], decision: 'pass' });
  if (begun.status !== 202) throw new Error(begun.text);
  const batch = (begun.body as { id: number }).id;
  for (const tail of tails) {
    const answer = await scene.here.officer.post(`/task-batches/${batch}/${tail}`);
    if (answer.status !== 200) throw new Error(answer.text);
  }
  return { ...scene, batch };
};
const steered = (tail: string, ...before: string[]): Story => story(`${tail} of a batch`, {
  before: batched(...before),
  doors: Object.fromEntries([`post /api/v1/task-batches/:id/${tail}`, `post /task-batches/:id/${tail}`].map((door) => [door, ({ here, batch }: Colleagues & { batch: number }): Asked => ({ who: here.officer.actor, params: { id: batch } })])),
});

/** 转办、委派、加签、表决 and the like. */
export const taskToolStories: Story[] = [
  story('vote in a 会签', {
    before: atJointSign,
    doors: Object.fromEntries(['post /api/v1/tasks/:id/completion', 'post /tasks/:id/completion'].map((door) => [door, ({ here, task }: TaskScene) => ({ who: here.officer.actor, params: { id: task.id }, body: { version: task.version, decision: 'agree' } })])),
  }),
  story('take a vote back', {
    before: async (world) => {
      const scene = await atJointSign(world);
      const voted = await scene.here.officer.post(`/tasks/${scene.task.id}/completion`, { version: scene.task.version, decision: 'agree' });
      if (voted.status !== 200) throw new Error(voted.text);
      return scene;
    },
    doors: {
      'delete /api/v1/tasks/:id/vote': ({ here, task }) => ({ who: here.officer.actor, params: { id: task.id } }),
      'post /tasks/:id/vote/removal': ({ here, task }) => ({ who: here.officer.actor, params: { id: task.id } }),
    },
  }),
  story('claim a task', { before: after(), doors: { 'post /api/v1/tasks/:id/claim': byOfficer(() => ({})), 'post /tasks/:id/claim': byOfficer() } }),
  story('put a task back', { before: after(claimed), doors: { 'delete /api/v1/tasks/:id/claim': byOfficer(), 'post /tasks/:id/claim/removal': byOfficer() } }),
  story('hand a task to a colleague', { before: after(), doors: Object.fromEntries(['post /api/v1/tasks/:id/transfer', 'post /tasks/:id/transfer'].map((door) => [door, byOfficer(({ colleague }) => ({ userId: colleague.userId, reason: '出差' }))])) }),
  story('delegate a task', { before: after(), doors: Object.fromEntries(['post /api/v1/tasks/:id/delegation', 'post /tasks/:id/delegation'].map((door) => [door, byOfficer(({ director }) => ({ userId: director.userId, question: '请核对' }))])) }),
  story('ask somebody to sign', { before: after(), doors: Object.fromEntries(['post /api/v1/tasks/:id/additional-signers', 'post /tasks/:id/additional-signers'].map((door) => [door, byOfficer(({ director }) => ({ userId: director.userId, position: 'after' }))])) }),
  story('do without a signer', {
    before: after(asked('before')),
    doors: {
      'delete /api/v1/tasks/:id/additional-signers/:signerId': ({ here, task, signer }) => ({ who: here.officer.actor, params: { id: task.id, signerId: signer } }),
      'post /tasks/:id/additional-signers/:signerId/removal': ({ here, task, signer }) => ({ who: here.officer.actor, params: { id: task.id, signerId: signer } }),
    },
  }),
  story('sign last, and the decision takes effect', {
    before: after(asked('after'), decided),
    doors: {
      'post /api/v1/tasks/:id/signature': ({ director, task }) => ({ who: director, params: { id: task.id }, body: { agrees: true } }),
      'post /tasks/:id/signature': ({ director, task }) => ({ who: director, params: { id: task.id }, body: { agrees: 'true' } }),
    },
  }),
  story('decide where somebody signs after it', { before: after(asked('after')), doors: { 'post /api/v1/tasks/:id/completion': byOfficer(({ task }) => ({ version: task.version + 1, decision: 'pass' })) } }),
  story('send a copy', { before: after(), doors: { 'post /api/v1/tasks/:id/copies': byOfficer(({ director }) => ({ userIds: [director.userId] })), 'post /tasks/:id/copies': byOfficer(({ director }) => ({ userId: director.userId })) } }),
  story('say who stands in', { before: after(), doors: Object.fromEntries(['post /api/v1/delegations', 'post /delegations'].map((door) => [door, ({ here, director }: Colleagues): Asked => ({ who: here.officer.actor, body: { ...AWAY, standInId: director.userId } })])) }),
  story('end an absence', {
    before: away,
    doors: {
      'delete /api/v1/delegations/:id': ({ here, absence }) => ({ who: here.officer.actor, params: { id: absence } }),
      'post /delegations/:id/removal': ({ here, absence }) => ({ who: here.officer.actor, params: { id: absence } }),
    },
  }),
  story('read a copy', {
    before: away,
    doors: {
      'post /api/v1/task-copies/reads': ({ director, copy }) => ({ who: director, body: { ids: [copy] } }),
      'post /task-copies/:id/read': ({ director, copy }) => ({ who: director, params: { id: copy } }),
    },
  }),
  story('keep a phrase', { before: after(), doors: Object.fromEntries(['post /api/v1/opinion-phrases', 'post /opinion-phrases'].map((door) => [door, ({ here }: Colleagues): Asked => ({ who: here.officer.actor, body: { phrase: '材料齐全', for: 'me' } })])) }),
  story('drop a phrase', {
    before: away,
    doors: {
      'delete /api/v1/opinion-phrases/:id': ({ director, phrase }) => ({ who: director, params: { id: phrase } }),
      'post /opinion-phrases/:id/removal': ({ director, phrase }) => ({ who: director, params: { id: phrase } }),
    },
  }),
  story('send a list back', { before: after(), doors: {
    'post /api/v1/tasks/:id/return': byOfficer(({ task }) => ({ version: task.version, remark: '人数不符' })),
    'post /tasks/:id/return': byOfficer(({ task }) => ({ version: task.version, remark: '人数不符', to: 'enter-list' })),
  } }),
  story('take one’s own submission back by its task', {
    before: async (world) => { const scene = await listAt(world, 'submitted'); return { ...scene, entered: await idOf("SELECT id FROM tasks WHERE subject_id = ? AND task_key = 'enter-list'", [scene.list.id]) }; },
    doors: { 'post /api/v1/tasks/:id/taking-back': ({ here, entered }) => ({ who: here.operator.actor, params: { id: entered } }) },
  }),
  story('add a file to an opinion', {
    before: after(),
    doors: Object.fromEntries(['post /api/v1/tasks/:id/attachments', 'post /tasks/:id/attachments'].map((door) => [door, async ({ here, task }: Colleagues): Promise<Asked> => ({ who: here.officer.actor, params: { id: task.id }, file: { name: '说明.jpg', bytes: await noticePhoto(), type: 'image/jpeg' } })])),
  }),
  story('take a file, or take it away', {
    before: async (world) => {
      const scene = await underReview(world);
      const added = await scene.here.officer.upload(`/tasks/${scene.task.id}/attachments`, '说明.jpg', await noticePhoto(), 'image/jpeg');
      if (added.status !== 201) throw new Error(added.text);
      return { ...scene, file: (added.body as { id: number }).id };
    },
    doors: Object.fromEntries(['delete /api/v1/tasks/:id/attachments/:attachmentId', 'post /tasks/:id/attachments/:attachmentId/removal'].map((door) => [door, ({ here, task, file }: Colleagues & { file: number }): Asked => ({ who: here.officer.actor, params: { id: task.id, attachmentId: file } })])),
  }),
  story('download a file of a task', {
    before: async (world) => {
      const scene = await underReview(world);
      const added = await scene.here.officer.upload(`/tasks/${scene.task.id}/attachments`, '说明.jpg', await noticePhoto(), 'image/jpeg');
      if (added.status !== 201) throw new Error(added.text);
      return { ...scene, file: (added.body as { id: number }).id };
    },
    doors: Object.fromEntries(['get /api/v1/tasks/:id/attachments/:attachmentId', 'get /tasks/:id/attachments/:attachmentId'].map((door) => [door, ({ here, task, file }: Colleagues & { file: number }): Asked => ({ who: here.officer.actor, params: { id: task.id, attachmentId: file } })])),
    again: { before: 200, after: 200 }, // every download is on record, a second one too
  }),
  story('begin a batch', {
    before: after(),
    doors: {
      'post /api/v1/task-batches': ({ here, task }) => ({ who: here.officer.actor, body: { taskIds: [task.id], decision: 'pass' } }),
      'post /task-batches': ({ here, task }) => ({ who: here.officer.actor, body: { key: 'authority-review', taskIds: [task.id], decision: 'pass' } }),
    },
  }),
  steered('pause'), steered('resumption', 'pause'), steered('cancellation'), steered('retry', 'cancellation'),
  story('a leaver hands over', {
    before: async (world) => ({ ...await after(claimed)(world), administrator: null }),
    doors: { 'post /api/v1/users/:id/hand-over': async ({ here, colleague }) => ({ who: await staff(here, 'system-administrator'), params: { id: here.officer.actor.userId }, body: { to: colleague.userId } }) },
  }),
];
