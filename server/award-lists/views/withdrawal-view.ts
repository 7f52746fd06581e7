import { rows } from '../../database.js';
import { formatThousands } from '../../lib/money.js';
import { asTyped, refusalLines, sealFor, type Asking, type Refused } from '../../web/desk-page.js';
import type { FieldProps } from '../../web/components/field.js';
import type { TagProps } from '../../web/components/tag.js';
import type { WithdrawalRequestProps } from '../../web/pages/withdrawal-request-page.js';
import { dayWords, momentWords } from '../../web/time-words.js';
import { compareWithPrevious } from '../compare.js';
import { sentBack } from './decision-words.js';
import { listSubtitle, listTitle, type Dossier } from './dossier.js';
import { fiveFacts } from './facts-view.js';
import { guardPanel } from './guard-view.js';

const reasonField: FieldProps = { name: 'reason', label: '原因', kind: 'textarea', rows: 5, maxLength: 500, required: true, full: true, hint: '写清楚哪些人、哪里要改，主管部门据此审核。' };
const basis = (dossier: Pick<Dossier, 'list'>): string => `教助中心〔2023〕8号 附件1 ${dossier.list.programme.hasDisbursement ? '二（一）5' : '二（二）4'}`;

/** 申请公示退回: why, and what will happen to the list when the authority grants it. */
export async function withdrawalView(asking: Asking, dossier: Dossier, refused?: Refused): Promise<WithdrawalRequestProps> {
  const { list, can, today } = dossier;
  const { allowed } = can['request-withdrawal'];
  const paid = list.paid ?? 0;
  return {
    subtitle: `${listTitle(list)}　${listSubtitle(list, today)}`, facts: await fiveFacts(dossier, await compareWithPrevious(list)),
    ...(allowed ? {} : { guard: guardPanel(dossier, 'request-withdrawal') }),
    impact: await sentBack(dossier, 'grant'),
    touches: [
      { name: '名单人数', value: `${list.people.toLocaleString('en-US')} 人` },
      { name: list.programme.hasDisbursement ? '已登记发放' : '已补充实发', value: list.paidPeople > 0 ? `${list.paidPeople.toLocaleString('en-US')} 人，${formatThousands(paid)} 元` : '还没有' },
      { name: '公示页', value: noticeState(dossier) },
    ],
    ...(list.programme.hasDisbursement && paid > 0 ? { warning: { title: `${list.paidPeople.toLocaleString('en-US')} 人已经登记发放`, text: `同意退回后，系统里的实发金额调整为 0，已发出的 ${formatThousands(paid)} 元标记为待追回，由学校追回或在重新发放时抵扣。` } } : {}),
    ...(allowed ? {
      form: {
        title: '写明原因', action: `/award-lists/${list.id}/withdrawal-request`, seal: sealFor(asking), submit: '提交：申请公示退回', danger: true, cancel: { label: '不申请了', href: `/award-lists/${list.id}` },
        fields: asTyped([reasonField], refused), errors: refusalLines(refused, { reason: '原因' }, { 'remark-required': 'reason', 'input-invalid': 'reason' }), footnote: `提交后由${list.authority.name}审核，审核之前名单保持不变，资金发放暂停。依据：${basis(dossier)}`,
      },
    } : {}),
    earlier: await earlierRequests(dossier),
  };
}

function noticeState({ list, today }: Dossier): string {
  if (!list.publicity) return '没有公开';
  return today > list.publicity.end ? `已于${dayWords(list.publicity.end, today)}期满关闭` : `公开到${dayWords(list.publicity.end, today)}，同意退回后立即关闭`;
}

const states: Record<string, TagProps> = { pending: { tone: 'run', icon: 'clock', word: '待审核' }, granted: { tone: 'back', icon: 'back', word: '同意退回' }, refused: { tone: 'bad', icon: 'cross', word: '不同意退回' } };

async function earlierRequests({ list, today }: Dossier): Promise<WithdrawalRequestProps['earlier']> {
  const found = await rows<{ requested_at: Date; name: string | null; reason: string; state: string; remark: string | null }>(
    'SELECT w.requested_at, u.name, w.reason, w.state, w.remark FROM withdrawal_requests w LEFT JOIN users u ON u.id = w.requested_by WHERE w.list_id = ? ORDER BY w.id DESC', [list.id]);
  return found.map((one) => ({ at: momentWords(one.requested_at, today), by: one.name ?? '—', reason: one.reason, state: states[one.state], reply: one.remark ?? '—' }));
}
