import { stageOf, type Stage } from '../../server/award-lists/status.js';
import { transitionWords } from '../../server/award-lists/transitions.js';
import { isProgrammeKey, programmeOf } from '../../server/values/programme.js';
import { statusOf, type Snapshot, type StoredList } from './list-snapshot.js';

/** One list with what runs and waits for it. */
type Whole = { list: StoredList } & { [Part in 'instances' | 'tasks' | 'others']: Snapshot[Part] };

const WAITS_FOR: Record<Exclude<Stage, 'withdrawal-pending' | 'in-publicity' | 'to-disburse' | 'disbursed' | 'finished'>, string> = {
  entry: 'enter-list', 'school-review': 'school-review', 'authority-review': 'authority-review', 'to-publish': 'publish-list', 'awaiting-confirmation': 'confirm-publicity',
};

/** What the shipped diagrams add to the product's own list of invariants: what waits for a list in its stage, and for whom; the names of what does not hold. */
export function brokenIn(snapshot: Snapshot, today: string): string[] {
  const broken = snapshot.lists.flatMap((list) => {
    const of = <Row extends { list_id: number }>(all: Row[]): Row[] => all.filter(({ list_id }) => list_id === list.id);
    const whole: Whole = { list, instances: of(snapshot.instances), tasks: of(snapshot.tasks), others: of(snapshot.others) };
    return Object.entries(processRules(whole, today)).filter(([, holds]) => !holds).map(([name]) => `${name} (list ${list.id})`);
  });
  return [...broken, ...orphans(snapshot), ...snapshot.incidents.map(({ message }) => `incident: ${message}`)];
}

/** The open tasks, timers and messages are those of the diagram for the list's stage, each with the people of its lane. */
function processRules({ list, instances, tasks, others }: Whole, today: string): Record<string, boolean> {
  const live = instances.filter(({ active_flag }) => active_flag === 1);
  const expected = waitsOf(list, today);
  const candidates = (key: string): string => (['authority-review', 'confirm-publicity', 'review-withdrawal'].includes(key) ? `authority-operator@${list.authority_id}` : key === 'school-review' ? `school-reviewer@${list.school_id}` : `school-operator@${list.school_id}`);
  return {
    'one process runs, never two': live.length === 1 && instances.length === 1,
    [`the open tasks are ${expected.tasks.join(' and ')}, not ${tasks.map(({ key }) => key).join(' and ')}`]: tasks.map(({ key }) => drawnBefore[key] ?? key).sort().join() === [...expected.tasks].sort().join(),
    [`what else waits is ${expected.others.join(' and ')}, not ${others.map(({ element }) => element).join(' and ')}`]: others.map(({ element }) => element).join() === [...expected.others].sort().join(),
    'every task is open to the people of its lane': tasks.every(({ key, who, instance_id }) => (key in drawnBefore || who === candidates(key)) && instance_id === live[0]?.id),
  };
}

/** Steps a test draws into the shipped diagram, by the step they stand before: the list's status knows nothing of them. */
const drawnBefore: Record<string, string> = { 'joint-sign': 'publish-list' };

function waitsOf(list: StoredList, today: string): { tasks: string[]; others: string[] } {
  if (!isProgrammeKey(list.programme)) throw new Error(`${list.programme} is no programme`);
  const status = statusOf(list);
  const stageWithout = stageOf({ status: status.withdrawal === 'pending' ? { ...status, withdrawal: 'none' } : status, programme: programmeOf(list.programme), publicityEnd: list.publicity_end, today, people: list.people, paidPeople: list.paid_people });
  const withdrawal = status.withdrawal === 'pending' ? 'review-withdrawal' : 'request-withdrawal';
  switch (stageWithout) {
    case 'withdrawal-pending': throw new Error('asked without the withdrawal');
    // The waiver's request waits in the open; archiving may interrupt it, but not while its review is under way.
    case 'finished': return { tasks: [withdrawal], others: status.withdrawal === 'pending' ? [] : ['list-closed'] };
    case 'in-publicity': return { tasks: [withdrawal], others: ['list-closed', 'publicity-ended'] };
    case 'to-disburse': return { tasks: ['manage-disbursement', withdrawal], others: ['list-closed'] };
    case 'disbursed': return { tasks: [withdrawal], others: ['disbursement-returned', 'list-closed'] };
    case 'school-review': return { tasks: ['school-review'], others: ['submission-taken-back'] };
    default: return { tasks: [WAITS_FOR[stageWithout]], others: [] };
  }
}

const orphans = ({ lists, tasks, others, instances }: Snapshot): string[] => {
  const known = new Set(lists.map(({ id }) => id));
  return [...tasks, ...others, ...instances.filter(({ active_flag }) => active_flag === 1)].filter(({ list_id }) => !known.has(list_id)).map(({ list_id }) => `something waits for list ${list_id}, which is deleted`);
};

/** What must hold of a change from one moment to the next (I8, I9, I13, money on withdrawal). `done` is false when the act was refused: then nothing may have changed. */
export function brokenBetween(before: Snapshot, after: Snapshot, done: boolean): string[] {
  if (!done) return JSON.stringify(before) === JSON.stringify(after) ? [] : ['a refused act changed something'];
  const fresh = after.audit.slice(before.audit.length);
  return after.lists.flatMap((list) => {
    const earlier = before.lists.find(({ id }) => id === list.id);
    const recorded = fresh.filter(({ list_id }) => list_id === list.id);
    return [...transitionRecorded(earlier, list, recorded), ...doersAllowed(list, recorded), ...(earlier ? moneyKept(earlier, list, before, after) : [])];
  });
}

const transitionActions = new Set<string>(Object.values(transitionWords));

/** I9: every transition has exactly one audit row with the status before and after; I8: what a return leaves. */
function transitionRecorded(earlier: StoredList | undefined, list: StoredList, recorded: Snapshot['audit']): string[] {
  const transitions = recorded.filter(({ action }) => transitionActions.has(action));
  const [was, is] = [earlier && statusOf(earlier), statusOf(list)];
  const moved = was !== undefined && JSON.stringify(was) !== JSON.stringify(is);
  if (transitions.length !== (moved ? 1 : 0)) return [`I9 ${transitions.length} audit rows for ${moved ? 'one transition' : 'no transition'} of list ${list.id}`];
  if (!moved) return [];
  const [{ action, before, after }] = transitions;
  const broken: string[] = [];
  if (before !== JSON.stringify(was)) broken.push(`I9 the audit’s before of ${action} is ${before}`);
  if (JSON.stringify({ ...JSON.parse(after ?? '{}'), ...is }) !== after) broken.push(`I9 the audit’s after of ${action} is ${after}`);
  if ((action === '公示不通过' || action === '同意退回') && Object.values(is).slice(0, 5).join() !== 'draft,pending,pending,unpublished,rejected') broken.push(`I8 ${action} left ${Object.values(is).join()}`);
  return broken;
}

/** I13: only the list's school and its direct authority do anything with it, each what is theirs. */
function doersAllowed(list: StoredList, recorded: Snapshot['audit']): string[] {
  const authority = new Set(['主管部门审核通过', '主管部门审核不通过', '公示通过', '公示不通过', '同意退回', '不同意退回']);
  return recorded.filter(({ action, role, organisation_id, actor_id }) => {
    const school = action.startsWith('学校审核') ? 'school-reviewer' : 'school-operator';
    if (action.startsWith('学校审核') && actor_id === list.submitted_by) return true;
    return authority.has(action) ? role !== 'authority-operator' || organisation_id !== list.authority_id : role !== school || organisation_id !== list.school_id;
  }).map(({ action, role, organisation_id }) => `I13 ${action} by ${role} of ${organisation_id}`);
}

/** 附件1 二（一）6: 实发金额（如有）调整为0, and only then; payments are kept, voided. Nothing else takes money back. */
function moneyKept(earlier: StoredList, list: StoredList, before: Snapshot, after: Snapshot): string[] {
  const granted = earlier.authority_publicity === 'confirmed' && list.authority_publicity === 'rejected';
  if (!granted) return [];
  const paid = (snapshot: Snapshot): string => snapshot.awards.filter(({ list_id }) => list_id === list.id).map(({ id, paid_fen }) => `${id}:${paid_fen}`).join();
  const expected = before.awards.filter(({ list_id }) => list_id === list.id).map(({ id, paid_fen }) => `${id}:${paid_fen === null ? null : 0}`).join();
  const live = before.payments.filter(({ list_id, state }) => list_id === list.id && state === 'paid');
  const kept = live.every(({ id }) => after.payments.some((one) => one.id === id && one.state === 'voided' && one.recover === 1));
  return [...(paid(after) === expected ? [] : [`a granted withdrawal left ${paid(after)} instead of ${expected}`]), ...(kept ? [] : ['a granted withdrawal lost payments'])];
}
