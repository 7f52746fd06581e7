import { TOTP, Secret } from 'otpauth';
import { row, run } from '../../../server/database.js';
import { newRecoveryCodes, newSecret, sealSecret } from '../../../server/people/one-time-code.js';
import { sha256Hex } from '../../../server/lib/crypto.js';
import { hashPassword } from '../../../server/people/password.js';
import { bind } from '../../../server/wechat/binding.js';
import type { Actor } from '../../../server/values/actor.js';
import { genderOf } from '../../../server/values/resident-id.js';
import { office, type Office } from '../../support/office.js';
import { openidOf } from '../../support/wechat-server.js';
import { county, documentNumber, person, school, student } from '../../support/world.js';
import { openSession, send, type Answer } from '../request.js';
import { story, type Story, type World } from '../story.js';
import { idOf, listAt } from './scenes.js';

const PASSWORD = 'Right-2023-word';
const NEW_PASSWORD = 'Fresh-2023-word';
const TOKEN = 'activation-token-of-a-test-which-is-long';

async function somebody(): Promise<{ who: Actor }> {
  const who = await person(await county(), 'authority-operator');
  await run('UPDATE users SET password_hash = ? WHERE id = ?', [await hashPassword(PASSWORD), who.userId]);
  return { who };
}
async function twoDevices(): Promise<{ who: Actor; other: number }> {
  const { who } = await somebody();
  return { who, other: (await openSession(who, 'phone')).id };
}
/** Somebody whose WeChat is bound. */
async function bound(phone: string): Promise<{ who: Actor }> {
  const { who } = await somebody();
  await bind(who, openidOf(phone));
  return { who };
}
async function newcomer(): Promise<{ who: Actor }> {
  const who = await person(await county(), 'authority-operator');
  await run('UPDATE users SET activation_hash = ?, activation_expires_at = UTC_TIMESTAMP(3) + INTERVAL 1 DAY WHERE id = ?', [sha256Hex(TOKEN), who.userId]);
  return { who };
}
const plain = (world: World, method: string, path: string, headers: Record<string, string>, body?: unknown): Promise<Answer | null> =>
  send(world.url, { method, path, headers: { Accept: 'application/json', 'Content-Type': 'application/json', ...headers }, body: body === undefined ? null : Buffer.from(JSON.stringify(body)) });

const signsIn = async (world: World, who: Actor, password: string): Promise<boolean> => (await plain(world, 'post', '/api/v1/sessions', {}, { login: who.login, password, client: 'api' }))?.status === 201;
/** With the new password the person is in, with the old one not: whatever the lost answer would have said. */
const newPasswordHolds = async ({ who }: { who: Actor }, world: World): Promise<string[]> => [
  ...((await signsIn(world, who, NEW_PASSWORD)) ? [] : ['the new password does not open']), ...((await signsIn(world, who, PASSWORD)) ? ['the old password still opens'] : []),
];
async function tokenHolds(world: World, second: Answer): Promise<string[]> {
  const { token }: { token: string } = JSON.parse(second.text);
  return (await plain(world, 'get', '/api/v1/me', { Authorization: `Bearer ${token}` }))?.status === 200 ? [] : ['the session that was answered does not hold'];
}
const typed = (number: string) => ({ name: '张梓桐', documentKind: 'resident-id', documentNumber: number, gender: genderOf(number), grade: '2022', major: '护理', className: '2班', enrolmentStatus: 'full-time', entryMonth: '2022-09' });

const roster = async (world: World): Promise<{ here: Office; number: string; student: number }> => {
  const here = await office(world);
  return { here, number: documentNumber(), student: await student(here.place) };
};

const filtered = async (): Promise<{ who: Actor; filter: number }> => {
  const { who } = await somebody();
  const { insertId } = await run("INSERT INTO saved_filters (user_id, page, name, conditions, saved_at) VALUES (?, 'board', '本月', 'month=2023-05', UTC_TIMESTAMP(3))", [who.userId]);
  return { who, filter: insertId };
};

/** Somebody with 动态口令, or with one that waits for its first code; and the code of this moment. */
async function withCode(waiting = false): Promise<{ who: Actor; secret: string }> {
  const who = await person(await school(await county()), 'school-operator');
  const secret = newSecret();
  await run(`UPDATE users SET ${waiting ? 'code_waiting_sealed' : 'code_secret_sealed'} = ?, code_since = ${waiting ? 'NULL' : 'UTC_TIMESTAMP(3)'} WHERE id = ?`, [sealSecret(who.userId, secret), who.userId]);
  if (!waiting) await newRecoveryCodes(who.userId);
  return { who, secret };
}
const codeOf = (secret: string): { code: string } => ({ code: new TOTP({ secret: Secret.fromBase32(secret) }).generate() });
const used = { before: 200, after: 422 }; // the same code never opens twice

/** 登录、账号、学生、消息. */
export const peopleStories: Story[] = [
  story('save a filter', {
    before: somebody,
    doors: {
      'post /api/v1/saved-filters': ({ who }) => ({ who, body: { page: 'board', name: '逾期', conditions: 'late=true', isDefault: true } }),
      'post /saved-filters': ({ who }) => ({ who, body: { page: 'board', name: '逾期', conditions: 'late=true', isDefault: 'yes' } }),
    },
  }),
  story('change a saved filter', {
    before: filtered,
    doors: {
      'patch /api/v1/saved-filters/:id': ({ who, filter }) => ({ who, params: { id: filter }, body: { name: '五月', isDefault: true } }),
      'post /saved-filters/:id': ({ who, filter }) => ({ who, params: { id: filter }, body: { name: '五月', isDefault: 'yes' } }),
    },
  }),
  story('delete a saved filter', {
    before: filtered,
    doors: {
      'delete /api/v1/saved-filters/:id': ({ who, filter }) => ({ who, params: { id: filter } }),
      'post /saved-filters/:id/removal': ({ who, filter }) => ({ who, params: { id: filter } }),
    },
  }),
  story('sign in', {
    before: somebody,
    doors: { 'post /api/v1/sessions': ({ who }) => ({ body: { login: who.login, password: PASSWORD, client: 'api' } }) },
    again: { before: 201, after: 201 },
    afterwards: (_scene, world, _side, second) => tokenHolds(world, second),
  }),
  story('sign in at the desk', {
    before: somebody,
    doors: { 'post /sign-in': ({ who }) => ({ body: { login: who.login, password: PASSWORD }, plain: true }) },
    again: { before: 303, after: 303 },
  }),
  story('be refused for a wrong password', {
    before: somebody,
    doors: { 'post /api/v1/sessions': ({ who }) => ({ body: { login: who.login, password: 'Wrong-2023-word', client: 'api' } }) },
    again: { before: 401, after: 401 },
    // Each attempt is counted once, when it was answered or not.
    async afterwards({ who }, _world, side) {
      const { failed_count } = (await row<{ failed_count: number }>('SELECT failed_count FROM users WHERE id = ?', [who.userId])) ?? { failed_count: -1 };
      return failed_count === (side === 'after' ? 2 : 1) ? [] : [`${failed_count} wrong passwords are counted`];
    },
  }),
  story('ask for the picture of 动态口令', {
    before: somebody,
    doors: { 'post /api/v1/one-time-code': ({ who }) => ({ who, body: {} }), 'post /one-time-code': ({ who }) => ({ who }) },
    again: { before: 201, after: 201 }, againAt: { 'post /one-time-code': { before: 200, after: 200 } },
  }),
  story('set 动态口令 up', {
    before: () => withCode(true),
    doors: { 'post /api/v1/one-time-code/confirmation': ({ who, secret }) => ({ who, body: codeOf(secret) }), 'post /one-time-code/confirmation': ({ who, secret }) => ({ who, body: codeOf(secret) }) },
    again: used,
  }),
  story('renew the codes on paper', {
    before: () => withCode(),
    doors: { 'post /api/v1/one-time-code/recovery-codes': ({ who, secret }) => ({ who, body: codeOf(secret) }), 'post /one-time-code/recovery-codes': ({ who, secret }) => ({ who, body: codeOf(secret) }) },
    again: used,
  }),
  story('give 动态口令 up', {
    before: () => withCode(),
    doors: { 'post /api/v1/one-time-code/removal': ({ who, secret }) => ({ who, body: codeOf(secret) }), 'post /one-time-code/removal': ({ who, secret }) => ({ who, body: codeOf(secret) }) },
    again: { before: 204, after: 422 }, againAt: { 'post /one-time-code/removal': { before: 303, after: 422 } },
  }),
  story('show again who one is', {
    before: () => withCode(),
    doors: { 'post /api/v1/sessions/current/verification': ({ who, secret }) => ({ who, body: codeOf(secret) }), 'post /one-time-code/again': ({ who, secret }) => ({ who, body: { ...codeOf(secret), to: '/sessions' } }) },
    again: { before: 204, after: 422 }, againAt: { 'post /one-time-code/again': { before: 303, after: 422 } },
  }),
  story('bind a WeChat', {
    before: async (world) => ({ ...(await somebody()), code: world.installation.wechat.lastingCode('a phone') }),
    doors: { 'post /api/v1/wechat/bindings': ({ who, code }) => ({ who, body: { code } }) },
  }),
  story('unbind a WeChat', {
    before: () => bound('another phone'),
    doors: { 'delete /api/v1/wechat/bindings': ({ who }) => ({ who }) },
  }),
  story('sign in with one tap', {
    before: async (world) => { await bound('a third phone'); return { code: world.installation.wechat.lastingCode('a third phone') }; },
    doors: { 'post /api/v1/wechat/sessions': ({ code }) => ({ body: { code } }) },
    again: { before: 201, after: 201 },
    afterwards: (_scene, world, _side, second) => tokenHolds(world, second),
  }),
  story('allow a message on WeChat', {
    before: somebody,
    doors: { 'post /api/v1/subscriptions': ({ who }) => ({ who, body: { result: 'accept' } }) },
  }),
  story('renew the session of a phone', {
    before: somebody,
    doors: { 'post /api/v1/sessions/refresh': ({ who }) => ({ who, client: 'phone', body: {} }) },
    inSteps: true, // one statement
    again: { before: 200, after: 401 }, // the new token was in the answer that was lost: the person signs in again
  }),
  story('go on in another post', {
    before: async () => {
      const one = await somebody();
      const { insertId } = await run("INSERT INTO posts (user_id, organisation_id, role) SELECT user_id, organisation_id, 'school-reviewer' FROM posts WHERE user_id = ?", [one.who.userId]);
      return { ...one, postId: insertId };
    },
    doors: { 'post /api/v1/sessions/current/post': ({ who, postId }) => ({ who, client: 'phone', body: { postId } }) },
    again: { before: 200, after: 401 }, // the new token was in the answer that was lost
  }),
  story('sign out', {
    before: somebody,
    doors: { 'delete /api/v1/sessions/current': ({ who }) => ({ who }) },
    again: { before: 204, after: 401 },
  }),
  story('sign out at the desk', {
    before: somebody,
    doors: { 'post /sign-out': ({ who }) => ({ who }) },
    again: { before: 303, after: 303 },
  }),
  story('sign another device out', {
    before: twoDevices,
    doors: { 'delete /api/v1/sessions/:id': ({ who, other }) => ({ who, params: { id: other } }), 'post /sessions/:id/removal': ({ who, other }) => ({ who, params: { id: other } }) },
    again: { before: 204, after: 404 },
    againAt: { 'post /sessions/:id/removal': { before: 303, after: 404 } },
  }),
  story('change the password', {
    before: somebody,
    doors: { 'post /password': ({ who }) => ({ who, body: { currentPassword: PASSWORD, newPassword: NEW_PASSWORD, repeatPassword: NEW_PASSWORD } }) },
    again: { before: 303, after: 422 },
    afterwards: newPasswordHolds,
  }),
  story('activate an account', {
    before: newcomer,
    doors: { 'post /activate/:token': () => ({ params: { token: TOKEN }, body: { newPassword: NEW_PASSWORD, repeatPassword: NEW_PASSWORD }, plain: true }) },
    again: { before: 303, after: 410 },
    afterwards: newPasswordHolds,
  }),
  story('add a student', {
    before: roster,
    doors: {
      'post /api/v1/students': ({ here, number }) => ({ who: here.operator.actor, body: { ...typed(number), programmeMonths: 36 } }),
      'post /students': ({ here, number }) => ({ who: here.operator.actor, body: { ...typed(number), programmeYears: '3', householdRegion: '', card: '6228480402564890018' } }),
    },
  }),
  story('change a student', {
    before: roster,
    doors: {
      'patch /api/v1/students/:id': ({ here, student: id }) => ({ who: here.operator.actor, params: { id }, body: { version: 0, enrolmentStatus: 'suspended' } }),
      'post /students/:id': ({ here, student: id, number }) => ({ who: here.operator.actor, params: { id }, body: { ...typed(number), programmeYears: '3', householdRegion: '', card: '', version: 0 } }),
    },
  }),
  story('change the office and telephone of an organisation', {
    before: roster,
    doors: {
      'patch /api/v1/organisations/:id': ({ here }) => ({ who: here.operator.actor, params: { id: here.place.id }, body: { office: '学生科', telephone: '0398-6200001', version: 0 } }),
      'post /contact': ({ here }) => ({ who: here.officer.actor, body: { office: '资助中心', telephone: '0398-6200002', version: 0 } }),
    },
  }),
  story('mark messages as read', {
    before: async (world) => {
      const { here } = await listAt(world, 'submitted');
      await run("INSERT INTO notifications (user_id, source, title, body, href, created_at) VALUES (?, 'test:1', '待办', '您有 1 条待办', '/', UTC_TIMESTAMP(3)), (?, 'test:2', '待办', '您有 1 条待办', '/', UTC_TIMESTAMP(3))", [here.reviewer.actor.userId, here.reviewer.actor.userId]);
      return { here, message: await idOf('SELECT id FROM notifications WHERE user_id = ? ORDER BY id LIMIT 1', [here.reviewer.actor.userId]) };
    },
    doors: {
      'post /api/v1/notifications/reads': ({ here, message }) => ({ who: here.reviewer.actor, body: { ids: [message] } }),
      'post /notifications/reads': ({ here }) => ({ who: here.reviewer.actor }),
    },
  }),
];
