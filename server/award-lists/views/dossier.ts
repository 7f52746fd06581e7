import { workdayCalendar } from '../../calendar.js';
import { row } from '../../database.js';
import type { Actor } from '../../values/actor.js';
import { periodName } from '../../values/period.js';
import type { OfficeDate } from '../../values/office-date.js';
import type { WorkdayCalendar } from '../../values/workday.js';
import type { ReturnedBy, StageTagProps } from '../../web/components/tag.js';
import type { Crumb } from '../../web/layout.js';
import { periodWords } from '../../web/time-words.js';
import { tasksOf, type Task } from '../../workflow/task.js';
import { waitingTasks, type WaitingTask } from '../../workflow/waiting-tasks.js';
import { factsOf, listInScope, stageOfList, type AwardList } from '../award-list.js';
import { canDo, type Can, type ListFacts } from '../guards.js';
import type { ListStatus, Stage } from '../status.js';

/** One list as it lies on somebody's desk: the list, what the guards say of it to this person, and who has which step. */
export type Dossier = {
  actor: Actor;
  list: AwardList;
  facts: ListFacts;
  can: Can;
  stage: Stage;
  /** Every task of the list so far, oldest first. */
  tasks: Task[];
  waiting: WaitingTask[];
  today: OfficeDate;
  calendar: WorkdayCalendar;
};

/** Opens the list's dossier for one person. @throws NotFound outside the scope. */
export async function openDossier(actor: Actor, listId: number): Promise<Dossier> {
  const list = await listInScope(actor, listId);
  const facts = await factsOf(list);
  const subject = { kind: 'award-list', id: listId };
  return {
    actor, list, facts, can: canDo(actor, facts), stage: stageOfList(list, facts.today), tasks: await tasksOf(subject), waiting: goingOn(await waitingTasks(actor, subject.kind, [listId]), list.status),
    today: facts.today, calendar: await workdayCalendar(),
  };
}

/** Paying out rests while a withdrawal is being reviewed (附件1 二(一)5): it is nobody's turn then, though the diagram still waits there. */
export const goingOn = (waiting: readonly WaitingTask[], status: ListStatus): WaitingTask[] => waiting.filter(({ key }) => key !== 'manage-disbursement' || status.withdrawal !== 'pending');

/** The step somebody must take next, the viewer's own before others'; undefined while nothing waits for a person. */
export const nextTask = ({ waiting }: Pick<Dossier, 'waiting'>): WaitingTask | undefined => waiting.find(({ mine, optional }) => mine && !optional) ?? waiting.find(({ optional }) => !optional);

/** Yellow only where it is the viewer's turn. */
export const isMine = (waiting: readonly WaitingTask[]): boolean => waiting.some(({ mine, optional }) => mine && !optional);

export const stageTag = ({ stage, waiting, list }: Pick<Dossier, 'stage' | 'waiting' | 'list'>): StageTagProps => ({ stage, mine: isMine(waiting), returnedBy: returnedBy(list.status) });

/** Why a list is in entry again, the last reason first. */
export function returnedBy(status: ListStatus): ReturnedBy | undefined {
  if (status.submission === 'submitted') return undefined;
  if (status.schoolReview === 'failed') return 'school-review-failed';
  if (status.authorityReview === 'failed') return 'authority-review-failed';
  if (status.withdrawal === 'granted') return 'withdrawal-granted';
  return status.authorityPublicity === 'rejected' ? 'publicity-rejected' : undefined;
}

export const listTitle = ({ school, period, programme }: AwardList): string => `${school.name}　${periodName(period)}　${programme.name}`;

/** `第1批　第 1 轮公示，5月8日至5月12日`. */
export const listSubtitle = ({ batchNo, round, publicity }: AwardList, today: OfficeDate): string =>
  `第${batchNo}批${publicity ? `　第 ${round} 轮公示，${periodWords(publicity.start, publicity.end, today)}` : ''}`;

/** Where a list's pages stand in the menu of the notice. */
export const listCrumbs = ({ programme, id }: AwardList, last?: string): Crumb[] => [
  { label: '首页', href: '/' }, { label: '资助项目管理' }, { label: '国家资助' }, { label: programme.menuName, href: `/award-lists?programme=${programme.key}` },
  ...(last ? [{ label: '资助名单', href: `/award-lists/${id}` }, { label: last }] : [{ label: '资助名单' }]),
];

/** The address of the public page of the open round, while it is open to the public. */
export async function publicHref({ list, today }: Pick<Dossier, 'list' | 'today'>): Promise<string | null> {
  if (!list.publicity || today < list.publicity.start || today > list.publicity.end) return null;
  const round = await row<{ token: string }>('SELECT token FROM publicity_rounds WHERE list_id = ? AND round = ? AND closed_at IS NULL', [list.id, list.round]);
  return round ? `/publicity/${round.token}` : null;
}
