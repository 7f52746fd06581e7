import { z } from 'zod';
import type { Role } from '../values/actor.js';
import { formatInstant } from '../values/office-date.js';
import { deskPage, refusedOf, type Asking } from '../web/desk-page.js';
import type { Crumb } from '../web/layout.js';
import { AccountPage, AccountsPage } from '../web/pages/accounts-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { blankable, id, idParams } from '../web/schemas.js';
import type { ProductError } from '../lib/errors.js';
import { accountInScope } from './account.js';
import { accountView, accountsView, type AccountsAsked, type RefusedAccounts } from './account-view.js';
import { decideRequest } from './account-request.js';
import { clearCode, issueLink, moveAccount, unlockAccount, withdrawPost, type AccountMove } from './change-account.js';
import { openAccount, requestPost } from './open-account.js';
import { registerIdentity, removeIdentity } from './unified-identity.js';
import { receiveFile } from '../imports/file-import.js';
import { surveyFile } from '../imports/survey-file.js';
import { decideBatch, issueLinks } from './account-batches.js';
import { accountImport } from './import-accounts.js';
import { linksSheet } from './spreadsheet.js';
import { accountReach, accountStatuses, batchReach, decisionBody, identityBody, keepers, newAccount, newPost, postParams, reasonBody, requestReach } from './account-schemas.js';

const crumbs = (last?: string): Crumb[] => [{ label: '首页', href: '/' }, ...(last ? [{ label: '账号管理', href: '/accounts' }, { label: last }] : [{ label: '账号管理' }])];

async function showAll(input: Asking, asked: AccountsAsked, refused?: RefusedAccounts): Promise<Answer> {
  return deskPage(input, { title: '账号管理', crumbs: crumbs() }, <AccountsPage {...await accountsView(input, asked, refused)} />);
}

async function showOne(input: Asking & { params: { id: number } }, more: Parameters<typeof accountView>[2] = {}): Promise<Answer> {
  const account = await accountInScope(input.actor, input.params.id);
  return deskPage(input, { title: account.name, crumbs: crumbs(account.name) }, <AccountPage {...await accountView(input, account, more)} />);
}
const again = (form: string) => (input: Asking & { params: { id: number } }, error: ProductError): Promise<Answer> => showOne(input, { form, refused: refusedOf(input, error) });

const system: readonly Role[] = ['system-administrator'];
const move = (name: AccountMove, path: string, summary: string, told: string): Route => route({
  method: 'post', path: `/accounts/:id/${path}`, summary: `${summary}（页面）`, policy: { roles: system, scope: accountReach }, audit: summary, rate: 'write', again: true, params: idParams, body: reasonBody, answers: { 303: 'html' },
  async handler({ actor, params, body }) {
    const account = await moveAccount(actor, params.id, name, body.reason);
    return redirect(`/accounts/${account.id}`, `${account.name}的账号${told}`);
  },
  onRefusal: again(path),
});

/** 账号管理 at the desk, the same acts as the API's. */
export const accountPages: Route[] = [
  route({
    method: 'get', path: '/accounts', summary: '账号管理（页面）', policy: { roles: keepers }, audit: null, rate: 'read', answers: { 200: 'html' },
    query: z.strictObject({ q: blankable(z.string().trim().max(60)), status: blankable(z.enum(accountStatuses)), after: blankable(id) }), handler: (input) => showAll(input, input.query),
  }),
  route({
    method: 'post', path: '/accounts', summary: '申请开户（页面）', policy: { roles: system }, audit: '申请开户', rate: 'write', body: newAccount, answers: { 303: 'html' },
    async handler({ actor, body }) {
      const account = await openAccount(actor, body);
      return redirect(`/accounts/${account.id}`, `已申请给${account.name}开户，等安全管理员批准`);
    },
    onRefusal: (input, error) => showAll(input, {}, { form: 'open', refused: refusedOf(input, error) }),
  }),
  route({
    method: 'post', path: '/accounts/imports', summary: '检查批量申请开户的文件（页面）', policy: { roles: system }, audit: '批量申请开户', rate: 'upload', upload: 'file', answers: { 303: 'html' },
    prepare: ({ actor, file }) => surveyFile(accountImport, file, { actor, ask: true }),
    handler: async ({ actor, prepared }) => redirect(`/imports/${(await receiveFile(actor, accountImport, null, prepared, true)).id}`),
    onRefusal: (input, error) => showAll(input, {}, { form: 'file', refused: refusedOf(input, error) }),
  }),
  route({
    method: 'post', path: '/account-imports/:id/decision', summary: '成批批准或不批准开户申请（页面）', policy: { roles: ['security-administrator'], scope: batchReach }, audit: '成批办理账号申请', rate: 'write', again: true, params: idParams, body: decisionBody, answers: { 303: 'html' },
    async handler({ actor, params, body }) {
      const { fileName } = await decideBatch(actor, params.id, body);
      return redirect('/accounts', `${body.decision === 'approve' ? '已批准' : '没有批准'}：${fileName}`);
    },
    onRefusal: (input, error) => showAll(input, {}, { form: null, refused: refusedOf(input, error) }),
  }),
  // The links are in the sheet that is answered, and nowhere else.
  route({
    method: 'post', path: '/account-imports/:id/activation-links', summary: '成批发激活链接，下载一份表（页面）', policy: { roles: system, scope: batchReach }, audit: '成批发激活链接', rate: 'export', again: true, act: false, params: idParams, body: z.strictObject({}), answers: { 200: 'file' },
    async handler({ actor, params, ctx }) {
      return { kind: 'file', name: '激活链接.xlsx', mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', bytes: await linksSheet(await issueLinks(actor, params.id), `${ctx.protocol}://${ctx.host}`) };
    },
    onRefusal: (input, error) => showAll(input, {}, { form: null, refused: refusedOf(input, error) }),
  }),
  route({ method: 'get', path: '/accounts/:id', summary: '一个账号（页面）', policy: { roles: keepers, scope: accountReach }, audit: null, rate: 'read', params: idParams, answers: { 200: 'html' }, handler: (input) => showOne(input) }),
  move('freeze', 'freezing', '冻结账号', '已冻结'), move('thaw', 'thawing', '解冻账号', '已解冻'), move('cancel', 'cancellation', '注销账号', '已注销'),
  route({
    method: 'post', path: '/accounts/:id/posts', summary: '申请增加岗位（页面）', policy: { roles: system, scope: accountReach }, audit: '申请增加岗位', rate: 'write', params: idParams, body: newPost, answers: { 303: 'html' },
    async handler({ actor, params, body }) {
      await requestPost(actor, params.id, body);
      return redirect(`/accounts/${params.id}`, '已申请增加岗位，等安全管理员批准');
    },
    onRefusal: again('posts'),
  }),
  route({
    method: 'post', path: '/accounts/:id/posts/:postId/withdrawal', summary: '收回岗位（页面）', policy: { roles: ['security-administrator'], scope: accountReach }, audit: '收回岗位', rate: 'write', again: true, params: postParams, body: reasonBody, answers: { 303: 'html' },
    async handler({ actor, params, body }) {
      await withdrawPost(actor, params.id, params.postId, body.reason);
      return redirect(`/accounts/${params.id}`, '岗位已收回');
    },
    onRefusal: (input, error) => again(`posts/${input.params.postId}/withdrawal`)(input, error),
  }),
  route({
    method: 'post', path: '/accounts/:id/unlocking', summary: '解除锁定（页面）', policy: { roles: keepers, scope: accountReach }, audit: '解除锁定', rate: 'write', params: idParams, body: z.strictObject({}), answers: { 303: 'html' },
    async handler({ actor, params }) {
      await unlockAccount(actor, params.id);
      return redirect(`/accounts/${params.id}`, '已解除锁定');
    },
  }),
  route({
    method: 'post', path: '/accounts/:id/one-time-code/clearing', summary: '清除动态口令（页面）', policy: { roles: ['security-administrator'], scope: accountReach }, audit: '清除动态口令', rate: 'write', again: true, params: idParams, body: z.strictObject({}), answers: { 303: 'html' },
    async handler({ actor, params }) {
      await clearCode(actor, params.id);
      return redirect(`/accounts/${params.id}`, '动态口令已清除，本人登录后重新设置');
    },
  }),
  route({
    method: 'post', path: '/accounts/:id/unified-identity', summary: '登记统一用户标识（页面）', policy: { roles: system, scope: accountReach }, audit: '登记统一用户标识', rate: 'write', again: true, params: idParams, body: identityBody, answers: { 303: 'html' },
    async handler({ actor, params, body }) {
      await registerIdentity(actor, params.id, body.subject);
      return redirect(`/accounts/${params.id}`, '已登记统一用户标识，本人会收到消息');
    },
    onRefusal: again('unified-identity'),
  }),
  route({
    method: 'post', path: '/accounts/:id/unified-identity/removal', summary: '取消统一用户标识（页面）', policy: { roles: system, scope: accountReach }, audit: '取消统一用户标识', rate: 'write', again: true, params: idParams, body: z.strictObject({}), answers: { 303: 'html' },
    async handler({ actor, params }) {
      await removeIdentity(actor, params.id);
      return redirect(`/accounts/${params.id}`, '已取消统一用户标识，本人会收到消息');
    },
  }),
  // The link is shown in the answer itself: a redirect would have to keep it.
  route({
    method: 'post', path: '/accounts/:id/activation-links', summary: '发激活链接（页面）', policy: { roles: keepers, scope: accountReach }, audit: '发激活链接', rate: 'write', again: true, act: false, params: idParams, body: z.strictObject({}), answers: { 200: 'html' },
    async handler(input) {
      const { token, until } = await issueLink(input.actor, input.params.id);
      return showOne(input, { link: { href: `${input.ctx.protocol}://${input.ctx.host}/activate/${token}`, until: formatInstant(until) } });
    },
  }),
  route({
    method: 'post', path: '/account-requests/:id/decision', summary: '批准或不批准账号申请（页面）', policy: { roles: ['security-administrator'], scope: requestReach }, audit: '办理账号申请', rate: 'write', again: true, params: idParams, body: decisionBody, answers: { 303: 'html' },
    async handler({ actor, params, body }) {
      const request = await decideRequest(actor, params.id, body);
      return redirect('/accounts', request.state === 'approved' ? `已批准：${request.name}` : `没有批准：${request.name}`);
    },
    onRefusal: (input, error) => showAll(input, {}, { form: null, refused: refusedOf(input, error) }),
  }),
];
