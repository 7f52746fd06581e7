import { z } from 'zod';
import type { FieldError } from '../web/components/field.js';
import { deskPage, refusalLines, refusedOf, sealFor, type Asking } from '../web/desk-page.js';
import { keptWords } from '../web/error-page.js';
import { GoOnPage, RecoveryCodesPage, SetUpCodePage, ShowAgainPage } from '../web/pages/one-time-code-page.js';
import { returnPath } from '../web/return-path.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { showSessions } from './account-pages.js';
import { setupAddress } from './one-time-code.js';
import { beginCode, confirmCode, dropCode, renewRecoveryCodes, showAgain, waitingSecret } from './set-up-code.js';

const codeBody = z.strictObject({ code: z.string().max(20).default('') });
const againBody = z.strictObject({ code: z.string().max(20).default(''), to: z.string().max(2000), kept: z.string().max(100_000).default('') });
const crumbs = (label: string) => [{ label: '首页', href: '/' }, { label: '我的登录', href: '/sessions' }, { label }];
const common = { policy: 'signed-in', early: true, rate: 'sign-in', act: false } as const;

async function showSetUp(asking: Asking, secret: string, errors: FieldError[] = []): Promise<Answer> {
  return deskPage(asking, { title: '设置动态口令', crumbs: crumbs('设置动态口令') }, <SetUpCodePage secret={secret} address={setupAddress(secret, asking.actor.login)} action="/one-time-code/confirmation" seal={sealFor(asking)} errors={errors} />);
}
const showCodes = async (asking: Asking, codes: string[]): Promise<Answer> => deskPage(asking, { title: '备用口令', crumbs: crumbs('备用口令') }, <RecoveryCodesPage codes={codes} />);

/** 动态口令 at the desk. Secrets and codes are shown in the answer itself and nowhere again. */
export const codePages: Route[] = [
  route({ ...common, method: 'post', path: '/one-time-code', summary: '设置动态口令（页面）', audit: '设置动态口令', body: z.strictObject({}), answers: { 200: 'html' }, refusals: ['one-time-code-set'], handler: async (input) => showSetUp(input, await beginCode(input.actor)) }),
  route({
    ...common, method: 'post', path: '/one-time-code/confirmation', summary: '设置动态口令：确认（页面）', audit: '设置动态口令', body: codeBody, answers: { 200: 'html' }, refusals: ['one-time-code-not-begun', 'wrong-one-time-code'],
    handler: async (input) => showCodes(input, await confirmCode(input.actor, input.session.id, input.body.code)),
    async onRefusal(input, error) {
      const secret = await waitingSecret(input.actor);
      return secret ? showSetUp(input, secret, refusalLines(refusedOf(input, error), { code: '动态口令' })) : showSessions(input);
    },
  }),
  route({
    ...common, method: 'post', path: '/one-time-code/recovery-codes', summary: '换备用口令（页面）', audit: '换备用口令', body: codeBody, answers: { 200: 'html' }, refusals: ['wrong-one-time-code', 'account-locked'],
    handler: async (input) => showCodes(input, await renewRecoveryCodes(input.actor, input.body.code)),
    onRefusal: (input, error) => showSessions(input, undefined, { ...refusedOf(input, error), typed: { form: '/one-time-code/recovery-codes' } }),
  }),
  route({
    ...common, method: 'post', path: '/one-time-code/removal', summary: '停用动态口令（页面）', audit: '停用动态口令', body: codeBody, answers: { 303: 'html' }, refusals: ['one-time-code-required', 'wrong-one-time-code', 'account-locked'],
    async handler({ actor, body }) {
      await dropCode(actor, body.code);
      return redirect('/sessions', '动态口令已停用。');
    },
    onRefusal: (input, error) => showSessions(input, undefined, { ...refusedOf(input, error), typed: { form: '/one-time-code/removal' } }),
  }),
  route({
    ...common, method: 'post', path: '/one-time-code/again', summary: '再次验证动态口令（页面）', audit: '再次验证动态口令', body: againBody, answers: { 200: 'html' }, refusals: ['wrong-one-time-code', 'account-locked'],
    async handler(input) {
      const { to, kept } = input.body;
      await showAgain(input.actor, input.session.id, input.body.code);
      if (kept === '') return redirect(returnPath(to));
      const typed = read(kept);
      return deskPage(input, { title: '已验证', crumbs: [{ label: '首页', href: '/' }, { label: '再次验证' }] }, <GoOnPage to={returnPath(to)} seal={sealFor(input)} kept={fieldsOf(typed)} shown={keptWords({ state: { typed } })} />);
    },
    async onRefusal(input, error) {
      const { to, kept } = input.body;
      return deskPage(input, { title: '请再验证一次', crumbs: [{ label: '首页', href: '/' }, { label: '再次验证' }] }, (
        <ShowAgainPage action="/one-time-code/again" seal={sealFor(input)} to={to} kept={kept} shown={keptWords({ state: { typed: read(kept) } })} errors={refusalLines(refusedOf(input, error), { code: '动态口令' })} />
      ));
    },
  }),
];

/** What the form that was held back said; nothing where somebody has changed it. */
function read(kept: string): Record<string, unknown> {
  try {
    const found: unknown = JSON.parse(kept);
    return found && typeof found === 'object' && !Array.isArray(found) ? found as Record<string, unknown> : {};
  } catch {
    return {};
  }
}
const fieldsOf = (typed: Record<string, unknown>): [string, string][] => Object.entries(typed).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one): [string, string] => [name, String(one)]));
