import { z } from 'zod';
import { officeNow } from '../database.js';
import { bytesInWords } from '../lib/bytes-in-words.js';
import type { ProductError } from '../lib/errors.js';
import { addTerms, academicTermOf } from '../values/academic-term.js';
import { addMonths, monthOf } from '../values/month.js';
import { formatInstant, officeDateOf } from '../values/office-date.js';
import { periodName } from '../values/period.js';
import type { TagProps } from '../web/components/tag.js';
import { deskPage, refusalLines, refusedOf, sealFor, type Asking } from '../web/desk-page.js';
import { RecordsPage } from '../web/pages/records-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { idParams, month, term } from '../web/schemas.js';
import { askDispatch, dispatchesSeenBy, dispatchScope, redoDispatch, type Dispatch } from './dispatch.js';
import { exchangeTabs } from './tabs.js';

const SHOWN = 100;
const states: Record<Dispatch['state'], TagProps> = {
  queued: { tone: 'idle', icon: 'clock', word: '等待生成' }, written: { tone: 'run', icon: 'clock', word: '正在生成' }, sent: { tone: 'run', icon: 'clock', word: '等待对方回执' },
  accepted: { tone: 'good', icon: 'check', word: '对方已接收' }, refused: { tone: 'bad', icon: 'cross', word: '对方隔离' },
};
const sends = { roles: ['authority-operator'] as const, level: 'province' as const };

/** 数据交换 at the desk: what was sent, the answers, and making one again. */
export const sentPages: Route[] = [
  route({ method: 'get', path: '/exchange/sent', summary: '数据交换：发送的数据包（页面）', policy: { roles: ['authority-operator', 'system-administrator'] }, audit: null, rate: 'read', answers: { 200: 'html' }, handler: (input) => showSent(input) }),
  route({
    method: 'post', path: '/exchange-dispatches', summary: '发送数据包（页面）', policy: sends, audit: '发送数据包', rate: 'write', body: z.strictObject({ period: z.union([month, term]) }), answers: { 303: 'html' },
    async handler({ actor, body }) {
      const { number } = await askDispatch(actor, body.period);
      return redirect('/exchange/sent', `第 ${number} 号数据包一分钟内放进发送目录`);
    },
    onRefusal: (input, error) => showSent(input, error),
  }),
  route({
    method: 'post', path: '/exchange-dispatches/:id/redo', summary: '重新生成数据包，编号不变（页面）', policy: { ...sends, scope: dispatchScope }, audit: '重新生成数据包', rate: 'write', params: idParams, answers: { 303: 'html' },
    async handler({ actor, params }) {
      const { number } = await redoDispatch(actor, params.id);
      return redirect('/exchange/sent', `第 ${number} 号数据包将重新生成，编号不变`);
    },
  }),
];

async function showSent(asking: Asking, error?: ProductError): Promise<Answer> {
  const { actor } = asking;
  const mine = actor.role === 'authority-operator' && actor.organisation.level === 'province';
  const found = await dispatchesSeenBy(actor, { limit: SHOWN });
  const today = officeDateOf(await officeNow());
  const periods = [...[0, -1, -2, -3, -4, -5].map((back) => addMonths(monthOf(today), back)), ...[0, -1].map((back) => addTerms(academicTermOf(today), back))];
  const refused = error && refusedOf(asking, error);
  const redo = (one: Dispatch) => ({ key: `redo-${one.id}`, label: '重新生成', href: `/exchange-dispatches/${one.id}/redo`, allowed: true, unmet: [], seal: sealFor(asking) });
  return deskPage(asking, { title: '数据交换', crumbs: [{ label: '首页', href: '/' }, { label: '日常办公' }, { label: '数据交换' }] }, (
    <RecordsPage
      title="数据交换" subtitle="发送目录 xszzjhdata/sjjhzzxt/snd/ 里给中央的数据包" caption="发送的数据包" tabs={exchangeTabs('sent')}
      notes={[{ tone: 'idle', icon: 'info', title: '发什么', children: '一个月份（学期）里每所学校报送的名单份数、人次、金额，各县中央下发信息的核实条数，以及本省的升级登记和反馈。只有数字，没有学生的姓名和证件号码。文件写完才出现在发送目录，校验和最后放；对方的回执放进 snd/receipts/，一分钟内读到这里。' }]}
      forms={mine ? [{ title: '发送一个数据包', action: '/exchange-dispatches', seal: sealFor(asking), submit: '生成并发送', fields: [{ name: 'period', label: '月份或学期', kind: 'select', options: periods.map((one) => ({ value: one, label: periodName(one) })) }], errors: refusalLines(refused, { period: '月份或学期' }, { 'already-sent': 'period' }) }] : []}
      columns={[{ key: 'number', name: '编号' }, { key: 'period', name: '月份或学期' }, { key: 'asked', name: '发送' }, { key: 'rows', name: '行', num: true }, { key: 'size', name: '大小' }, { key: 'state', name: '状态' }, { key: 'reason', name: '对方的说明' }, ...(mine ? [{ key: 'act', name: '办理' }] : [])]}
      rows={found.map((one) => ({ key: one.id, cells: {
        number: { text: `第 ${one.number} 号`, under: `${one.file}${one.attempt > 1 ? `，第 ${one.attempt} 次` : ''}` }, period: { text: periodName(one.period) }, asked: { text: formatInstant(one.askedAt), under: one.askedBy }, rows: { text: String(one.rows) }, size: { text: one.sizeBytes > 0 ? bytesInWords(one.sizeBytes) : '—' },
        state: { text: '', tags: [states[one.state]] }, reason: { text: one.reason || '—' }, act: { text: '', acts: one.state === 'queued' || one.state === 'written' ? [] : [redo(one)] },
      } }))}
      empty={{ icon: 'info', title: '还没有发送过', text: mine ? '选月份或学期，生成并发送。' : '省级发送后出现在这里。' }}
    />
  ));
}
