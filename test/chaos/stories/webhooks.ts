import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { run } from '../../../server/database.js';
import { allowTargets } from '../../../server/webhooks/allowed.js';
import { decideWebhook, holdWebhook, proposeWebhook } from '../../../server/webhooks/change-webhook.js';
import type { Actor } from '../../../server/values/actor.js';
import { office } from '../../support/office.js';
import { story, type Story, type World } from '../story.js';
import { idOf, listAt, staff } from './scenes.js';

type Scene = { drawer: Actor; publisher: Actor; id: number };

let receiver: Server | undefined;
/** Another system that takes everything; one for all stories, and nobody waits for it to end. */
async function receiverUrl(): Promise<string> {
  receiver ??= createServer((request, response) => { request.resume().on('end', () => response.writeHead(204).end()); }).unref();
  if (!receiver.listening) await new Promise<void>((resolve) => receiver?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`;
}

async function proposed(world: World): Promise<Scene> {
  allowTargets({ loopback: true });
  const here = await office(world);
  const [drawer, publisher] = [await staff(here, 'process-administrator'), await staff(here, 'process-publisher')];
  const { id } = await proposeWebhook(drawer, { name: '数据平台', url: await receiverUrl(), events: ['task.opened', 'instance.started'] });
  return { drawer, publisher, id };
}
async function active(world: World): Promise<Scene> {
  const scene = await proposed(world);
  await decideWebhook(scene.publisher, scene.id, true, '');
  return scene;
}
async function held(world: World): Promise<Scene> {
  const scene = await active(world);
  await message(scene.id, 'due');
  await holdWebhook(scene.drawer, scene.id, '对方换机房');
  return scene;
}
/** One test message in a state. */
const message = async (id: number, state: 'due' | 'done' | 'parked'): Promise<number> => (await run("INSERT INTO webhook_deliveries (webhook_id, kind, made_at, state, due_at, attempts) VALUES (?, 'test', UTC_TIMESTAMP(3), ?, IF(? = 'due', UTC_TIMESTAMP(3), NULL), 0)", [id, state, state])).insertId;

const told = { name: '数据平台', url: 'https://data.example.edu.cn/hooks' };

/** 事件回调. */
export const webhookStories: Story[] = [
  story('register a webhook', {
    before: proposed,
    doors: {
      'post /api/v1/webhooks': ({ drawer }) => ({ who: drawer, body: { ...told, events: ['task.opened'] } }),
      'post /webhooks': ({ drawer }) => ({ who: drawer, body: { ...told, 'task-opened': 'yes' } }),
    },
  }),
  story('agree to a webhook', {
    before: proposed,
    doors: {
      'post /api/v1/webhooks/:id/decision': ({ publisher, id }) => ({ who: publisher, params: { id }, body: { grant: true } }),
      'post /webhooks/:id/decision': ({ publisher, id }) => ({ who: publisher, params: { id }, body: {} }),
      'post /webhooks/:id/refusal': ({ publisher, id }) => ({ who: publisher, params: { id }, body: { remark: '网址不是对方单位的' } }),
    },
  }),
  story('hold, end, test and give a new secret to a webhook', {
    before: active,
    doors: {
      'post /api/v1/webhooks/:id/holding': ({ drawer, id }) => ({ who: drawer, params: { id }, body: { reason: '对方换机房' } }),
      'post /webhooks/:id/holding': ({ drawer, id }) => ({ who: drawer, params: { id }, body: { reason: '对方换机房' } }),
      'delete /api/v1/webhooks/:id': ({ drawer, id }) => ({ who: drawer, params: { id } }),
      'post /webhooks/:id/removal': ({ drawer, id }) => ({ who: drawer, params: { id } }),
      'post /api/v1/webhooks/:id/tests': ({ drawer, id }) => ({ who: drawer, params: { id }, body: {} }),
      'post /webhooks/:id/tests': ({ drawer, id }) => ({ who: drawer, params: { id } }),
      'post /api/v1/webhooks/:id/secret-renewal': ({ drawer, id }) => ({ who: drawer, params: { id }, body: {} }),
      'post /webhooks/:id/secret-renewal': ({ drawer, id }) => ({ who: drawer, params: { id } }),
    },
  }),
  story('look at the secret of a webhook', {
    before: active,
    doors: {
      'post /api/v1/webhooks/:id/secret-readings': ({ drawer, id }) => ({ who: drawer, params: { id }, body: {} }),
      'post /webhooks/:id/secret-readings': ({ drawer, id }) => ({ who: drawer, params: { id } }),
    },
    again: { before: 201, after: 201 },
    againAt: { 'post /webhooks/:id/secret-readings': { before: 200, after: 200 } },
  }),
  story('resume a webhook', {
    before: held,
    doors: {
      'post /api/v1/webhooks/:id/resumption': ({ drawer, id }) => ({ who: drawer, params: { id }, body: {} }),
      'post /webhooks/:id/resumption': ({ drawer, id }) => ({ who: drawer, params: { id } }),
    },
  }),
  story('send messages of a webhook again', {
    before: async (world) => { const scene = await active(world); return { ...scene, parked: await message(scene.id, 'parked') }; },
    doors: {
      'post /api/v1/webhooks/:id/deliveries/:deliveryId/replay': ({ drawer, id, parked }) => ({ who: drawer, params: { id, deliveryId: parked }, body: {} }),
      'post /webhooks/:id/deliveries/:deliveryId/replay': ({ drawer, id, parked }) => ({ who: drawer, params: { id, deliveryId: parked } }),
      'post /api/v1/webhooks/:id/replays': ({ drawer, id }) => ({ who: drawer, params: { id }, body: {} }),
      'post /webhooks/:id/replays': ({ drawer, id }) => ({ who: drawer, params: { id } }),
    },
  }),
  story('another system is told', {
    before: async (world) => {
      const { id } = await active(world);
      await listAt(world, 'submitted');
      await message(id, 'due');
      return { due: await idOf("SELECT COUNT(*) AS id FROM webhook_deliveries WHERE state = 'due'", []) };
    },
    doors: { 'tick */3 * * * * *': () => ({}) },
    role: 'worker',
    inSteps: true, // each message is claimed, sent and ticked off for itself; what a dead server held is sent again
    counts: ['webhook_deliveries.attempts'],
    async meanwhile({ installation }) {
      await run('UPDATE webhook_deliveries SET lease_until = lease_until - INTERVAL 61 SECOND WHERE lease_until IS NOT NULL');
      await installation.server.tick('*/3 * * * * *');
    },
  }),
];
