import { row } from '../database.js';
import { formatInstant } from '../values/office-date.js';
import type { Actor } from '../values/actor.js';
import type { FormCardProps } from '../web/components/card.js';
import type { FieldProps } from '../web/components/field.js';
import { refusalLines, sealFor, type Asking, type Refused } from '../web/desk-page.js';
import type { SessionsPageProps } from '../web/pages/sessions-page.js';
import { accountProfile } from './account-profile.js';
import { recoveryCodesLeft } from './one-time-code.js';

/** Since when the person has 动态口令, and whether the post asks for it. */
export async function codeStateOf(actor: Actor): Promise<{ since: Date | null; needed: boolean }> {
  const found = await row<{ since: Date | null }>('SELECT code_since AS since FROM users WHERE id = ?', [actor.userId]);
  return { since: found?.since ?? null, needed: accountProfile().needsCode(actor) };
}

const codeField: FieldProps = { name: 'code', label: '动态口令', required: true, autocomplete: 'one-time-code', maxLength: 20, hint: '手机上的 6 位数字，或一个备用口令。' };

/** 动态口令 on 我的登录. */
export async function codeCard(asking: Asking, refused?: Refused): Promise<SessionsPageProps['code']> {
  const { since, needed } = await codeStateOf(asking.actor);
  if (!since) {
    return {
      state: [{ name: '状态', value: needed ? '还没有设置。您的岗位要用动态口令。' : '没有设置。可以自愿设置，更安全。' }],
      setUp: { key: 'set-up-code', label: '设置动态口令', href: '/one-time-code', allowed: true, unmet: [], seal: sealFor(asking) }, forms: [],
    };
  }
  const form = (id: string, title: string, action: string, footnote: string, danger = false): FormCardProps => ({
    title, folded: true, action, seal: sealFor(asking), submit: title, danger, footnote, fields: [{ ...codeField, id }], errors: refused?.typed.form === action ? refusalLines(refused, { code: codeField.label }, { 'wrong-one-time-code': 'code' }) : [],
  });
  return {
    state: [{ name: '状态', value: `${formatInstant(since)} 设置` }, { name: '备用口令', value: `还剩 ${await recoveryCodesLeft(asking.actor.userId)} 个` }],
    forms: [
      form('code-renew', '换一套备用口令', '/one-time-code/recovery-codes', '旧的备用口令全部作废。'),
      ...(needed ? [] : [form('code-drop', '停用动态口令', '/one-time-code/removal', '以后只用密码登录。', true)]),
    ],
  };
}
