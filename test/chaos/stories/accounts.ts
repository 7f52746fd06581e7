import { row, run } from '../../../server/database.js';
import { newSecret, sealSecret } from '../../../server/people/one-time-code.js';
import type { Actor } from '../../../server/values/actor.js';
import { county, person, school, type Place } from '../../support/world.js';
import { Person } from '../../support/product.js';
import { story, type Story, type World } from '../story.js';

type Keepers = { sys: Actor; sec: Actor; at: Place; someone: Actor };

async function keepers(): Promise<Keepers> {
  const here = await county();
  const at = await school(here);
  return { sys: await person(here, 'system-administrator'), sec: await person(here, 'security-administrator'), at, someone: await person(at, 'school-reviewer') };
}
const wanted = (at: Place) => ({ login: 'newcomer.of-a-story', name: '魏新华', organisationId: at.id, role: 'school-operator', reason: '新到岗' });
async function asked(world: World): Promise<Keepers & { request: number }> {
  const scene = await keepers();
  await (await Person.signedIn(world, scene.sys)).post('/users', wanted(scene.at));
  return { ...scene, request: (await row<{ id: number }>("SELECT id FROM account_requests WHERE state = 'pending' ORDER BY id DESC LIMIT 1"))?.id ?? 0 };
}
async function frozen(world: World): Promise<Keepers> {
  const scene = await keepers();
  await (await Person.signedIn(world, scene.sys)).post(`/users/${scene.someone.userId}/freezing`, { reason: '休假' });
  return scene;
}
const moved = (act: string, path: string, before: (world: World) => Promise<Keepers>): Story => story(act, {
  before,
  doors: {
    [`post /api/v1/users/:id/${path}`]: ({ sys, someone }: Keepers) => ({ who: sys, params: { id: someone.userId }, body: { reason: '按单位通知' } }),
    [`post /accounts/:id/${path}`]: ({ sys, someone }: Keepers) => ({ who: sys, params: { id: someone.userId }, body: { reason: '按单位通知' } }),
  },
});
const postOf = async ({ someone }: Keepers): Promise<number> => (await row<{ id: number }>('SELECT id FROM posts WHERE user_id = ?', [someone.userId]))?.id ?? 0;

/** 账号管理. */
export const accountStories: Story[] = [
  story('ask for an account', { before: keepers, doors: { 'post /api/v1/users': ({ sys, at }) => ({ who: sys, body: wanted(at) }), 'post /accounts': ({ sys, at }) => ({ who: sys, body: wanted(at) }) } }),
  story('grant an account', {
    before: asked,
    doors: {
      'post /api/v1/account-requests/:id/decision': ({ sec, request }) => ({ who: sec, params: { id: request }, body: { decision: 'approve' } }),
      'post /account-requests/:id/decision': ({ sec, request }) => ({ who: sec, params: { id: request }, body: { decision: 'refuse', remark: '不是本校人员' } }),
    },
  }),
  story('rename an account', { before: keepers, doors: { 'patch /api/v1/users/:id': ({ sys, someone }) => ({ who: sys, params: { id: someone.userId }, body: { name: '魏新桦', version: 0 } }) } }),
  story('ask for another post', {
    before: keepers,
    doors: {
      'post /api/v1/users/:id/posts': ({ sys, someone, at }) => ({ who: sys, params: { id: someone.userId }, body: { organisationId: at.id, role: 'school-operator', reason: '兼任' } }),
      'post /accounts/:id/posts': ({ sys, someone, at }) => ({ who: sys, params: { id: someone.userId }, body: { organisationId: at.id, role: 'school-operator', reason: '兼任' } }),
    },
  }),
  story('take a post away', {
    before: keepers,
    doors: {
      'post /api/v1/users/:id/posts/:postId/withdrawal': async (scene) => ({ who: scene.sec, params: { id: scene.someone.userId, postId: await postOf(scene) }, body: { reason: '转岗' } }),
      'post /accounts/:id/posts/:postId/withdrawal': async (scene) => ({ who: scene.sec, params: { id: scene.someone.userId, postId: await postOf(scene) }, body: { reason: '转岗' } }),
    },
  }),
  moved('freeze an account', 'freezing', keepers),
  moved('thaw an account', 'thawing', frozen),
  moved('cancel an account', 'cancellation', keepers),
  story('unlock an account', {
    before: keepers,
    doors: { 'post /api/v1/users/:id/unlocking': ({ sys, someone }) => ({ who: sys, params: { id: someone.userId }, body: {} }), 'post /accounts/:id/unlocking': ({ sys, someone }) => ({ who: sys, params: { id: someone.userId } }) },
  }),
  story('clear the 动态口令 of a lost phone', {
    before: async () => {
      const scene = await keepers();
      await run('UPDATE users SET code_secret_sealed = ?, code_since = UTC_TIMESTAMP(3) WHERE id = ?', [sealSecret(scene.someone.userId, newSecret()), scene.someone.userId]);
      return scene;
    },
    doors: { 'post /api/v1/users/:id/one-time-code/clearing': ({ sec, someone }) => ({ who: sec, params: { id: someone.userId }, body: {} }), 'post /accounts/:id/one-time-code/clearing': ({ sec, someone }) => ({ who: sec, params: { id: someone.userId } }) },
  }),
  story('register a 统一用户标识', {
    before: keepers,
    doors: { 'put /api/v1/users/:id/unified-identity': ({ sys, someone }) => ({ who: sys, params: { id: someone.userId }, body: { subject: 'who-the-province-knows' } }), 'post /accounts/:id/unified-identity': ({ sys, someone }) => ({ who: sys, params: { id: someone.userId }, body: { subject: 'who-the-province-knows' } }) },
  }),
  story('take a 统一用户标识 away', {
    before: async () => {
      const scene = await keepers();
      await run("INSERT INTO unified_identities (user_id, subject_index, subject_hint, bound_by, bound_at) VALUES (?, UNHEX(MD5(?)), '…', ?, UTC_TIMESTAMP(3))", [scene.someone.userId, String(scene.someone.userId), scene.sys.userId]);
      return scene;
    },
    doors: { 'delete /api/v1/users/:id/unified-identity': ({ sys, someone }) => ({ who: sys, params: { id: someone.userId } }), 'post /accounts/:id/unified-identity/removal': ({ sys, someone }) => ({ who: sys, params: { id: someone.userId } }) },
  }),
  story('look over the installation', {
    before: keepers,
    doors: { 'post /api/v1/inspections': ({ sys }) => ({ who: sys, body: {} }), 'post /inspections': ({ sys }) => ({ who: sys }) },
    measures: ['inspections.found_lines', 'operations.answer'],
  }),
  story('have the books checked', {
    before: async () => ({ ...(await keepers()), auditor: await person(await county(), 'auditor') }),
    doors: { 'post /api/v1/invariant-checks': ({ sys }) => ({ who: sys, body: {} }), 'post /invariants': ({ auditor }) => ({ who: auditor }) },
  }),
  story('give an activation link', {
    before: keepers,
    doors: { 'post /api/v1/users/:id/activation-links': ({ sys, someone }) => ({ who: sys, params: { id: someone.userId }, body: {} }), 'post /accounts/:id/activation-links': ({ sys, someone }) => ({ who: sys, params: { id: someone.userId } }) },
    again: { before: 201, after: 201 }, // the link was in the answer that was lost; another is made, and only the newest opens
    againAt: { 'post /accounts/:id/activation-links': { before: 200, after: 200 } },
  }),
];
