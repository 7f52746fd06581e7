import { addDays, officeDateOf } from '../../values/office-date.js';
import type { Step } from '../../web/components/steps.js';
import { dayWords, dueWords } from '../../web/time-words.js';
import type { Task } from '../../workflow/task.js';
import type { Stage } from '../status.js';
import { nextTask, type Dossier } from './dossier.js';

const way: { key: string; name: string; publicity?: true }[] = [
  { key: 'enter-list', name: '资助名单录入' }, { key: 'school-review', name: '学校审核' }, { key: 'authority-review', name: '主管部门审核' },
  { key: 'publish-list', name: '学校公示', publicity: true }, { key: 'confirm-publicity', name: '名单公示确认', publicity: true }, { key: 'manage-disbursement', name: '资金发放' },
];
/** How many steps of the way lie behind a list in this stage. */
const behind: Record<Exclude<Stage, 'withdrawal-pending'>, number> = { entry: 0, 'school-review': 1, 'authority-review': 2, 'to-publish': 3, 'awaiting-confirmation': 4, 'in-publicity': 5, 'to-disburse': 5, disbursed: 6, finished: 6 };

/** The way of a list, who took each step and on which day. A tuition waiver has no step 资金发放, a fee waiver none of publicity. */
export function stepsOf(dossier: Dossier): Step[] {
  const { list, stage, tasks, today } = dossier;
  const done = stage === 'withdrawal-pending' ? (list.people > 0 && list.paidPeople >= list.people ? 6 : 5) : behind[stage];
  const { hasDisbursement, hasPublicity } = list.programme;
  const steps = way.map((step, index) => ({ ...step, index })).filter(({ key, publicity }) => (hasDisbursement || key !== 'manage-disbursement') && (hasPublicity || !publicity));
  return steps.map(({ key, name, index }) => {
    const last = tasks.filter((task) => task.key === key && task.state === 'done').at(-1);
    if (index < done) return { name, state: 'done', ...takenBy(last, today) };
    if (key === 'manage-disbursement' && stage !== 'to-disburse') return { name, state: 'later', ...paymentLater(dossier) };
    return index === done ? { name, state: 'now', ...takenNow(dossier) } : { name, state: 'later' };
  });
}

const takenBy = (task: Task | undefined, today: string): Pick<Step, 'who' | 'when'> => (task?.doneAt ? { who: task.doneBy?.name || task.organisation?.name, when: dayWords(officeDateOf(task.doneAt), today) } : {});

function takenNow(dossier: Dossier): Pick<Step, 'who' | 'when'> {
  const task = nextTask(dossier);
  if (!task) return {};
  const due = dueWords(task.dueAt, dossier.today, dossier.calendar);
  return { who: task.mine ? '等您办理' : task.organisation?.name, ...(task.dueAt ? { when: due.late ? due.words : `期限 ${due.words.split('，')[0]}` } : {}) };
}

function paymentLater({ list, stage, today }: Dossier): Pick<Step, 'who' | 'when'> {
  if (stage === 'withdrawal-pending') return { who: '退回申请中', when: '暂停' };
  return list.publicity && stage === 'in-publicity' ? { who: `${dayWords(addDays(list.publicity.end, 1), today)}起`, when: '还未开始' } : {};
}
