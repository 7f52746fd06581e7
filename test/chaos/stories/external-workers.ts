import { askForClient, decideClient } from '../../../server/external-workers/machine-client.js';
import type { Actor } from '../../../server/values/actor.js';
import { letIn, type Program } from '../../external-workers/program.js';
import { bankCheckedGrant } from '../../support/bank-checked-grant.js';
import { newList, walkTo } from '../../support/list-walk.js';
import { office, type Office } from '../../support/office.js';
import { putInUse } from '../../support/redrawn-grant.js';
import { registerFeatures } from '../../../server/processes.js';
import { students } from '../../support/world.js';
import { story, type Story, type World } from '../story.js';
import { staff } from './scenes.js';

/* 外部任务 and the programs that do them. */

type Keepers = { here: Office; drawer: Actor; publisher: Actor };
async function keepers(world: World): Promise<Keepers> {
  registerFeatures();
  const here = await office(world);
  return { here, drawer: await staff(here, 'process-administrator'), publisher: await staff(here, 'process-publisher') };
}
const wanted = ({ here }: Keepers) => ({ name: '账户核验', purpose: '核验收款账户', organisationId: here.authority.id, topics: ['bank-account-check'], validDays: 90 });
async function asked(world: World): Promise<Keepers & { client: number }> {
  const scene = await keepers(world);
  return { ...scene, client: (await askForClient(scene.drawer, wanted(scene))).id };
}
async function approved(world: World): Promise<Keepers & { client: number }> {
  const scene = await asked(world);
  await decideClient(scene.publisher, scene.client, { grant: true, remark: '' });
  return scene;
}

/** A list whose accounts the bank shall check. */
async function waiting(world: World): Promise<Keepers & { bank: Program }> {
  const scene = await keepers(world);
  await putInUse(scene.here.authority, bankCheckedGrant('on'));
  const bank = await letIn({ product: world, drawer: scene.drawer, publisher: scene.publisher, authority: scene.here.authority });
  const list = await newList(scene.here.operator, 'vocational-grant', '2023-05', await students(scene.here.place, 2));
  await walkTo(scene.here, list.id, 'reviewedAtAuthority');
  return { ...scene, bank };
}
/** The same, the task locked by a worker. */
async function locked(world: World): Promise<Keepers & { bank: Program; task: number }> {
  const scene = await waiting(world);
  const [{ id }] = await scene.bank.fetch(1, { lockDuration: 3_600_000 });
  return { ...scene, task: id };
}
const report = (act: string, what: string, body: object, more: Pick<Story, 'incidents'> = {}): Story => story(act, {
  before: locked,
  doors: { [`post /api/v1/external-tasks/:id/${what}`]: ({ bank, task }) => ({ token: bank.token, params: { id: task }, body: { workerId: bank.worker, ...body } }) },
  lost: 'expected', ...more, // lists know no stage in which a program is waited for
});

export const externalWorkerStories: Story[] = [
  story('ask for a program to be let in', {
    before: keepers,
    doors: {
      'post /api/v1/machine-clients': (scene) => ({ who: scene.drawer, body: wanted(scene) }),
      'post /machine-clients': (scene) => ({ who: scene.drawer, body: { ...wanted(scene), topics: 'bank-account-check' } }),
    },
  }),
  story('approve a program', {
    before: asked,
    doors: {
      'post /api/v1/machine-clients/:id/decision': ({ publisher, client }) => ({ who: publisher, params: { id: client }, body: { grant: true, remark: '' } }),
      'post /machine-clients/:id/decision': ({ publisher, client }) => ({ who: publisher, params: { id: client }, body: { grant: 'true', remark: '' } }),
    },
  }),
  story('give out a program’s token', {
    before: approved,
    doors: {
      'post /api/v1/machine-clients/:id/tokens': ({ drawer, client }) => ({ who: drawer, params: { id: client }, body: {} }),
      'post /machine-clients/:id/tokens': ({ drawer, client }) => ({ who: drawer, params: { id: client } }),
    },
    again: { before: 201, after: 201 }, // the token was in the answer that was lost; another is made, and only the newest opens
    againAt: { 'post /machine-clients/:id/tokens': { before: 200, after: 200 } },
  }),
  story('take a program’s access away', {
    before: approved,
    doors: {
      'post /api/v1/machine-clients/:id/revocation': ({ drawer, client }) => ({ who: drawer, params: { id: client }, body: { reason: '合同到期' } }),
      'post /machine-clients/:id/revocation': ({ drawer, client }) => ({ who: drawer, params: { id: client }, body: { reason: '合同到期' } }),
    },
  }),
  story('fetch and lock external tasks', {
    before: waiting,
    doors: { 'post /api/v1/external-tasks/fetch-and-lock': ({ bank }) => ({ token: bank.token, body: { workerId: bank.worker, maxTasks: 5, topics: [{ topicName: 'bank-account-check', lockDuration: 60_000 }] } }) },
    again: { before: 200, after: 200 }, // a lost answer's lock runs out by itself, as with Camunda
    lost: 'expected',
  }),
  report('say that an external task is done', 'complete', {}),
  report('say that an external task failed, with a retry left', 'failure', { errorMessage: '银行没有答复', retries: 1, retryTimeout: 60_000 }),
  report('say that an external task failed for good', 'failure', { errorMessage: '银行没有答复', retries: 0 }, { incidents: 'expected' }),
  report('report a business error of an external task', 'bpmn-error', { errorCode: 'NO_ACCOUNT' }),
  report('ask for more time for an external task', 'extend-lock', { newDuration: 7_200_000 }),
  report('give an external task back', 'unlock', {}),
];
