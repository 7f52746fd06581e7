import { z } from 'zod';
import { decodeCursor, pageOf } from '../lib/pagination.js';
import { roleNames } from '../values/actor.js';
import { officeIso } from '../values/office-date.js';
import { empty, json, route, type Route } from '../web/route.js';
import { id, idParams, listOf, organisationRef, paging, version } from '../web/schemas.js';
import { accountInScope, accountsOf, type Account } from './account.js';
import { identityOf, registerIdentity, removeIdentity, type UnifiedIdentity } from './unified-identity.js';
import { fileRefusals, columnsField, previewQuery, receivedShape } from '../imports/schemas.js';
import { receiveFile } from '../imports/file-import.js';
import { presentReceived } from '../imports/presenter.js';
import { surveyFile } from '../imports/survey-file.js';
import { batchesOf, batchInScope, decideBatch, issueLinks, type AccountBatch } from './account-batches.js';
import { accountImport } from './import-accounts.js';
import { accountReach, accountStatuses, batchReach, decisionBody, identityBody, keepers, newAccount, newPost, postParams, reasonBody, requestReach } from './account-schemas.js';
import { decideRequest, requestsOf, type AccountRequest } from './account-request.js';
import { clearCode, issueLink, moveAccount, renameAccount, unlockAccount, withdrawPost, type AccountMove } from './change-account.js';
import { openAccount, requestPost } from './open-account.js';

const accountShape = z.object({
  id: z.number(), login: z.string(), name: z.string(), status: z.enum(accountStatuses), duty: z.string(), organisation: organisationRef, posts: z.array(z.object({ id: z.number(), role: z.string(), roleName: z.string(), organisation: organisationRef })),
  activated: z.boolean(), lockedUntil: z.string().nullable(), codeSince: z.string().nullable(), lastSignIn: z.string().nullable(), createdAt: z.string(), version: z.number(),
});
const requestShape = z.object({
  id: z.number(), kind: z.enum(['open-account', 'add-post']), state: z.enum(['pending', 'approved', 'refused']), account: z.object({ id: z.number(), login: z.string(), name: z.string() }), organisation: organisationRef, role: z.string(), roleName: z.string(),
  reason: z.string(), requestedBy: z.string(), requestedAt: z.string(), decidedBy: z.string().nullable(), decidedAt: z.string().nullable(), remark: z.string().nullable(),
});
const presentAccount = (one: Account): z.infer<typeof accountShape> => ({
  ...one, posts: one.posts.map((post) => ({ ...post, roleName: roleNames[post.role] })), lockedUntil: one.lockedUntil && officeIso(one.lockedUntil), codeSince: one.codeSince && officeIso(one.codeSince), lastSignIn: one.lastSignIn && officeIso(one.lastSignIn), createdAt: officeIso(one.createdAt),
});
const presentRequest = ({ userId, login, name, ...one }: AccountRequest): z.infer<typeof requestShape> => ({ ...one, account: { id: userId, login, name }, roleName: roleNames[one.role], requestedAt: officeIso(one.requestedAt), decidedAt: one.decidedAt && officeIso(one.decidedAt) });

const batchShape = z.object({ id: z.number(), fileName: z.string(), askedBy: z.string(), askedAt: z.string(), total: z.number(), waiting: z.number(), approved: z.number(), unopened: z.number() });
const presentBatch = (one: AccountBatch): z.infer<typeof batchShape> => ({ ...one, askedAt: officeIso(one.askedAt) });

const identityShape = z.object({ identity: z.object({ hint: z.string(), boundBy: z.string(), boundAt: z.string(), lastUsedAt: z.string().nullable() }).nullable() });
const presentIdentity = (identity: UnifiedIdentity | null): z.infer<typeof identityShape> => ({ identity: identity && { ...identity, boundAt: officeIso(identity.boundAt), lastUsedAt: identity.lastUsedAt && officeIso(identity.lastUsedAt) } });

const system = { roles: ['system-administrator'], scope: accountReach } as const;
const move = (name: AccountMove, path: string, summary: string, audit: string): Route => route({
  method: 'post', path: `/api/v1/users/:id/${path}`, summary, policy: system, audit, rate: 'write', again: true, params: idParams, body: reasonBody, answers: { 200: accountShape }, refusals: ['remark-required', 'own-account', 'own-level', 'account-not-active', 'account-not-frozen', 'account-cancelled'],
  handler: async ({ actor, params, body }) => json(200, presentAccount(await moveAccount(actor, params.id, name, body.reason))),
});

/** 账号管理: the system administrator asks and keeps, the security administrator grants. */
export const accountRoutes: Route[] = [
  route({ method: 'get', path: '/api/v1/users', summary: '本级及下级的账号', policy: { roles: keepers }, audit: null, rate: 'read', answers: { 200: listOf(accountShape) },
    query: z.strictObject({ q: z.string().trim().max(60).optional(), status: z.enum(accountStatuses).optional(), organisationId: id.optional(), ...paging }),
    async handler({ actor, query: { cursor, limit, count: _count, ...filter } }) {
      const found = pageOf(await accountsOf(actor, { ...filter, after: decodeCursor(cursor), limit: limit + 1 }), limit);
      return json(200, { ...found, items: found.items.map(presentAccount) });
    } }),
  route({ method: 'post', path: '/api/v1/users', summary: '申请开户', policy: { roles: ['system-administrator'] }, audit: '申请开户', rate: 'write', body: newAccount, answers: { 201: accountShape }, refusals: ['in-use', 'post-not-here', 'role-does-not-fit'],
    handler: async ({ actor, body }) => json(201, presentAccount(await openAccount(actor, body))) }),
  route({ method: 'post', path: '/api/v1/users/imports', summary: '批量申请开户（.xlsx 或 .csv；preview=true 只检查）：每一行是一份申请，等安全管理员批准', policy: { roles: ['system-administrator'] }, audit: '批量申请开户', rate: 'upload', upload: 'file', query: previewQuery, body: columnsField, answers: { 202: receivedShape }, refusals: fileRefusals,
    prepare: ({ actor, file, body }) => surveyFile(accountImport, file, { actor, columns: body.columns }),
    handler: async ({ actor, query, prepared }) => json(202, presentReceived(await receiveFile(actor, accountImport, null, prepared, query.preview === 'true'))) }),
  route({ method: 'get', path: '/api/v1/account-imports', summary: '批量申请开户的文件里还有什么要办：等待批准、没有发激活链接', policy: { roles: keepers }, audit: null, rate: 'read', answers: { 200: z.object({ items: z.array(batchShape) }) },
    handler: async ({ actor }) => json(200, { items: (await batchesOf(actor)).map(presentBatch) }) }),
  route({ method: 'get', path: '/api/v1/account-imports/:id', summary: '一个批量申请开户的文件（id 是导入的编号）', policy: { roles: keepers, scope: batchReach }, audit: null, rate: 'read', params: idParams, answers: { 200: batchShape },
    handler: async ({ actor, params }) => json(200, presentBatch(await batchInScope(actor, params.id))) }),
  route({ method: 'post', path: '/api/v1/account-imports/:id/decision', summary: '成批批准或不批准一个文件里的开户申请，逐份按单份的规则', policy: { roles: ['security-administrator'], scope: batchReach }, audit: '成批办理账号申请', rate: 'write', again: true, params: idParams, body: decisionBody, answers: { 200: batchShape }, refusals: ['nothing-to-decide', 'same-person', 'remark-required', 'duties-apart'],
    handler: async ({ actor, params, body }) => json(200, presentBatch(await decideBatch(actor, params.id, body))) }),
  route({ method: 'post', path: '/api/v1/account-imports/:id/activation-links', summary: '成批发激活链接（只显示一次；再发一次，原来的失效）', policy: { roles: ['system-administrator'], scope: batchReach }, audit: '成批发激活链接', rate: 'export', again: true, act: false, params: idParams, body: z.strictObject({}), answers: { 201: z.object({ items: z.array(z.object({ organisation: z.string(), name: z.string(), login: z.string(), posts: z.string(), href: z.string(), until: z.string() })) }) }, refusals: ['nothing-to-link', 'own-account', 'role-not-allowed'],
    handler: async ({ actor, params }) => json(201, { items: (await issueLinks(actor, params.id)).map(({ token, until, ...one }) => ({ ...one, href: `/activate/${token}`, until: officeIso(until) })) }) }),
  route({ method: 'get', path: '/api/v1/users/:id', summary: '一个账号', policy: { roles: keepers, scope: accountReach }, audit: null, rate: 'read', params: idParams, answers: { 200: accountShape },
    handler: async ({ actor, params }) => json(200, presentAccount(await accountInScope(actor, params.id))) }),
  route({ method: 'patch', path: '/api/v1/users/:id', summary: '修改账号的姓名', policy: system, audit: '修改账号', rate: 'write', params: idParams, body: z.strictObject({ name: z.string().min(1).max(60), version }), answers: { 200: accountShape }, refusals: ['stale-version'],
    handler: async ({ actor, params, body }) => json(200, presentAccount(await renameAccount(actor, params.id, body))) }),
  route({ method: 'post', path: '/api/v1/users/:id/posts', summary: '申请增加岗位', policy: system, audit: '申请增加岗位', rate: 'write', params: idParams, body: newPost, answers: { 201: accountShape }, refusals: ['in-use', 'post-not-here', 'role-does-not-fit', 'duties-apart'],
    handler: async ({ actor, params, body }) => json(201, presentAccount(await requestPost(actor, params.id, body))) }),
  route({ method: 'post', path: '/api/v1/users/:id/posts/:postId/withdrawal', summary: '收回岗位', policy: { roles: ['security-administrator'], scope: accountReach }, audit: '收回岗位', rate: 'write', again: true, params: postParams, body: reasonBody, answers: { 200: accountShape }, refusals: ['remark-required', 'own-account', 'own-level'],
    handler: async ({ actor, params, body }) => json(200, presentAccount(await withdrawPost(actor, params.id, params.postId, body.reason))) }),
  move('freeze', 'freezing', '冻结账号', '冻结账号'),
  move('thaw', 'thawing', '解冻账号', '解冻账号'),
  move('cancel', 'cancellation', '注销账号', '注销账号'),
  route({ method: 'post', path: '/api/v1/users/:id/unlocking', summary: '解除锁定', policy: { roles: keepers, scope: accountReach }, audit: '解除锁定', rate: 'write', params: idParams, body: z.strictObject({}), answers: { 200: accountShape },
    handler: async ({ actor, params }) => json(200, presentAccount(await unlockAccount(actor, params.id))) }),
  route({ method: 'post', path: '/api/v1/users/:id/one-time-code/clearing', summary: '清除动态口令', policy: { roles: ['security-administrator'], scope: accountReach }, audit: '清除动态口令', rate: 'write', again: true, params: idParams, body: z.strictObject({}), answers: { 200: accountShape }, refusals: ['own-account', 'one-time-code-not-set'],
    handler: async ({ actor, params }) => json(200, presentAccount(await clearCode(actor, params.id))) }),
  route({ method: 'get', path: '/api/v1/users/:id/unified-identity', summary: '账号登记的统一用户标识（只显示头尾）', policy: { roles: keepers, scope: accountReach }, audit: null, rate: 'read', params: idParams, answers: { 200: identityShape },
    handler: async ({ params }) => json(200, presentIdentity(await identityOf(params.id))) }),
  route({ method: 'put', path: '/api/v1/users/:id/unified-identity', summary: '登记统一用户标识', policy: system, audit: '登记统一用户标识', rate: 'write', again: true, params: idParams, body: identityBody, answers: { 200: accountShape }, refusals: ['own-account', 'own-level', 'no-unified-sign-in', 'account-not-active', 'in-use'],
    handler: async ({ actor, params, body }) => json(200, presentAccount(await registerIdentity(actor, params.id, body.subject))) }),
  route({ method: 'delete', path: '/api/v1/users/:id/unified-identity', summary: '取消统一用户标识', policy: system, audit: '取消统一用户标识', rate: 'write', again: true, params: idParams, refusals: ['own-account', 'own-level', 'not-registered'],
    async handler({ actor, params }) {
      await removeIdentity(actor, params.id);
      return empty();
    } }),
  // The link is a secret: it is answered once and never kept with an Idempotency-Key.
  route({ method: 'post', path: '/api/v1/users/:id/activation-links', summary: '发激活链接（只显示一次）', policy: { roles: keepers, scope: accountReach }, audit: '发激活链接', rate: 'write', again: true, act: false, params: idParams, body: z.strictObject({}), answers: { 201: z.object({ href: z.string(), until: z.string() }) }, refusals: ['own-account', 'role-not-allowed', 'account-not-active'],
    async handler({ actor, params }) {
      const { token, until } = await issueLink(actor, params.id);
      return json(201, { href: `/activate/${token}`, until: officeIso(until) });
    } }),
  route({ method: 'get', path: '/api/v1/account-requests', summary: '开户和增加岗位的申请', policy: { roles: keepers }, audit: null, rate: 'read', answers: { 200: listOf(requestShape) },
    query: z.strictObject({ state: z.enum(['pending', 'approved', 'refused']).optional(), ...paging }),
    async handler({ actor, query }) {
      const found = pageOf(await requestsOf(actor, { state: query.state, before: decodeCursor(query.cursor), limit: query.limit + 1 }), query.limit);
      return json(200, { ...found, items: found.items.map(presentRequest) });
    } }),
  route({ method: 'post', path: '/api/v1/account-requests/:id/decision', summary: '批准或不批准账号申请', policy: { roles: ['security-administrator'], scope: requestReach }, audit: '办理账号申请', rate: 'write', again: true, params: idParams, body: decisionBody, answers: { 200: requestShape }, refusals: ['already-done', 'same-person', 'remark-required', 'duties-apart'],
    handler: async ({ actor, params, body }) => json(200, presentRequest(await decideRequest(actor, params.id, body))) }),
];
