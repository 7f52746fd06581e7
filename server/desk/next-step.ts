import { currentPeriod } from '../award-lists/offered-programmes.js';
import { formatThousands } from '../lib/money.js';
import type { Actor } from '../values/actor.js';
import type { OfficeDate } from '../values/office-date.js';
import { needsAttachment, shortPeriod } from '../values/period.js';
import type { WorkdayCalendar } from '../values/workday.js';
import type { NextStepProps } from '../web/components/note.js';
import { dueWords } from '../web/time-words.js';
import type { TaskAhead } from './tasks-ahead.js';

/** How the home page asks for a task; a task the office drew itself is asked for by its own name. */
const asks: Record<string, { verb: string; noun: string; button: string }> = {
  'enter-list': { verb: '录完并提交', noun: '份名单', button: '去录入' },
  'school-review': { verb: '审核', noun: '份名单', button: '从最早到期的开始' },
  'authority-review': { verb: '审核', noun: '份名单', button: '从最早到期的开始' },
  'publish-list': { verb: '公示', noun: '份名单', button: '去公示' },
  'confirm-publicity': { verb: '确认', noun: '份已公示的名单', button: '从最早到期的开始' },
  'manage-disbursement': { verb: '登记', noun: '份名单的资金发放', button: '去登记' },
  'review-loans': { verb: '审核', noun: '批贷款信息', button: '从最早到期的开始' },
  'review-repayments': { verb: '审核', noun: '批还款信息', button: '从最早到期的开始' },
  'review-withdrawal': { verb: '审核', noun: '份公示退回申请', button: '从最早到期的开始' },
};

/** 下一步: of the viewer's own tasks the kind whose nearest deadline comes first; the button opens the very first of them. */
export function nextStep(actor: Actor, tasks: readonly TaskAhead[], today: OfficeDate, calendar: WorkdayCalendar): NextStepProps {
  const first = tasks[0];
  if (!first) return { turn: 'others', text: '没有等您办理的事项。轮到您时会在这里出现，也会发消息给您。' };
  const same = tasks.filter(({ key }) => key === first.key);
  const left = same.filter(({ list }) => list !== null && list.period < currentPeriod(list.programme.key, today)).length;
  const before = first.list?.programme.period === 'term' ? '以前学期' : '往月';
  const ask = asks[first.key] ?? { verb: '办理', noun: `件“${first.name}”`, button: '去办理' };
  const term = dueWords(first.dueAt, today, calendar);
  const leftWords = left === 0 ? '' : left === same.length ? `，都是${before}遗留` : `，其中 ${left} 份是${before}遗留`;
  return {
    turn: 'mine', title: same.length === 1 && (first.list || first.subject) ? `${ask.verb}${listWords(first, actor)}${term.late ? `，已${term.words}` : ''}` : `${ask.verb} ${same.length} ${ask.noun}${leftWords}`,
    text: [same.length > 1 ? `最早的一${first.list ? '份' : '件'}是${listWords(first, actor)}${term.late ? `，已${term.words}` : first.dueAt ? `，${term.words}` : ''}。` : '', about(first)].filter(Boolean).join(''),
    act: { key: 'next', label: ask.button, href: first.key === 'enter-list' && first.list ? `/award-lists/${first.list.id}` : `/tasks/${first.id}`, allowed: true, unmet: [] },
  };
}

/** `4月免学费第1批`, with the school where it is not the viewer's own. */
function listWords({ list, name, subject }: TaskAhead, actor: Actor): string {
  if (!list) return subject ?? name;
  return `${list.school === actor.organisation.name ? '' : `${list.school} `}${shortPeriod(list.period)}${list.programme.name}第${list.batchNo}批名单`;
}

function about({ key, list }: TaskAhead): string {
  if (!list) return '';
  const sums = `${list.people.toLocaleString('en-US')} 人，${list.programme.payableWord} ${formatThousands(list.payable)} 元。`;
  if (key !== 'publish-list') return sums;
  return `两级审核都已通过，${sums}${needsAttachment(list.period) ? `${shortPeriod(list.period)}名单要先上传公示附件。` : `${shortPeriod(list.period)}名单不要求公示附件，选好公示日期就能开始。`}`;
}
