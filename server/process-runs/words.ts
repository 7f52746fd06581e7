import type { TagProps } from '../web/components/tag.js';
import type { TimelineEntry } from '../web/components/timeline.js';
import { formatDate, formatInstant, officeDateOf } from '../values/office-date.js';
import type { RunEvent, RunState } from './run.js';

/** Words and colours of the states of an instance, for lists and pages. */
export const runTags: Readonly<Record<RunState, TagProps>> = {
  running: { tone: 'run', icon: 'clock', word: '在走' }, incident: { tone: 'bad', icon: 'warn', word: '有异常' },
  completed: { tone: 'good', icon: 'check', word: '已走完' }, cancelled: { tone: 'idle', icon: 'minus', word: '已终止' },
};

const eventLooks: Readonly<Record<string, Pick<TimelineEntry, 'icon' | 'tone'> & { what: string }>> = {
  started: { what: '流程开始', icon: 'flag' }, 'task-opened': { what: '开始等待', icon: 'clock', tone: 'idle' }, 'task-done': { what: '办结', tone: 'good' }, 'task-cancelled': { what: '不用再办', icon: 'minus', tone: 'idle' },
  service: { what: '系统办理', icon: 'right' }, 'timer-set': { what: '定时已设', icon: 'cal', tone: 'idle' }, 'timer-fired': { what: '时间已到', icon: 'cal' }, message: { what: '收到消息', icon: 'bell' },
  voted: { what: '投票', icon: 'edit' }, 'vote-withdrawn': { what: '撤回一票', icon: 'back' }, reminded: { what: '已提醒', icon: 'bell', tone: 'idle' }, claimed: { what: '领办', icon: 'user' }, released: { what: '放回', icon: 'user', tone: 'idle' },
  transferred: { what: '转办', icon: 'swap' }, delegated: { what: '委派', icon: 'swap' }, 'signer-added': { what: '加签', icon: 'plus' }, 'signer-removed': { what: '减签', icon: 'minus' }, signed: { what: '签署', icon: 'edit' },
  'awaits-signers': { what: '等加签人签署', icon: 'clock' }, copied: { what: '抄送', icon: 'copy', tone: 'idle' }, 'task-urged': { what: '催办', icon: 'bell' }, ended: { what: '流程走完', icon: 'flag', tone: 'good' },
  incident: { what: '出现异常', icon: 'warn', tone: 'bad' }, retried: { what: '重试', icon: 'swap' }, 'variable-set': { what: '改变量', icon: 'edit', tone: 'back' }, skipped: { what: '跳过（两人决定）', icon: 'right', tone: 'back' },
  'call-started': { what: '调用另一个流程', icon: 'right' }, 'call-ended': { what: '调用的流程已走完', icon: 'check', tone: 'good' }, 'message-sent': { what: '发出消息', icon: 'out' }, 'signal-sent': { what: '发出信号', icon: 'out' }, 'message-unheard': { what: '消息没有人收', icon: 'warn', tone: 'bad' },
  'external-opened': { what: '等外部程序', icon: 'clock', tone: 'idle' }, 'external-done': { what: '外部程序办结', icon: 'check', tone: 'good' }, 'external-error': { what: '外部程序报告业务错误', icon: 'warn', tone: 'back' }, 'external-failed': { what: '外部程序没有办成', icon: 'warn', tone: 'bad' }, 'external-cancelled': { what: '不用外部程序再办', icon: 'minus', tone: 'idle' },
  'wait-restored': { what: '恢复等待', icon: 'back', tone: 'back' }, migrated: { what: '迁移到另一版', icon: 'swap', tone: 'back' }, 'migration-undone': { what: '撤销迁移', icon: 'back', tone: 'back' },
};

/** One event of an instance, without what people wrote about its subject. */
export function eventEntry(event: RunEvent): TimelineEntry {
  const look = eventLooks[event.kind] ?? { what: event.kind };
  const who = event.actor && event.kind !== 'service' ? `${event.actor}${event.onBehalfOf ? `代${event.onBehalfOf}` : ''}` : '系统';
  return {
    who, what: `${event.name ? `${event.name}：` : ''}${look.what}`, at: formatInstant(event.at), icon: look.icon, tone: look.tone,
    detail: [event.decision ? `决定“${event.decision}”` : '', event.hasRemark ? '写有意见（不在这里显示）' : ''].filter(Boolean).join('，') || undefined,
    ...(event.reason ? { remark: event.reason } : {}),
  };
}

/** A due date is the end of its last day, so that day is told, not the 0:00 after it. */
export const lastDay = (dueAt: Date): string => formatDate(officeDateOf(new Date(dueAt.getTime() - 1)));

/** What an incident of this kind is called. */
export const incidentKinds: Readonly<Record<string, string>> = { 'step-failed': '一步没有办成', 'lost-token': '没人等的流程', 'external-failed': '外部程序没有办成' };
