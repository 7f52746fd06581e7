import { realNow } from '../lib/clock.js';
import { unifiedProvider } from '../people/unified-provider.js';
import { postRoles, roleNames, type Role } from '../values/actor.js';
import { dutyNames, dutyOf } from '../values/duty.js';
import { formatInstant, officeDateOf } from '../values/office-date.js';
import type { FormCardProps } from '../web/components/card.js';
import type { FieldProps } from '../web/components/field.js';
import type { TagProps } from '../web/components/tag.js';
import { asTyped, refusalLines, sealFor, type Asking, type Refused } from '../web/desk-page.js';
import type { AccountPageProps, AccountsPageProps, BatchRow, RequestRow } from '../web/pages/accounts-page.js';
import { momentWords } from '../web/time-words.js';
import { accountsOf, placesInReach, type Account, type AccountFilter, type Placement } from './account.js';
import { batchesOf, type AccountBatch } from './account-batches.js';
import { statusNames, type AccountStatus } from './account-rules.js';
import { ACCOUNT_ROWS } from './import-accounts.js';
import { identityOf } from './unified-identity.js';
import { requestKinds, requestsOf, type AccountRequest } from './account-request.js';

const tags: Record<AccountStatus, Omit<TagProps, 'word'>> = { pending: { tone: 'idle', icon: 'clock' }, active: { tone: 'good', icon: 'check' }, frozen: { tone: 'bad', icon: 'lock' }, cancelled: { tone: 'idle', icon: 'cross' } };
const statusTag = ({ status, activated, lockedUntil }: Account): TagProps => (lockedUntil && lockedUntil > realNow()
  ? { tone: 'bad', icon: 'lock', word: `锁定到 ${formatInstant(lockedUntil)}` }
  : { ...tags[status], word: status === 'active' && !activated ? '启用，未设密码' : statusNames[status] });

export const PAGE = 50;
export type AccountsAsked = Pick<AccountFilter, 'q' | 'status' | 'after'>;

/** What was refused on the page of all accounts, and which form it was typed into. */
export type RefusedAccounts = { form: 'open' | 'file' | null; refused: Refused };

/** 账号管理 as the page shows it. */
export async function accountsView(asking: Asking, asked: AccountsAsked, wrong?: RefusedAccounts): Promise<AccountsPageProps> {
  const { actor } = asking;
  const found = await accountsOf(actor, { ...asked, limit: PAGE + 1 });
  const shown = found.slice(0, PAGE);
  const waiting = await requestsOf(actor, { state: 'pending', limit: 200 });
  const isSystem = actor.role === 'system-administrator';
  const keep = new URLSearchParams(Object.entries({ q: asked.q, status: asked.status }).flatMap(([name, value]) => (value ? [[name, value] as [string, string]] : [])));
  const next = found.length > PAGE ? `/accounts?${new URLSearchParams([...keep, ['after', String(shown[PAGE - 1].id)]]).toString()}` : undefined;
  return {
    subtitle: `${actor.organisation.name}及下级单位。系统管理员申请和维护，安全管理员批准岗位；谁也不能在本级以上开户。`,
    requests: waiting.map((one) => requestRow(asking, one)),
    filters: { action: '/accounts', clearHref: '/accounts', filters: [
      { name: 'q', label: '账号、姓名或单位', kind: 'search', value: asked.q },
      { name: 'status', label: '状态', kind: 'select', value: asked.status, options: [{ value: '', label: '不限' }, ...Object.entries(statusNames).map(([value, label]) => ({ value, label }))] },
    ] },
    rows: shown.map((one) => ({
      id: one.id, login: one.login, href: `/accounts/${one.id}`, name: one.name, organisation: one.organisation.name, posts: one.posts.map(({ role, organisation }) => `${roleNames[role]}${organisation.id === one.organisation.id ? '' : `（${organisation.name}）`}`).join('、') || '—',
      status: statusTag(one), lastSignIn: one.lastSignIn ? momentWords(one.lastSignIn, officeDateOf(realNow())) : '—',
    })),
    pager: { text: `本页 ${shown.length} 个账号`, ...(next ? { next } : {}), ...(asked.after ? { previous: `/accounts?${keep.toString()}` } : {}) },
    empty: { title: '没有符合条件的账号', text: isSystem ? '请改条件，或在上面申请开户。' : '请改条件再查。' },
    batches: (await batchesOf(actor)).map((one) => batchRow(asking, one)),
    ...(wrong?.form === null ? { refused: wrong.refused.message } : {}),
    ...(isSystem ? { open: await openForm(asking, wrong?.form === 'open' ? wrong.refused : undefined), file: fileForm(asking, wrong?.form === 'file' ? wrong.refused : undefined) } : {}),
  };
}

/** 批量申请开户: the file form. */
const fileForm = (asking: Asking, refused?: Refused): FormCardProps => ({
  id: 'accounts-file', title: '批量申请开户', folded: true, multipart: true, action: '/accounts/imports', seal: sealFor(asking), submit: '检查这个文件', cancel: { label: '下载导入模板', href: '/templates/accounts.xlsx' },
  fields: [{ name: 'file', id: 'accounts-upload', label: '.xlsx 或 .csv 文件', kind: 'file', required: true, accept: '.xlsx,.csv', hint: `一行一个人，每次不超过 ${ACCOUNT_ROWS} 行。先检查全部行，看过结果再提交申请。` }],
  errors: (refused?.items.length ? refused.items : refused ? [refused] : []).map(({ message }) => ({ field: 'accounts-upload', label: '文件', message })), footnote: '每一行按单份申请的规则检查，由安全管理员批准后才能用；批准后成批发激活链接。',
});

function batchRow(asking: Asking, one: AccountBatch): BatchRow {
  const { role } = asking.actor;
  return {
    id: one.id, fileName: one.fileName, asked: `${one.askedBy} ${formatInstant(one.askedAt)}`, total: String(one.total), waiting: String(one.waiting), unopened: String(one.unopened),
    ...(role === 'security-administrator' && one.waiting > 0 ? { decide: { action: `/account-imports/${one.id}/decision`, seal: sealFor(asking) } } : {}),
    ...(role === 'system-administrator' && one.unopened > 0 ? { links: { key: `links-${one.id}`, label: '发激活链接，下载一份表', icon: 'down', href: `/account-imports/${one.id}/activation-links`, allowed: true, unmet: [], seal: sealFor(asking) } } : {}),
  };
}

async function openForm(asking: Asking, refused?: Refused): Promise<FormCardProps> {
  const fields = asTyped([
    { name: 'login', label: '账号', required: true, hint: '小写字母、数字或 . _ -，以字母开头，如 school9.operator。注销后也不再给别人用。' },
    { name: 'name', label: '姓名', required: true },
    ...postFields(await placesInReach(asking.actor)),
  ], refused);
  return {
    id: 'open-account', title: '申请开户', folded: true, action: '/accounts', seal: sealFor(asking), submit: '申请开户', fields, errors: linesOf(refused, fields),
    footnote: '由安全管理员批准后，账号才能用；批准后再给本人发激活链接。管理员岗位只能设在下级单位。',
  };
}

const postFields = (places: readonly Placement[]): FieldProps[] => [
  { name: 'organisationId', label: '单位', kind: 'select', required: true, options: [{ value: '', label: '请选择' }, ...places.map(({ id, name }) => ({ value: String(id), label: name }))] },
  { name: 'role', label: '岗位', kind: 'select', required: true, options: [{ value: '', label: '请选择' }, ...postRoles.map((value) => ({ value, label: roleNames[value] }))] },
  { name: 'reason', label: '理由', kind: 'textarea', maxLength: 500, full: true, rows: 2 },
];

const linesOf = (refused: Refused | undefined, fields: readonly FieldProps[]) => refusalLines(refused, Object.fromEntries(fields.map(({ name, label }) => [name, label])), { 'in-use': 'login', 'remark-required': 'reason' });

function requestRow(asking: Asking, one: AccountRequest): RequestRow {
  const mayDecide = one.state === 'pending' && asking.actor.role === 'security-administrator';
  return {
    id: one.id, kind: requestKinds[one.kind], login: one.login, name: one.name, post: `${roleNames[one.role]}，${one.organisation.name}`, reason: one.reason, asked: `${one.requestedBy} ${formatInstant(one.requestedAt)}`,
    ...(mayDecide ? { decide: { action: `/account-requests/${one.id}/decision`, seal: sealFor(asking) } } : {}),
    ...(one.state === 'pending' ? {} : { outcome: { ...(one.state === 'approved' ? { tone: 'good', icon: 'check', word: '已批准' } as const : { tone: 'bad', icon: 'cross', word: '不批准' } as const), note: [one.decidedBy, one.remark].filter(Boolean).join('：') } }),
  };
}

/** One account as the page shows it. `form` is the form that was refused. */
export async function accountView(asking: Asking, account: Account, more: { link?: AccountPageProps['link']; refused?: Refused; form?: string } = {}): Promise<AccountPageProps> {
  const { actor } = asking;
  const isSystem = actor.role === 'system-administrator';
  const own = account.id === actor.userId;
  const peer = account.duty !== 'business' && account.organisation.id === actor.organisation.id;
  const base = `/accounts/${account.id}`;
  const reasonForm = (path: string, title: string, danger: boolean, footnote: string): FormCardProps => {
    const fields = asTyped([{ name: 'reason', id: `reason-${path.replace('/', '-')}`, label: '原因', kind: 'textarea', rows: 2, required: true, maxLength: 500, full: true }], more.form === path ? more.refused : undefined);
    return { title, folded: true, action: `${base}/${path}`, seal: sealFor(asking), submit: title, danger, fields, footnote, errors: more.form === path ? linesOf(more.refused, fields) : [] };
  };
  const forms: FormCardProps[] = [];
  if (isSystem && !own && !peer) {
    if (account.status === 'active') forms.push(reasonForm('freezing', '冻结账号', true, '马上退出所有设备，不能再登录；岗位和办过的事都保留，随时可以解冻。'));
    if (account.status === 'frozen') forms.push(reasonForm('thawing', '解冻账号', false, '解冻后用原来的密码登录。'));
    if (account.status === 'active') {
      const fields = asTyped(postFields(await placesInReach(actor)).map((field) => ({ ...field, id: `post-${field.name}`, ...(field.name === 'role' ? { options: field.options?.filter(({ value }) => value === '' || dutyOf(value as Role) === account.duty) } : {}) })), more.form === 'posts' ? more.refused : undefined);
      forms.push({ title: '申请增加岗位', folded: true, action: `${base}/posts`, seal: sealFor(asking), submit: '申请增加岗位', fields, footnote: '由安全管理员批准。', errors: more.form === 'posts' ? linesOf(more.refused, fields) : [] });
    }
    if (account.status !== 'cancelled') forms.push(reasonForm('cancellation', '注销账号', true, '不能撤回。办过的事仍记在本人名下，账号名不再给别人用。'));
  }
  if (actor.role === 'security-administrator' && !own && account.codeSince) forms.push({ title: '清除动态口令', folded: true, action: `${base}/one-time-code/clearing`, seal: sealFor(asking), submit: '清除动态口令', danger: true, fields: [], footnote: '本人手机和备用口令都丢了时用。请先当面或打电话核实是本人；清除后马上退出所有设备，用密码登录后重新设置。' });
  const identity = await identityOf(account.id);
  if (isSystem && !own && !peer && account.status === 'active' && unifiedProvider()) {
    const fields = asTyped([{ name: 'subject', id: 'unified-subject', label: '统一用户标识', required: true, maxLength: 255, autocomplete: 'off', hint: '本人点一次统一用户登录，页面上会显示这个标识。只保存核对用的密文，以后只显示头尾。' }], more.form === 'unified-identity' ? more.refused : undefined);
    forms.push({ title: identity ? '换统一用户标识' : '登记统一用户标识', folded: true, action: `${base}/unified-identity`, seal: sealFor(asking), submit: '登记', fields, footnote: '登记后，统一用户管理认出的这个人可以用这个账号登录；设置过动态口令的还要填口令。请先核实是本人。', errors: more.form === 'unified-identity' ? linesOf(more.refused, fields) : [] });
    if (identity) forms.push({ title: '取消统一用户标识', folded: true, action: `${base}/unified-identity/removal`, seal: sealFor(asking), submit: '取消', danger: true, fields: [], footnote: '以后只能用账号和密码登录。' });
  }
  const mayLink = !own && account.status === 'active' && (isSystem || peer);
  if (mayLink) forms.unshift({ title: account.activated ? '重设密码：发激活链接' : '发激活链接', folded: account.activated, action: `${base}/activation-links`, seal: sealFor(asking), submit: '发激活链接', fields: [], footnote: `链接 72 小时内有效，只显示一次，交给本人自己设置密码。${account.activated ? '发出后，原来的密码和所有登录马上失效。' : ''}` });
  return {
    title: `${account.name}（${account.login}）`, tag: statusTag(account), subtitle: account.organisation.name,
    facts: [
      { name: '账号', value: account.login }, { name: '姓名', value: account.name }, { name: '单位', value: account.organisation.name }, { name: '办什么', value: dutyNames[account.duty] },
      { name: '密码', value: account.activated ? '已设置' : '还没有设置' }, { name: '动态口令', value: account.codeSince ? `${formatInstant(account.codeSince)} 设置` : '没有设置' }, ...(identity || unifiedProvider() ? [{ name: '统一用户标识', value: identity ? `${identity.hint}，${identity.boundBy} ${formatInstant(identity.boundAt)} 登记` : '没有登记' }] : []), { name: '最近登录', value: account.lastSignIn ? formatInstant(account.lastSignIn) : '—' }, { name: '开户', value: formatInstant(account.createdAt) },
    ],
    posts: account.posts.map((post) => ({
      id: post.id, role: roleNames[post.role], organisation: post.organisation.name,
      ...(actor.role === 'security-administrator' && !own && !peer ? { withdraw: reasonForm(`posts/${post.id}/withdrawal`, `收回岗位：${roleNames[post.role]}`, true, '正用这个岗位登录的设备马上退出。') } : {}),
    })),
    requests: (await requestsOf(actor, { userId: account.id, limit: 50 })).map((one) => requestRow(asking, one)),
    ...(more.link ? { link: more.link } : {}),
    acts: account.lockedUntil && account.lockedUntil > realNow() ? [{ key: 'unlock', label: '解除锁定', href: `${base}/unlocking`, allowed: true, unmet: [], seal: sealFor(asking) }] : [],
    forms,
  };
}
