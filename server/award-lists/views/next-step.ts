import { formatThousands } from '../../lib/money.js';
import { addDays } from '../../values/office-date.js';
import { needsAttachment, periodName } from '../../values/period.js';
import { formatSchoolYear } from '../../values/school-year.js';
import type { OfferedAct } from '../../web/components/act.js';
import type { FormSeal } from '../../web/components/form.js';
import type { NextStepProps } from '../../web/components/note.js';
import { dayWords, dueWords } from '../../web/time-words.js';
import type { WaitingTask } from '../../workflow/waiting-tasks.js';
import { whyNoObjectionAnswer } from '../objections.js';
import { isMine, nextTask, returnedBy, type Dossier } from './dossier.js';

/**
 * 下一步, or who has it and until when.
 * @param seal for the one act that is done by pressing its button here. @param urge reminds whoever has it, where the viewer may.
 */
export function nextStep(dossier: Dossier, seal: FormSeal, urge?: OfferedAct): NextStepProps {
  if (dossier.facts.archived) return { turn: 'closed', title: `已归档的${formatSchoolYear(dossier.facts.archived)}，只能查看`, text: '内容和归档时一样，可以查询、打印、导出。确需更正，请由省级申请重新打开该学年。' };
  const task = nextTask(dossier);
  const toAnswer = whyNoObjectionAnswer(dossier.actor, dossier.list) === null ? dossier.facts.openObjections ?? 0 : 0;
  if (toAnswer > 0 && !isMine(dossier.waiting)) return { turn: 'mine', title: '答复公示异议', text: `公示收到 ${toAnswer} 条异议，请核实后逐条答复。答复以前，名单不能确认，也不能发放。`, act: link('objections', '去答复', `/award-lists/${dossier.list.id}?tab=objections`) };
  if (!task) return withoutTask(dossier);
  if (isMine(dossier.waiting)) return { turn: 'mine', ...myTurn(dossier, task, seal) };
  const due = dueWords(task.dueAt, dossier.today, dossier.calendar);
  return { turn: 'others', text: `下一步由${whose(dossier, task)}做“${task.name}”${task.dueAt ? `，${due.late ? due.words : `期限 ${due.words}`}` : ''}。`, ...(urge ? { act: urge } : {}) };
}

const whose = ({ actor }: Dossier, { organisation, roleName }: WaitingTask): string => (organisation?.id === actor.organisation.id ? `本单位的${roleName}` : organisation?.name ?? roleName);

function myTurn(dossier: Dossier, task: WaitingTask, seal: FormSeal): { title: string; text: string; act?: OfferedAct } {
  const { list, can } = dossier;
  const due = task.dueAt ? `${dueWords(task.dueAt, dossier.today, dossier.calendar).words}。` : '';
  switch (task.key) {
    case 'enter-list': return entryTurn(dossier, seal);
    case 'manage-disbursement':
      return { title: '登记资金发放', text: `还有 ${(list.people - list.paidPeople).toLocaleString('en-US')} 人没有登记发放，共 ${list.people.toLocaleString('en-US')} 人。${due}`, act: link('disburse', '维护发放信息', `/award-lists/${list.id}/disbursement`) };
    case 'publish-list':
      return { title: '公示名单', text: `${publishText(dossier)}${due}`, act: can['publish-list'].allowed ? link('publish', '去公示', `/tasks/${task.id}`) : link('attach', '上传公示附件', `/award-lists/${list.id}?tab=attachments`) };
    default:
      return { title: task.name, text: `${list.people.toLocaleString('en-US')} 人，${list.programme.payableWord} ${formatThousands(list.payable)} 元。${due}`, act: link('decide', '核对并作出决定', `/tasks/${task.id}`) };
  }
}

function entryTurn(dossier: Dossier, seal: FormSeal): { title: string; text: string; act?: OfferedAct } {
  const { list, can } = dossier;
  const reason = whyReturned(dossier);
  const submit: OfferedAct = { key: 'submit', label: '提交：送学校审核', href: `/award-lists/${list.id}/submission`, seal, ...can.submit };
  if (list.people === 0) return { title: '加入受助学生', text: `${reason ?? ''}查找学生加入，或导入 Excel。名单里有人以后就能提交学校审核。` };
  return { title: reason ? '改好名单，重新提交审核' : '核对名单，提交学校审核', text: reason ?? `${list.people.toLocaleString('en-US')} 人，${list.programme.payableWord} ${formatThousands(list.payable)} 元。提交后由学校业务审核人员审核，审核之前可以撤回。`, act: submit };
}

/** The words of whoever sent the list back; they are what the school works by. */
function whyReturned({ list, tasks }: Dossier): string | null {
  const how = returnedBy(list.status);
  if (!how) return null;
  const key = { 'school-review-failed': 'school-review', 'authority-review-failed': 'authority-review', 'publicity-rejected': 'confirm-publicity', 'withdrawal-granted': 'review-withdrawal' }[how];
  const task = tasks.filter((one) => one.key === key && one.state === 'done').at(-1);
  if (!task) return null;
  const said = { 'school-review-failed': '学校审核不通过', 'authority-review-failed': '主管部门审核不通过', 'publicity-rejected': '公示不通过', 'withdrawal-granted': '同意退回' }[how];
  return `${task.organisation?.name ?? ''}${task.doneBy ? ` ${task.doneBy.name} ` : ''}${said}${task.remark ? `：“${task.remark}”` : '。'}`;
}

function publishText({ list, facts, can }: Dossier): string {
  if (can['publish-list'].allowed) return needsAttachment(list.period) ? `两级审核都已通过，公示附件已有 ${facts.attachments} 份，选好公示日期就能开始。` : `两级审核都已通过。${periodName(list.period)}名单不要求公示附件，选好公示日期就能开始。`;
  return can['publish-list'].unmet.map(({ message }) => message).join('');
}

/** Nobody has a step: the period runs, the list is finished, or the diagram waits for a date. */
function withoutTask({ list, stage, today }: Dossier): NextStepProps {
  switch (stage) {
    case 'in-publicity':
      return { turn: 'others', text: list.publicity ? `公示已确认，公示期到${dayWords(list.publicity.end, today)}（含当天）。${dayWords(addDays(list.publicity.end, 1), today)}起由${list.school.name}维护资金发放。` : '公示已确认。' };
    case 'finished': return { turn: 'nobody', text: `公示通过，实发金额已按应免金额补充，共 ${formatThousands(list.paid ?? 0)} 元。` };
    case 'disbursed': return { turn: 'nobody', text: `${list.people.toLocaleString('en-US')} 人都已登记发放，实发 ${formatThousands(list.paid ?? 0)} 元。` };
    default: return { turn: 'others', text: '流程正在等一个日期、别的程序或另一步，到时会提醒该办的人。' };
  }
}

const link = (key: string, label: string, href: string): OfferedAct => ({ key, label, href, allowed: true, unmet: [] });
