import { officeNow } from '../database.js';
import type { SheetError } from '../lib/sheet-table.js';
import { officeDateOf } from '../values/office-date.js';
import { refusalLines, sealFor, type Asking, type Refused } from '../web/desk-page.js';
import type { OfferedAct } from '../web/components/act.js';
import type { NextStepProps } from '../web/components/note.js';
import type { ImportError, ImportPageProps } from '../web/pages/import-page.js';
import { momentWords } from '../web/time-words.js';
import type { FileImport } from './file-import.js';
import { rowsWithErrors } from './row-errors.js';

const A_PAGE = 50;

/** Where the rows of a file go, and where its sender came from. */
export function placeOf({ kind, subjectId }: Pick<FileImport, 'kind' | 'subjectId'>): { label: string; href: string } {
  return kind === 'awards' ? { label: '资助名单', href: `/award-lists/${subjectId ?? 0}?tab=people` } : { label: '学生', href: '/students' };
}

/** 导入报告: how many rows are right, and every error with row, column, what was typed and what to do. */
export async function importView(asking: Asking, found: FileImport, page: number, refused?: Refused): Promise<ImportPageProps> {
  const { kind, fileName, total, ok, errors, createdAt } = found;
  const wrong = rowsWithErrors(errors);
  const from = (page - 1) * A_PAGE;
  const shown = errors.slice(from, from + A_PAGE);
  const link = (key: string, label: string, href: string, more: Partial<OfferedAct> = {}): OfferedAct => ({ key, label, href, allowed: true, unmet: [], ...more });
  const place = placeOf(found);
  return {
    title: kind === 'awards' ? '导入资助名单' : '导入学生名册', subtitle: `${fileName}　${momentWords(createdAt, officeDateOf(await officeNow()))} 上传`,
    ...(refused ? { refused: { title: '没有导入，原因在下面', errors: refusalLines(refused) } } : {}),
    checked: { title: checkedTitle(found), right: ok, wrong, wrongPlaces: `${wrong.toLocaleString('en-US')} 行有错误，共 ${errors.length.toLocaleString('en-US')} 处`, sum: `共 ${total.toLocaleString('en-US')} 行` },
    next: nextOf(asking, found, wrong), errors: shown.map(errorLine),
    ...(errors.length > A_PAGE ? { pager: { text: `第 ${from + 1}–${from + shown.length} 处，共 ${errors.length.toLocaleString('en-US')} 处`, ...(page > 1 ? { previous: `/imports/${found.id}?page=${page - 1}` } : {}), ...(from + shown.length < errors.length ? { next: `/imports/${found.id}?page=${page + 1}` } : {}) } } : {}),
    acts: found.state === 'committed' ? [] : [link('again', errors.length > 0 ? '改好后重新上传' : '换一个文件', `${place.href}${kind === 'awards' ? '#entry' : '#roster'}`, { icon: 'upl' })],
  };
}

function checkedTitle({ state, errors }: FileImport): string {
  if (state === 'committed') return '已经导入';
  return errors.length > 0 ? '检查完成，有错误，一行也没有写入' : '检查完成，没有错误，还没有写入';
}

function nextOf(asking: Asking, found: FileImport, wrong: number): NextStepProps {
  const { id, state, errors, total, kind } = found;
  if (state === 'committed') return { turn: 'nobody', text: `${total.toLocaleString('en-US')} 行都已写入${kind === 'awards' ? '名单' : '学生名册'}。` };
  if (errors.length > 0) {
    return { turn: 'mine', title: `改好 ${wrong.toLocaleString('en-US')} 行，再传一次`, text: '照下面逐行改正您的文件，再上传整个文件。也可以下载这张错误表，对照着改。', act: { key: 'errors', label: '下载错误表', href: `/imports/${id}/errors.xlsx`, icon: 'down', allowed: true, unmet: [] } };
  }
  return { turn: 'mine', title: `导入 ${total.toLocaleString('en-US')} 行`, text: kind === 'awards' ? '这些学生会加入名单，金额按资助标准计算。' : '名册里没有的学生会新增，已有的按文件修改，文件里没有的学生不变。', act: { key: 'commit', label: `导入 ${total.toLocaleString('en-US')} 行`, href: `/imports/${id}/commit`, seal: sealFor(asking), allowed: true, unmet: [] } };
}

/** A message says the problem first, then what to do about it. */
function errorLine({ row, column, header, given, message, suggestion }: SheetError): ImportError {
  const [problem, ...remedy] = message.split('。').filter((part) => part !== '');
  return { row: String(row), column: [column, header].filter(Boolean).join(' '), given: given || '（空）', problem, remedy: [...remedy, ...(suggestion ? [`改成 ${suggestion}`] : [])].join('；') || '核对后重填' };
}
