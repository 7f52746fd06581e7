import { rows, transact } from '../database.js';
import type { Findings, HandedFile, ImportKind } from '../imports/kinds.js';
import { importTemplate, type Guidance } from '../imports/template/spreadsheet.js';
import { ProductError, RuleBroken, type ErrorItem } from '../lib/errors.js';
import { RowReader } from '../lib/row-reader.js';
import { openTable, type SheetColumn, type SheetError, type SheetTable, type TableRow, type TableRules } from '../lib/sheet-table.js';
import { roleNames, type Actor, type Role } from '../values/actor.js';
import { accountScope, type Placement } from './account.js';
import { demandPostBelow } from './account-rules.js';
import { LOGIN, openAccount } from './open-account.js';

export type AccountColumn = 'code' | 'name' | 'login' | 'role' | 'reason';
/** One account a file asks for. */
export type AskedAccount = { row: number; code: string; name: string; login: string; role: Role; reason: string };

export const accountColumns: readonly SheetColumn<AccountColumn>[] = [
  { key: 'code', header: '单位代码', aliases: ['学校代码', '机构代码', '学校标识码'], required: true },
  { key: 'name', header: '姓名', required: true },
  { key: 'login', header: '账号', aliases: ['登录名', '用户名'], required: true },
  { key: 'role', header: '岗位', aliases: ['角色'], required: true },
  { key: 'reason', header: '理由', aliases: ['事由', '备注'], required: false },
];
/** As many as a county has people; all of them are asked for in one act. */
export const ACCOUNT_ROWS = 500;
/** More than these are not asked for while somebody waits, but in the background, still in one act. */
const AT_THE_DESK = 50;
const table: TableRules<AccountColumn> = { columns: accountColumns, mostRows: ACCOUNT_ROWS };
/** What is offered in the template; any other post may be written by its name. */
const usual: readonly Role[] = ['school-operator', 'school-reviewer', 'authority-operator', 'authority-director', 'aid-centre-director'];

function guidance(key: AccountColumn): Guidance {
  switch (key) {
    case 'code': return { width: 18, note: '本单位或下级单位的代码，见“可选的单位”', example: '3641180001' };
    case 'name': return { width: 14, note: '本人姓名', example: '魏新华' };
    case 'login': return { width: 24, note: '3 至 64 个小写字母、数字或 . _ -，以字母开头；注销过的也不能再用', example: 'school9.operator' };
    case 'role': return { width: 24, note: '岗位名称；管理员岗位只能设在下级单位', example: roleNames['school-operator'], choices: usual.map((role) => roleNames[role]) };
    case 'reason': return { width: 30, note: '可以不填，最多 500 字', example: '新到岗' };
  }
}

const roleNamed = (words: string): Role | undefined => (Object.keys(roleNames) as Role[]).find((role) => roleNames[role] === words);

/** Reads one row; it is an account to ask for only when nothing is wrong with it. */
export function readAccountRow(of: SheetTable<AccountColumn>, source: TableRow<AccountColumn>): { asked: AskedAccount | null; errors: SheetError[] } {
  const reader = new RowReader(of, source);
  const code = reader.code('code', { required: true });
  const name = reader.words('name', { required: true, longest: 60 });
  const typed = reader.code('login', { required: true });
  const post = reader.words('role', { required: true, longest: 40 });
  const reason = reader.words('reason', { required: false, longest: 500 }) ?? '';
  const login = typed?.toLowerCase() ?? null;
  if (login !== null && !LOGIN.test(login)) reader.refuse('login', 'malformed', '账号用 3 至 64 个小写字母、数字或 . _ -，以字母开头，如 school9.operator');
  const role = post === null ? undefined : roleNamed(post);
  if (post !== null && !role) reader.refuse('role', 'no-such-role', `没有“${post}”这个岗位。可填：${Object.values(roleNames).join('、')}`);
  if (reader.errors.length > 0 || code === null || name === null || login === null || !role) return { asked: null, errors: reader.errors };
  return { asked: { row: reader.row, code, name, login, role, reason }, errors: [] };
}

/** Every row by the rules of a single application: reach, level, post, login; everything that is wrong is said at once. */
async function check({ actor, bytes, repairs, named, rows: total }: HandedFile, found: Findings): Promise<void> {
  const opened = await openTable(await bytes(), { ...table, named }, repairs);
  const seen = new Map<string, number>();
  let done = 0;
  for await (const batch of opened.batches()) {
    const part: AskedAccount[] = [];
    for (const source of batch) {
      const { asked, errors } = readAccountRow(opened, source);
      found.refuse(errors);
      if (asked) part.push(asked);
    }
    const places = await placesByCode(actor, part.map(({ code }) => code));
    const taken = await takenAmong(part.map(({ login }) => login));
    const sound: (AskedAccount & { organisationId: number })[] = [];
    for (const one of part) {
      const errors: SheetError[] = [];
      const refuse = (key: AccountColumn, code: string, message: string): void => void errors.push({ row: one.row, column: opened.columns.get(key)?.letter ?? '', header: opened.columns.get(key)?.header ?? '', given: key === 'role' ? roleNames[one.role] : one[key], code, message });
      const place = places.get(one.code);
      const earlier = seen.get(one.login);
      if (earlier !== undefined) refuse('login', 'same-login-twice', `与第 ${earlier} 行是同一个账号。请换一个`);
      else if (taken.has(one.login)) refuse('login', 'in-use', '账号已经有了（注销的账号名也不再使用）。请换一个');
      seen.set(one.login, earlier ?? one.row);
      if (!place) refuse('code', 'not-found', '没有找到这个单位。它可能已停用，或不在您的管理范围内。请核对单位代码');
      else for (const { code, message } of problemsOf(() => demandPostBelow(actor, one.role, place))) refuse('role', code, message);
      found.refuse(errors);
      if (place && errors.length === 0) sound.push({ ...one, organisationId: place.id });
    }
    await found.keep(sound);
    await found.progress(done += batch.length, total);
  }
}

function problemsOf(rule: () => void): ErrorItem[] {
  try {
    rule();
    return [];
  } catch (error) {
    if (error instanceof RuleBroken) return [{ code: error.code, message: error.message }];
    throw error;
  }
}

async function placesByCode(actor: Actor, codes: readonly string[]): Promise<Map<string, Placement>> {
  if (codes.length === 0) return new Map();
  const scope = accountScope(actor);
  const found = await rows<Placement & { code: string }>(`SELECT o.id, o.code, o.name, o.level, o.path FROM organisations o WHERE o.status = 'active' AND o.code IN (?) AND ${scope.sql}`, [[...codes], ...scope.params]);
  return new Map(found.map(({ code, ...place }) => [code, place]));
}

async function takenAmong(logins: readonly string[]): Promise<Set<string>> {
  return new Set(logins.length === 0 ? [] : (await rows<{ login: string }>('SELECT login FROM users WHERE login IN (?)', [[...logins]])).map(({ login }) => login));
}

/**
 * Asks for every account of the file in one act, each as if it were asked for alone: it waits for the security administrator and opens nothing until then.
 * @throws RuleBroken `rows-refused` for logins that were taken, or places that left the reach, since the file was checked.
 */
async function write(actor: Actor, parts: AsyncIterable<string>, importId: number): Promise<void> {
  await transact(async () => {
    for await (const text of parts) {
      for (const one of JSON.parse(text) as (AskedAccount & { organisationId: number })[]) {
        try {
          await openAccount(actor, one, importId);
        } catch (error) {
          if (!(error instanceof ProductError)) throw error;
          throw new RuleBroken('rows-refused', `第 ${one.row} 行在检查以后情况有变，一行也没有写入：${error.message}请重新检查这个文件。`, undefined, [{ row: one.row, code: error.code, message: error.message }]);
        }
      }
    }
  });
}

/** The template, with the organisations of the administrator's reach to copy codes from. */
async function template(actor: Actor): Promise<Buffer> {
  const scope = accountScope(actor);
  const places = await rows<{ code: string; name: string }>(`SELECT o.code, o.name FROM organisations o WHERE o.status = 'active' AND ${scope.sql} ORDER BY o.path LIMIT 2000`, scope.params);
  return importTemplate('开户申请', accountColumns, guidance, ACCOUNT_ROWS, { remarks: ['每一行是一份开户申请，由安全管理员批准后才能用；批准后再发激活链接。', '不要填手机号、证件号，账号不需要。', '可选的单位：', ...places.map(({ code, name }) => `${code}　${name}`)] });
}

/** 批量申请开户 as a file (.xlsx, .csv). */
export const accountImport: ImportKind = {
  key: 'accounts',
  name: '开户申请',
  promise: '每一行是一份开户申请，等安全管理员批准；批准以前账号不能用。',
  handedInBy: ['system-administrator'],
  table,
  place: () => ({ label: '账号管理', href: '/accounts', upload: '/accounts#accounts-file' }),
  check,
  inSteps: (asked) => asked > AT_THE_DESK,
  write: (actor, _subjectId, parts, importId) => write(actor, parts, importId),
  template: { key: 'accounts', fileName: '开户申请导入模板.xlsx', make: template },
};
