import { officeNow } from '../database.js';
import { formatThousands } from '../lib/money.js';
import { officeDateOf } from '../values/office-date.js';
import type { TagProps } from '../web/components/tag.js';
import { refusalLines, sealFor, typedText, type Asking, type Refused } from '../web/desk-page.js';
import type { CapCard, LoanCapsProps } from '../web/pages/loan-caps-page.js';
import { momentWords } from '../web/time-words.js';
import { capsFor, capSteps } from './caps.js';
import { loanStageNames, type Cap } from './rules.js';

/** 发放金额上限: what holds, what is ready, and the two steps that put it in force. */
export async function capsView(asking: Asking, refused?: Refused & { capId: number }): Promise<LoanCapsProps> {
  const { actor } = asking;
  const today = officeDateOf(await officeNow());
  const caps = await capsFor(actor.organisation.id);
  const { proposed, activated } = await capSteps(actor.organisation.id);
  const ready = caps.filter(({ standing }) => standing === 'ready');
  const cards = ready.filter(({ active }) => !active).map((cap): CapCard => {
    const asked = proposed.get(cap.id);
    const mine = refused?.capId === cap.id ? refused : undefined;
    const form = (path: string) => ({ action: `/loan-caps/${cap.id}/${path}`, seal: sealFor(asking) });
    const remark = (label: string, hint: string) => [{ name: 'remark', id: `cap-${cap.id}-remark`, label, kind: 'textarea' as const, rows: 2, maxLength: 500, required: true, full: true, hint, value: typedText(mine?.typed, 'remark') }];
    const errors = refusalLines(mine, { remark: '说明' }, { 'remark-required': 'remark' }).map((one) => ({ ...one, label: '' }));
    return {
      id: cap.id, title: `${loanStageNames[cap.stage]}　${cap.fromYear}年起　${formatThousands(cap.cap)} 元`, basis: cap.basis, tag: tagOf(cap, asked !== undefined),
      ...(asked ? { asked: `${asked.by.name} ${momentWords(asked.at, today)} 提出：${asked.remark ?? ''}` } : {}),
      ...(!asked && actor.role === 'authority-operator' ? { propose: { ...form('proposal'), title: '提出启用', submit: '提出启用', fields: remark('依据的文件', '写文件名和文号，业务主管领导会看到。'), errors } } : {}),
      ...(asked && actor.role === 'authority-director' ? { activate: { ...form('activation'), label: '批准启用' }, decline: { ...form('refusal'), title: '不启用', submit: '不启用', danger: true, folded: true, fields: remark('为什么不启用', '提出的人会看到。'), errors } } : {}),
    };
  });
  return {
    title: '发放金额上限', subtitle: '教助中心〔2023〕8号 附件1 四1：本专科为 12000 元、研究生为 16000 元',
    note: actor.role === 'authority-director' ? '以后年度的上限由业务操作人员提出、您批准后才执行，只对本省、对批准以后检查的文件有效；已审核通过的贷款不变。' : '以后年度的上限由您写明依据提出、业务主管领导批准后才执行，只对本省、对批准以后检查的文件有效；已审核通过的贷款不变。',
    rows: caps.map((cap) => ({ id: cap.id, stage: loanStageNames[cap.stage], from: cap.standing === 'rule' ? '历年' : `${cap.fromYear}年起`, cap: formatThousands(cap.cap), state: tagOf(cap, proposed.has(cap.id)), basis: cap.basis, by: stepWords(activated.get(cap.id), today) })),
    cards,
  };
}

const tagOf = (cap: Cap, asked: boolean): TagProps => (cap.standing === 'former' ? { tone: 'idle', icon: 'info', word: '当时的上限，只提示' } : cap.active ? { tone: 'good', icon: 'check', word: '执行' } : asked ? { tone: 'run', icon: 'clock', word: '等待批准' } : { tone: 'idle', icon: 'clock', word: '未启用' });
const stepWords = (step: { by: { name: string }; at: Date } | undefined, today: string): string => (step ? `${step.by.name} ${momentWords(step.at, today)} 批准` : '—');
