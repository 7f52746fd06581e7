import { run } from '../../../server/database.js';
import type { Actor } from '../../../server/values/actor.js';
import { askRepair } from '../../../server/workflow/repair-incident.js';
import { registerFeatures } from '../../../server/processes.js';
import { complete } from '../../support/list-walk.js';
import { Person } from '../../support/product.js';
import { story, type Story, type World } from '../story.js';
import { worked } from './files.js';
import { changedProcess, GRANT, idOf, listAt, staff, taskOf, WORK, workDone, type ListScene } from './scenes.js';

/* 流程监控: what is done about an instance that is stuck. */

type Watched = ListScene & { drawer: Actor; publisher: Actor; instance: number };
async function watched(world: World): Promise<Watched> {
  const scene = await listAt(world, 'submitted');
  return { ...scene, drawer: await staff(scene.here, 'process-administrator'), publisher: await staff(scene.here, 'process-publisher'), instance: await idOf('SELECT id FROM process_instances WHERE subject_id = ?', [scene.list.id]) };
}

const spoil = "UPDATE process_states SET state = CONCAT('spoilt', state) WHERE instance_id = ?";
const mend = 'UPDATE process_states SET state = SUBSTRING(state, 7) WHERE instance_id = ?';
/** A list whose review could not be taken, the cause mended since: its incident waits for the administrator. */
async function stuck(world: World): Promise<Watched & { incident: number; version: number }> {
  const scene = await watched(world);
  const { version } = await taskOf(scene, 'school-review');
  await run(spoil, [scene.instance]);
  const refused = await complete(scene.here.reviewer, scene.list.id, 'school-review', { decision: 'pass' });
  if (refused.code !== 'process-incident') throw new Error(refused.text);
  await run(mend, [scene.instance]);
  return { ...scene, version, incident: await idOf('SELECT id FROM incidents', []) };
}
/** The same, as if it had been the question after the review that had no answer. */
async function atTheQuestion(world: World): Promise<Watched & { incident: number; version: number }> {
  const scene = await stuck(world);
  await run("UPDATE incidents SET element_id = 'school-review-passed' WHERE id = ?", [scene.incident]);
  return scene;
}
async function repairAsked(world: World, what: Parameters<typeof askRepair>[2]): Promise<Watched & { incident: number; version: number; repair: number }> {
  registerFeatures();
  const scene = await atTheQuestion(world);
  return { ...scene, repair: (await askRepair(scene.drawer, scene.incident, what, '已核对原件')).id };
}
const detour = { kind: 'skip', flowId: 'school-review-fail' } as const;

/** A version with running instances behind the one in use; a plan for them, as far as asked. */
async function migrating(world: World, ...acts: ('plan' | 'decide')[]): Promise<Watched & { plan: number }> {
  const scene = await watched(world);
  const [drawer, publisher] = [await Person.signedIn(world, scene.drawer), await Person.signedIn(world, scene.publisher)];
  const must = async (answer: Promise<{ status: number; text: string; body: never }>): Promise<never> => {
    const { status, text, body } = await answer;
    if (status >= 300) throw new Error(text);
    return body;
  };
  const saved: { version: number } = await must(drawer.post('/process-definitions', changedProcess()));
  await must(publisher.post(`/process-definitions/${GRANT}/versions/${saved.version}/activation`, { comment: '核对过' }));
  let plan = 0;
  if (acts.includes('plan')) {
    plan = (await must(drawer.post(`/process-definitions/${GRANT}/versions/1/migrations`, { comment: '统一版本' })) as { id: number }).id;
    await workDone();
  }
  if (acts.includes('decide')) {
    await must(publisher.post(`/process-migrations/${plan}/decision`, { grant: true }));
    await workDone();
  }
  return { ...scene, plan };
}

/** A list nobody waits for: the rows of its waits were closed by hand. */
async function lost(world: World): Promise<Watched> {
  const scene = await watched(world);
  await run("UPDATE tasks t JOIN task_candidates c ON c.task_id = t.id SET t.state = 'cancelled', c.open = 0 WHERE t.instance_id = ?", [scene.instance]);
  await run("UPDATE message_waits SET state = 'cancelled' WHERE instance_id = ?", [scene.instance]);
  await run("UPDATE timers SET state = 'cancelled' WHERE instance_id = ?", [scene.instance]);
  return scene;
}

export const processRunStories: Story[] = [
  story('ask for a repair of an incident', {
    before: atTheQuestion,
    doors: {
      'post /api/v1/incidents/:id/repairs': ({ drawer, incident }) => ({ who: drawer, params: { id: incident }, body: { flowId: 'school-review-fail', reason: '已核对原件' } }),
      'post /incidents/:id/repair/skip': ({ drawer, incident }) => ({ who: drawer, params: { id: incident }, body: { flowId: 'school-review-fail', reason: '已核对原件' } }),
    },
    incidents: 'expected',
  }),
  story('ask for a variable to be set anew, which this drawing does not allow', {
    before: atTheQuestion,
    doors: { 'post /incidents/:id/repair/variable': ({ drawer, incident }) => ({ who: drawer, params: { id: incident }, body: { variable: 'decision', value: 'pass', reason: '已核对原件' } }) },
    incidents: 'expected',
    again: { before: 422, after: 422 }, // the page with the refusal is written anew each time
  }),
  story('grant a repair', {
    before: (world) => repairAsked(world, detour),
    doors: {
      'post /api/v1/process-repairs/:id/decision': ({ publisher, repair }) => ({ who: publisher, params: { id: repair }, body: { grant: true, remark: '同意' } }),
      'post /process-repairs/:id/grant': ({ publisher, repair }) => ({ who: publisher, params: { id: repair } }),
    },
    incidents: 'expected',
  }),
  story('refuse a repair', {
    before: (world) => repairAsked(world, detour),
    doors: { 'post /process-repairs/:id/refusal': ({ publisher, repair }) => ({ who: publisher, params: { id: repair } }) },
    incidents: 'expected',
  }),
  story('try a step again on the way two people have chosen', {
    before: async (world) => {
      const scene = await repairAsked(world, detour);
      const answer = await (await Person.signedIn(world, scene.publisher)).post(`/process-repairs/${scene.repair}/decision`, { grant: true });
      if (answer.status !== 200) throw new Error(answer.text);
      return scene;
    },
    doors: { 'post /api/v1/incidents/:id/retry': ({ drawer, incident }) => ({ who: drawer, params: { id: incident } }) },
    incidents: 'expected',
  }),
  story('try all incidents of a kind again', {
    before: stuck,
    doors: {
      'post /api/v1/incidents/:id/alike': ({ drawer, incident }) => ({ who: drawer, params: { id: incident } }),
      'post /incidents/:id/alike': ({ drawer, incident }) => ({ who: drawer, params: { id: incident } }),
    },
    incidents: 'expected',
  }),
  story('plan a migration', {
    before: (world) => migrating(world),
    doors: {
      'post /api/v1/process-definitions/:key/versions/:version/migrations': ({ drawer }) => ({ who: drawer, params: { key: GRANT, version: 1 }, body: { comment: '统一版本' } }),
      'post /processes/:key/:version/migration': ({ drawer }) => ({ who: drawer, params: { key: GRANT, version: 1 }, body: { comment: '统一版本' } }),
    },
  }),
  story('plan to move one instance', {
    before: (world) => migrating(world),
    doors: {
      'post /api/v1/process-instances/:id/migration': ({ drawer, instance }) => ({ who: drawer, params: { id: instance }, body: { comment: '只迁这一件' } }),
    },
  }),
  story('try a migration on every instance', {
    before: async (world) => {
      const scene = await migrating(world);
      const answer = await (await Person.signedIn(world, scene.drawer)).post(`/process-definitions/${GRANT}/versions/1/migrations`, { comment: '统一版本' });
      if (answer.status !== 202) throw new Error(answer.text);
      return scene;
    },
    doors: { [`tick ${WORK}`]: () => ({}) },
    ...worked,
  }),
  story('decide a migration', {
    before: (world) => migrating(world, 'plan'),
    doors: {
      'post /api/v1/process-migrations/:id/decision': ({ publisher, plan }) => ({ who: publisher, params: { id: plan }, body: { grant: true, remark: '同意' } }),
      'post /process-migrations/:id/decision': ({ publisher, plan }) => ({ who: publisher, params: { id: plan }, body: { remark: '同意' } }),
    },
  }),
  story('refuse a migration', { before: (world) => migrating(world, 'plan'), doors: { 'post /process-migrations/:id/refusal': ({ publisher, plan }) => ({ who: publisher, params: { id: plan } }) } }),
  story('withdraw a migration', {
    before: (world) => migrating(world, 'plan'),
    doors: {
      'delete /api/v1/process-migrations/:id': ({ drawer, plan }) => ({ who: drawer, params: { id: plan } }),
      'post /process-migrations/:id/removal': ({ drawer, plan }) => ({ who: drawer, params: { id: plan } }),
    },
  }),
  story('carry out a migration', {
    before: async (world) => {
      const scene = await migrating(world, 'plan');
      const answer = await (await Person.signedIn(world, scene.publisher)).post(`/process-migrations/${scene.plan}/decision`, { grant: true });
      if (answer.status !== 202) throw new Error(answer.text);
      return scene;
    },
    doors: { [`tick ${WORK}`]: () => ({}) },
    ...worked,
  }),
  story('take a migration back', {
    before: (world) => migrating(world, 'plan', 'decide'),
    doors: {
      'post /api/v1/process-migrations/:id/undo': ({ publisher, plan }) => ({ who: publisher, params: { id: plan } }),
      'post /process-migrations/:id/undo': ({ publisher, plan }) => ({ who: publisher, params: { id: plan } }),
    },
  }),
  story('find an instance nobody waits for', {
    before: lost,
    doors: { 'tick 40 */10 * * * *': () => ({}) },
    role: 'worker', incidents: 'expected', lost: 'expected',
  }),
  story('restore what an instance waits for', {
    before: lost,
    doors: {
      'post /api/v1/process-runs/:id/waits': ({ drawer, instance }) => ({ who: drawer, params: { id: instance } }),
      'post /process-runs/:id/waits': ({ drawer, instance }) => ({ who: drawer, params: { id: instance } }),
    },
    incidents: 'expected', lost: 'expected',
  }),
];

