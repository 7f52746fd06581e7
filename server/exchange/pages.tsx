import { z } from 'zod';
import type { ProductError } from '../lib/errors.js';
import { formatInstant } from '../values/office-date.js';
import type { TagProps } from '../web/components/tag.js';
import { deskPage, refusedOf, sealFor, type Asking } from '../web/desk-page.js';
import { RecordsPage, type RecordCell } from '../web/pages/records-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { pageNumber } from '../web/schemas.js';
import { exchangeTabs } from './tabs.js';
import { findReceipts, type ReceiptRow } from './receipts.js';
import { layPackage, sendPackage } from './send-package.js';

const A_PAGE = 50;
const TOLD = 5;
const states: Record<ReceiptRow['state'], TagProps> = {
  waiting: { tone: 'idle', icon: 'clock', word: '等待接收' }, working: { tone: 'run', icon: 'clock', word: '正在接收' }, received: { tone: 'good', icon: 'check', word: '已接收' }, quarantined: { tone: 'bad', icon: 'cross', word: '已隔离' },
};
const number = (count: number): string => count.toLocaleString('en-US');

async function showExchange(input: Asking, page: number, error?: ProductError): Promise<Answer> {
  const { actor } = input;
  const found = await findReceipts({ limit: A_PAGE + 1, offset: (page - 1) * A_PAGE });
  const shown = found.slice(0, A_PAGE);
  const sends = actor.role === 'authority-operator' && actor.organisation.level === 'province';
  const at = (to: number): string => `/exchange?page=${to}`;
  return deskPage(input, { title: '数据交换', crumbs: [{ label: '首页', href: '/' }, { label: '日常办公' }, { label: '数据交换' }] }, (
    <RecordsPage
      title="数据交换" subtitle="接收目录 xszzjhdata/sjjhzzxt/rcv/ 收到的数据包" caption="数据包回执" tabs={exchangeTabs('received')}
      notes={[{ tone: 'idle', icon: 'info', title: '怎样收', children: '文件和它的 .sha256 放进接收目录，或在本页上传，半分钟到一分钟内开始接收。校验和不对、有一行错误的整个文件隔离，一行也不写入；回执列出全部错误的行。断了会从停下的地方接着收。' }]}
      upload={sends ? { title: '上传中央下发的特殊群体信息', id: 'package', action: '/exchange-packages', seal: sealFor(input), label: '.csv 文件（UTF-8 或 GBK）', hint: '列与导入模板相同，行数不限，文件不超过 400 MB。', accept: '.csv', submit: '上传并接收', templateHref: '/templates/priority-groups.xlsx', errors: error ? refusedOf(input, error).items.map(({ message }) => ({ field: 'package', label: '文件', message })) : [] } : undefined}
      columns={[{ key: 'file', name: '文件' }, { key: 'at', name: '收到' }, { key: 'state', name: '状态' }, { key: 'records', name: '记录（条）', num: true }, { key: 'matched', name: '比对上（条）', num: true, definition: { text: '证件号码和姓名都与名册里的学生相同。' } }, { key: 'other', name: '姓名不同（条）', num: true, definition: { text: '证件号码与名册里的学生相同、姓名不同，由学校核实。' } }, { key: 'reason', name: '进度或原因' }]}
      rows={shown.map((one) => ({ key: one.id, cells: { file: { text: one.file, under: one.sentBy ? `${one.sentBy} 在本页上传` : undefined }, at: { text: formatInstant(one.receivedAt) }, state: { text: '', tags: [states[one.state]] }, records: { text: number(one.records) }, matched: { text: number(one.matched) }, other: { text: number(one.otherName) }, reason: reasonOf(one) } }))}
      pager={{ text: shown.length === 0 ? '没有回执' : `第 ${(page - 1) * A_PAGE + 1}–${(page - 1) * A_PAGE + shown.length} 个`, ...(page > 1 ? { previous: at(page - 1) } : {}), ...(found.length > A_PAGE ? { next: at(page + 1) } : {}) }}
      empty={{ icon: 'info', title: '还没有收到数据包', text: '放进接收目录或在上面上传后，回执出现在这里。' }}
    />
  ));
}

function reasonOf({ state, reason, problems, checked, records }: ReceiptRow): RecordCell {
  if (state === 'working') return { text: records > 0 ? `已写入 ${number(records)} 条` : `正在检查，已看 ${number(checked)} 行` };
  if (problems.length <= 1) return { text: reason || '—' };
  return { text: reason, under: `${problems.slice(0, TOLD).map(({ row, message }) => `第 ${row} 行：${message}`).join('；')}${problems.length > TOLD ? '……全部见回执文件' : ''}` };
}

/** 数据交换 at the desk: receipts, and for the province the way to hand in what is too large for an import. */
export const exchangePages: Route[] = [
  route({ method: 'get', path: '/exchange', summary: '数据交换（页面）', policy: { roles: ['authority-operator', 'system-administrator'] }, audit: null, rate: 'read', query: z.strictObject({ page: pageNumber }), answers: { 200: 'html' }, handler: (input) => showExchange(input, input.query.page) }),
  route({
    method: 'post', path: '/exchange-packages', summary: '提交数据包（页面）', policy: { roles: ['authority-operator'], level: 'province' }, audit: '提交数据包', rate: 'upload', upload: 'large-file', answers: { 303: 'html' },
    prepare: ({ file }) => layPackage(file),
    async handler({ actor, prepared }) {
      await sendPackage(actor, prepared);
      return redirect('/exchange', `已上传，等待接收：${prepared.file}`);
    },
    onRefusal: (input, error) => showExchange(input, 1, error),
  }),
];
