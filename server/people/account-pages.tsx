import { z } from 'zod';
import { row } from '../database.js';
import { realNow } from '../lib/clock.js';
import { NotFound } from '../lib/errors.js';
import { clockOffset } from '../office-clock.js';
import { roleNames } from '../values/actor.js';
import { formatInstant, officeDateOf } from '../values/office-date.js';
import type { FieldProps } from '../web/components/field.js';
import { deskPage, refusalLines, refusedOf, sealFor, type Asking, type Refused } from '../web/desk-page.js';
import { SessionsPage, type SessionRow } from '../web/pages/sessions-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { idParams } from '../web/schemas.js';
import { SESSION_COOKIE } from '../web/send.js';
import { momentWords } from '../web/time-words.js';
import { changePassword } from './change-password.js';
import { codeCard } from './code-card.js';
import { passwordRule } from './password-policy.js';
import { endSession, ownSessions, type OwnSession } from './session.js';

const clientNames: Record<OwnSession['client'], string> = { desk: '桌面', phone: '手机', api: '接口' };
const passwordText = z.string().max(500).default('');

/** 我的登录: where one is signed in, and one's own password. */
export const accountPages: Route[] = [
  route({ method: 'get', path: '/sessions', summary: '我的登录', policy: 'signed-in', early: true, audit: null, rate: 'read', answers: { 200: 'html' }, handler: (input) => showSessions(input) }),
  route({
    method: 'post', path: '/sessions/:id/removal', summary: '让本人的一台设备退出', policy: 'signed-in', early: true, audit: '退出登录', rate: 'write', act: false, params: idParams, body: z.strictObject({}), answers: { 303: 'html' },
    async handler({ actor, session, params }) {
      if (!(await endSession(actor, params.id))) throw new NotFound('这台设备已经退出，不用再办。');
      return params.id === session.id ? redirect('/sign-in?why=signed-out', undefined, [{ name: SESSION_COOKIE, value: '', maxAgeSeconds: 0 }]) : redirect('/sessions', '那台设备已退出登录。');
    },
  }),
  route({
    method: 'post', path: '/password', summary: '修改自己的密码', policy: 'signed-in', early: true, audit: '修改密码', rate: 'sign-in', act: false, answers: { 303: 'html' }, refusals: ['weak-password', 'wrong-password', 'same-password', 'account-locked'],
    body: z.strictObject({ currentPassword: passwordText, newPassword: passwordText, repeatPassword: passwordText }),
    async handler({ actor, session, body }) {
      await changePassword(actor, session.id, body);
      return redirect('/sessions', '密码已修改，其他设备上的登录都已退出。');
    },
    onRefusal: (input, error) => showSessions(input, refusedOf(input, error)),
  }),
];

const passwordFields = (): FieldProps[] => [
  { name: 'currentPassword', label: '现在的密码', kind: 'password', autocomplete: 'current-password', required: true },
  { name: 'newPassword', label: '新密码', kind: 'password', autocomplete: 'new-password', required: true, hint: passwordRule() },
  { name: 'repeatPassword', label: '再填一次新密码', kind: 'password', autocomplete: 'new-password', required: true },
];

export async function showSessions(asking: Asking, refused?: Refused, refusedCode?: Refused): Promise<Answer> {
  const { actor } = asking;
  const changed = await row<{ at: Date | null }>('SELECT password_changed_at AS at FROM users WHERE id = ?', [actor.userId]);
  const sessions = await ownSessions(actor);
  return deskPage(asking, { title: '我的登录', crumbs: [{ label: '首页', href: '/' }, { label: '我的登录' }] }, (
    <SessionsPage
      subtitle={`${actor.name}　${actor.organisation.name}`}
      account={[{ name: '账号', value: actor.login }, { name: '岗位', value: roleNames[actor.role] }, { name: '密码', value: changed?.at ? `${formatInstant(changed.at)} 设置` : '—' }]}
      clockNote={(await clockOffset()) === null ? undefined : '登录时间按真实时间记录，与演示时间无关。'}
      first={asking.session.first ?? undefined}
      code={await codeCard(asking, refusedCode)}
      rows={sessions.map((one) => presentSession(asking, one))}
      password={{
        title: '修改密码', folded: !asking.session.first, action: '/password', seal: sealFor(asking), submit: '修改密码', fields: passwordFields(), footnote: '修改后，其他设备上的登录都会退出。',
        errors: refusalLines(refused, Object.fromEntries(passwordFields().map(({ name, label }) => [name, label]))),
      }}
    />
  ));
}

function presentSession(asking: Asking, one: OwnSession): SessionRow {
  const current = one.id === asking.session.id;
  const today = officeDateOf(realNow());
  return {
    id: one.id, client: clientNames[one.client], since: momentWords(one.createdAt, today), lastSeen: current ? '刚刚' : momentWords(one.lastSeenAt, today), until: momentWords(one.expiresAt, today), from: one.ip || '—', current,
    end: { key: `end-${one.id}`, label: current ? '退出' : '退出这台设备', href: `/sessions/${one.id}/removal`, allowed: true, unmet: [], seal: sealFor(asking) },
  };
}
