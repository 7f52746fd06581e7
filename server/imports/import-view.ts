import { officeNow } from '../database.js';
import type { SheetError } from '../lib/sheet-table.js';
import { officeDateOf } from '../values/office-date.js';
import { refusalLines, sealFor, type Asking, type Refused } from '../web/desk-page.js';
import type { OfferedAct } from '../web/components/act.js';
import type { TagProps } from '../web/components/tag.js';
import type { NextStepProps } from '../web/components/note.js';
import type { ImportError, ImportPageProps } from '../web/pages/import-page.js';
import { momentWords } from '../web/time-words.js';
import { isRepairable } from './adopt-repairs.js';
import type { FileImport } from './file-import.js';
import { besideOf } from './import-parts.js';
import { handsIn, importKind, type Meeting } from './kinds.js';
import { headersToMatch } from './match-columns.js';
import { namedOf, NOT_READ } from './name-columns.js';

const A_PAGE = 50;

/** 导入报告: how far it is; then how many rows are right, and every error with row, column, what was typed and what to do. */
export async function importView(asking: Asking, found: FileImport, page: number, refused?: Refused, chosen: Readonly<Record<string, string>> = {}): Promise<ImportPageProps> {
  const { id, kind, subjectId, fileName, total, ok, errors, createdAt, progress } = found;
  // Of very many errors not all are listed; how many rows are wrong was counted before.
  const wrong = total - ok;
  const from = (page - 1) * A_PAGE;
  const shown = errors.slice(from, from + A_PAGE);
  const mine = handsIn(importKind(kind), asking.actor);
  return {
    id, title: `导入${importKind(kind).name}`, subtitle: `${fileName}　${momentWords(createdAt, officeDateOf(await officeNow()))} 上传`,
    ...(refused ? { refused: { title: '没有办成，原因在下面', errors: refusalLines(refused) } } : {}),
    ...(progress ? { running: runningOf(found, progress) } : {}),
    ...(found.state === 'checked' || found.state === 'committed' || errors.length > 0 ? { checked: { title: checkedTitle(found), right: ok, wrong, wrongPlaces: `${number(wrong)} 行有错误，共 ${number(errors.length)} 处`, sum: `共 ${number(total)} 行` } } : {}),
    ...nextOf(asking, found, wrong),
    errors: shown.map((one) => errorLine(one, mine && isRepairable(one) ? { key: `repair-${one.column}${one.row}`, label: '采用', href: `/imports/${id}/repairs`, seal: sealFor(asking), allowed: true, unmet: [] } : undefined)),
    ...(errors.length > A_PAGE ? { pager: { text: `第 ${from + 1}–${from + shown.length} 处，共 ${number(errors.length)} 处`, ...(page > 1 ? { previous: `/imports/${id}?page=${page - 1}` } : {}), ...(from + shown.length < errors.length ? { next: `/imports/${id}?page=${page + 1}` } : {}) } } : {}),
    ...(await besideView(found)),
    ...(mine ? await matchView(asking, found, chosen) : {}),
    acts: actsOf(asking, found, importKind(kind).place(subjectId).upload, mine),
  };
}

const SHOWN_BESIDE = 100;
const outcomeTags: Readonly<Record<Meeting['outcome'], TagProps>> = { replaces: { tone: 'back', icon: 'swap', word: '会替换原来的' }, refused: { tone: 'bad', icon: 'cross', word: '已审核通过，不能导入' }, twice: { tone: 'bad', icon: 'cross', word: '文件里重复' } };

/** 与已有的并排看: what replaces or repeats what, before anything is written. */
async function besideView({ id, progress, state }: FileImport): Promise<Pick<ImportPageProps, 'beside'>> {
  const met = progress || state === 'committed' ? null : await besideOf(id);
  if (!met) return {};
  const shown = met.shown.slice(0, SHOWN_BESIDE);
  return { beside: {
    note: `共 ${number(met.total)} 行${met.total > shown.length ? `，这里列出前 ${number(shown.length)} 行` : ''}；不同的地方，划去的是已有的，后面的是文件里的`, columns: shown[0]?.cells.map(({ name }) => name) ?? [],
    rows: shown.map((one) => ({ row: String(one.row), outcome: outcomeTags[one.outcome], other: one.other, cells: one.cells.map(({ name, now, before }) => ({ name, now, ...(now === before ? {} : { before }) })) })),
  } };
}

/** 对应表头: each header with what stands below it, and a choice of our columns for those that were not known. */
async function matchView(asking: Asking, found: FileImport, chosen: Readonly<Record<string, string>>): Promise<Pick<ImportPageProps, 'match'>> {
  const match = ['unmatched', 'checked', 'failed'].includes(found.state) ? await headersToMatch(asking.actor, found) : null;
  if (!match) return {};
  const { columns } = importKind(found.kind).table;
  const said = await namedOf(found.id) ?? {};
  const open = found.state === 'unmatched';
  const left = match.found.headers.filter(({ column }) => column === null);
  return { match: {
    action: `/imports/${found.id}/columns`, seal: sealFor(asking), open,
    title: open ? '对应表头' : left.length === 0 ? '文件的表头各是模板的哪一列' : `有 ${left.length} 列没有用到：${left.slice(0, 4).map(({ header }) => header).join('、')}${left.length > 4 ? '等' : ''}`,
    note: `表头在第 ${match.found.row} 行。必须有的列：${columns.filter(({ required }) => required).map(({ header }) => header).join('、')}。这次的对应会记住，下次上传同类文件照此提议；下面的值遮盖了姓名和号码。`,
    rows: match.found.headers.map(({ letter, header, column, samples }) => {
      const value = chosen[`column-${letter}`] ?? said[header] ?? match.proposed.get(header) ?? '';
      const known = column !== null && said[header] === undefined ? columns.find(({ key }) => key === column)?.header : undefined;
      return { letter, header, samples: [...samples], ...(known === undefined ? { choice: { name: `column-${letter}`, value, options: [{ value: '', label: NOT_READ }, ...columns.map(({ key, header: label, required }) => ({ value: key, label: required ? `${label}（必须有）` : label }))], proposed: open && chosen[`column-${letter}`] === undefined && match.proposed.get(header) !== undefined } } : { known }) };
    }),
  } };
}

function runningOf({ state, total }: FileImport, { done, stopping, waiting }: NonNullable<FileImport['progress']>): NonNullable<ImportPageProps['running']> {
  const doing = state === 'writing' ? '写入' : '检查';
  return {
    title: stopping ? '正在取消' : waiting ? `排队等候${doing}` : `正在${doing}，第 ${number(Math.min(done, total))} 行，共 ${number(total)} 行`, label: `${doing}过的行`, done: Math.min(done, total), total,
    text: '您可以离开这一页去办别的，过一会儿再回来看结果。',
  };
}

function checkedTitle({ state, errors }: FileImport): string {
  if (state === 'committed') return '已经导入';
  return errors.length > 0 ? '检查完成，有错误，一行也没有写入' : '检查完成，没有错误，还没有写入';
}

function nextOf(asking: Asking, found: FileImport, wrong: number): { next: NextStepProps } | null {
  const { id, state, errors, total, kind, refusal, progress } = found;
  if (progress) return null;
  if (state === 'unmatched') return { next: { turn: 'mine', title: '文件里有没认出的表头，请对应一下', text: '文件已经留下，不用再上传。下面每一列选好是模板里的哪一列，系统接着检查；不要的列选“不导入”。' } };
  if (state === 'committed') return { next: { turn: 'nobody', text: `${number(total)} 行都已写入${importKind(kind).name}。` } };
  if (state === 'cancelled') return { next: { turn: 'others', text: refusal?.message ?? '这次导入已经取消，一行也没有写入，上传的文件已删除。' } };
  if (errors.length > 0) {
    return { next: { turn: 'mine', title: `改好 ${number(wrong)} 行，再传一次`, text: '下载标出错误的文件，在红色的格子里改正，再上传整个文件；有建议的可以在下面直接采用。', act: { key: 'errors', label: '下载标出错误的文件', href: `/imports/${id}/errors.xlsx`, icon: 'down', allowed: handsIn(importKind(kind), asking.actor), unmet: [] } } };
  }
  if (state === 'failed') return { next: { turn: 'mine', title: '改好文件，再传一次', text: refusal?.message ?? '这个文件没有导入，一行也没有写入。' } };
  return { next: { turn: 'mine', title: `导入 ${number(total)} 行`, text: importKind(kind).promise, act: { key: 'commit', label: `导入 ${number(total)} 行`, href: `/imports/${id}/commit`, seal: sealFor(asking), allowed: handsIn(importKind(kind), asking.actor), unmet: [] } } };
}

function actsOf(asking: Asking, { id, kind, state, errors, progress }: FileImport, upload: string, mine: boolean): OfferedAct[] {
  const act = (key: string, label: string, href: string, more: Partial<OfferedAct> = {}): OfferedAct => ({ key, label, href, allowed: true, unmet: [], ...more });
  const form = (key: string, label: string, href: string, more: Partial<OfferedAct> = {}): OfferedAct => act(key, label, href, { seal: sealFor(asking), ...more });
  const repairable = errors.filter(isRepairable).length;
  const helps = mine ? importKind(kind).helps?.(id, new Set(errors.map(({ code }) => code))) ?? [] : [];
  if (state === 'committed') return [];
  if (progress) return [act('reload', '刷新', `/imports/${id}`), ...(mine && !progress.stopping ? [form('cancel', '取消导入', `/imports/${id}/cancellation`, { tone: 'plain' })] : [])];
  return [
    ...helps.map(({ label, href }) => act(`help-${href}`, label, href, { icon: 'down' })),
    ...(mine && repairable > 0 ? [form('repair', `采用全部 ${number(repairable)} 处建议，再检查`, `/imports/${id}/repairs`)] : []),
    act('again', errors.length > 0 || state === 'failed' ? '改好后重新上传' : '换一个文件', upload, { icon: 'upl' }),
    ...(mine && (state === 'checked' || state === 'unmatched') ? [form('cancel', '取消导入', `/imports/${id}/cancellation`, { tone: 'plain' })] : []),
  ];
}

/** A message says the problem first, then what to do about it. */
function errorLine({ row, column, header, given, message, suggestion }: SheetError, adopt: OfferedAct | undefined): ImportError {
  const [problem, ...remedy] = message.split('。').filter((part) => part !== '');
  return { row: String(row), column: [column, header].filter(Boolean).join(' '), given: given || '（空）', problem, remedy: [...remedy, ...(suggestion ? [`改成 ${suggestion}`] : [])].join('；') || '核对后重填', ...(adopt ? { adopt: { ...adopt, cell: `${column}${row}` } } : {}) };
}

const number = (count: number): string => count.toLocaleString('en-US');
