import { run } from '../../../server/database.js';
import { complete } from '../../support/list-walk.js';
import { office, type Office } from '../../support/office.js';
import { Person } from '../../support/product.js';
import type { Actor } from '../../../server/values/actor.js';
import { story, type Story, type World } from '../story.js';
import { changedProcess, GRANT, idOf, listAt, officeTimeIs, PAYDAY, staff, taskOf, type ListScene } from './scenes.js';

type Library = { here: Office; drawer: Actor; publisher: Actor };
async function library(world: World): Promise<Library> {
  const here = await office(world);
  return { here, drawer: await staff(here, 'process-administrator'), publisher: await staff(here, 'process-publisher') };
}
async function saved(world: World): Promise<Library & { version: number; sha256: string }> {
  const scene = await library(world);
  const drawer = await Person.signedIn(world, scene.drawer);
  const answer = await drawer.post('/process-definitions', changedProcess());
  if (answer.status !== 201) throw new Error(answer.text);
  const { version, sha256 }: { version: number; sha256: string } = answer.body;
  return { ...scene, version, sha256 };
}

const spoil = "UPDATE process_states s JOIN process_instances p ON p.id = s.instance_id SET s.state = CONCAT('spoilt', s.state) WHERE p.subject_id = ?";
const mend = "UPDATE process_states s JOIN process_instances p ON p.id = s.instance_id SET s.state = SUBSTRING(s.state, 7) WHERE p.subject_id = ?";
/** A list whose next step cannot be taken: its engine state cannot be read. */
async function stuck(world: World): Promise<ListScene & { task: { id: number; version: number } }> {
  const scene = await listAt(world, 'submitted');
  const task = await taskOf(scene, 'school-review');
  await run(spoil, [scene.list.id]);
  return { ...scene, task };
}

/** Messages are claimed, delivered and ticked off one after the other; what a dead worker held is free after a minute. */
const handedOver: Pick<Story, 'inSteps' | 'counts' | 'meanwhile'> = {
  inSteps: true, counts: ['outbox.attempts'],
  async meanwhile({ installation }) {
    await run('UPDATE outbox SET lease_until = lease_until - INTERVAL 61 SECOND WHERE lease_until IS NOT NULL');
    await installation.server.tick('*/5 * * * * *');
  },
};

/** The picture with one more remark in it, as the drawing page sends it. */
const drawn = (more: string): string => changedProcess().replace('通知的附件1', `通知的附件1${more}`);

/** 流程图库、流程异常、定时与消息. */
export const processStories: Story[] = [
  story('save a process file', {
    before: library,
    doors: {
      'post /api/v1/process-definitions': ({ drawer }) => ({ who: drawer, body: changedProcess() }),
      'post /processes': ({ drawer }) => ({ who: drawer, file: { name: 'vocational-grant.bpmn', bytes: Buffer.from(changedProcess()), type: 'application/xml' } }),
    },
  }),
  story('draw and save a process', {
    before: library,
    doors: { 'post /processes/drafts': ({ drawer }) => ({ who: drawer, file: { name: 'vocational-grant.bpmn', bytes: Buffer.from(changedProcess()), type: 'application/xml' } }) },
  }),
  story('go on with a draft', {
    before: saved,
    doors: { 'put /api/v1/process-definitions/:key/versions/:version': ({ drawer, version, sha256 }) => ({ who: drawer, params: { key: GRANT, version }, query: `?sha256=${sha256}`, body: drawn('第二部分') }) },
  }),
  story('activate a process file', {
    before: saved,
    doors: {
      'post /api/v1/process-definitions/:key/versions/:version/activation': ({ publisher, version }) => ({ who: publisher, params: { key: GRANT, version }, body: { comment: '核对过' } }),
      'post /processes/:key/:version/activation': ({ publisher, version }) => ({ who: publisher, params: { key: GRANT, version }, body: { comment: '核对过' } }),
    },
  }),
  story('meet a step that cannot be taken', {
    before: stuck,
    doors: { 'post /api/v1/tasks/:id/completion': ({ here, task }) => ({ who: here.reviewer.actor, params: { id: task.id }, body: { version: task.version, decision: 'pass' } }) },
    again: { before: 503, after: 503 }, // nothing is kept of it: after the repair the same key goes through
    incidents: 'expected',
  }),
  story('try a failed step again', {
    before: async (world) => {
      const scene = await stuck(world);
      const refused = await complete(scene.here.reviewer, scene.list.id, 'school-review', { decision: 'pass' });
      if (refused.code !== 'process-incident') throw new Error(refused.text);
      await run(mend, [scene.list.id]);
      return { ...scene, drawer: await staff(scene.here, 'process-administrator'), incident: await idOf('SELECT id FROM incidents', []) };
    },
    doors: {
      'post /api/v1/incidents/:id/retry': ({ drawer, incident }) => ({ who: drawer, params: { id: incident }, body: {} }),
      'post /incidents/:id/retry': ({ drawer, incident }) => ({ who: drawer, params: { id: incident } }),
    },
    incidents: 'expected',
  }),
  story('the publicity period ends', {
    before: (world) => listAt(world, 'confirmed'),
    ready: (_scene, world) => officeTimeIs(world, `${PAYDAY}T00:00:10+08:00`),
    doors: { 'start the server': () => ({}) },
    role: 'worker',
    overdue: true,
  }),
  story('the publicity period ends, and the school is told', {
    before: (world) => listAt(world, 'confirmed'),
    ready: (_scene, world) => officeTimeIs(world, `${PAYDAY}T00:00:10+08:00`),
    doors: { 'tick */2 * * * * *': () => ({}) },
    role: 'worker',
    overdue: true,
    ...handedOver,
  }),
  story('a timer rings and its step cannot be taken', {
    before: async (world) => { const scene = await listAt(world, 'confirmed'); await run(spoil, [scene.list.id]); },
    ready: (_scene, world) => officeTimeIs(world, `${PAYDAY}T00:00:10+08:00`),
    doors: { 'tick */2 * * * * *': () => ({}) },
    role: 'worker',
    overdue: true,
    incidents: 'expected',
  }),
  story('reminders are handed to the inboxes', {
    before: async (world) => { await listAt(world, 'submitted'); await listAt(world, 'published'); },
    doors: { 'tick */5 * * * * *': () => ({}) },
    role: 'worker',
    ...handedOver,
  }),
  story('the morning’s reminders are written', {
    before: async (world) => { await listAt(world, 'submitted'); },
    ready: (_scene, world) => world.installation.server.tick('*/5 * * * * *'), // what was written before is handed over before
    doors: { 'tick 20 * * * * *': () => ({}) },
    role: 'worker',
    ...handedOver,
  }),
  story('a message one process has thrown is brought to the one that waits for it', {
    before: async (world) => {
      const { list } = await listAt(world, 'confirmed');
      const thrown = { key: 'thrown:1:1:0', kind: 'message', name: 'list-closed', instanceId: await idOf('SELECT id FROM process_instances WHERE subject_id = ?', [list.id]), elementId: 'x', subjectKind: 'award-list', subjectId: list.id, upTo: 0, until: '2000-01-01T00:00:00.000Z' };
      await run("UPDATE outbox SET sent_at = CURRENT_TIMESTAMP(3), lease_until = NULL WHERE sent_at IS NULL");
      await run("INSERT INTO outbox (kind, dedupe_key, payload) VALUES ('process-thrown', ?, ?)", [thrown.key, JSON.stringify(thrown)]);
    },
    doors: { 'tick */5 * * * * *': () => ({}) },
    role: 'worker',
    ...handedOver,
    lost: 'expected', // the list is not told: its process ends with the message, as a drawing of two processes would have it
  }),
  story('old operations are forgotten', {
    before: async (world) => {
      await listAt(world, 'draft');
      await run("INSERT INTO operations (user_id, operation_key, route, body_hash, status, answer, created_at) VALUES (1, 'eight-days-old', 'POST /x', '', 200, '', UTC_TIMESTAMP(3) - INTERVAL 8 DAY), (1, 'six-days-old', 'POST /x', '', 200, '', UTC_TIMESTAMP(3) - INTERVAL 6 DAY)");
    },
    doors: { 'tick 17 3 * * *': () => ({}) },
    role: 'worker',
    inSteps: true, // one statement at a time, each for itself
  }),
];
