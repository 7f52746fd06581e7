import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { createList, deleteList } from '../../server/award-lists/create-list.js';
import { addAward, changeTier, removeAward } from '../../server/award-lists/enter-awards.js';
import { attach, attachmentsOf, removeAttachment } from '../../server/award-lists/list-attachments.js';
import { askWithdrawal, publish, submit, takeBack } from '../../server/award-lists/list-acts.js';
import { awardsOf } from '../../server/award-lists/award.js';
import { transitionWords } from '../../server/award-lists/transitions.js';
import { todosOf } from '../../server/award-lists/reminders.js';
import { officeNow, row, rows, run, transact } from '../../server/database.js';
import { disburse, returnPayment } from '../../server/disbursements/disburse.js';
import { listInvariants } from '../../server/inspection/invariants/list-invariants.js';
import { ProductError, TryLater } from '../../server/lib/errors.js';
import type { Actor } from '../../server/values/actor.js';
import { addDays, officeDateOf } from '../../server/values/office-date.js';
import { monthOf } from '../../server/values/month.js';
import { completeTask } from '../../server/workflow/complete-task.js';
import { fireDueTimers } from '../../server/workflow/fire-timers.js';
import { openTaskOf } from '../../server/workflow/task.js';
import { brokenBooks } from '../chaos/invariants.js';
import { brokenBetween, brokenIn } from '../support/list-invariants.js';
import { takeSnapshot } from '../support/list-snapshot.js';
import { officeTime, startProduct, type Product } from '../support/product.js';
import { countedReminders, told } from '../support/reminder-oracle.js';
import { county, documentNumber, person, school, student } from '../support/world.js';

/*
 * I1–I13 of the lists after every act of random sequences, by the right people and sometimes by the wrong ones.
 * The figures may be raised from outside; the seed of a failure is printed and can be given back.
 */
const SEQUENCES = Number(process.env.AID_SEQUENCES ?? 100);
const ACTS = 25;
const START = '2023-05-04T09:00:00+08:00';
const seed = Number(process.env.AID_SEED ?? 20230510);

type World = { operators: Actor[]; reviewers: Actor[]; officers: Actor[]; strangers: Actor[]; students: number[][] };
type Act = { kind: Kind; list: number; by: number; pick: number; wrong: boolean };
const kinds = ['create', 'add', 'add', 'add', 'remove', 'tier', 'submit', 'submit', 'take-back', 'school-pass', 'school-pass', 'school-fail', 'authority-pass', 'authority-pass', 'authority-fail', 'attach', 'attach', 'detach', 'publish', 'publish', 'publish-badly', 'confirm', 'confirm', 'reject', 'disburse-all', 'disburse-one', 'return', 'ask', 'grant', 'refuse', 'delete', 'tomorrow', 'next-week', ...Array.from({ length: 14 }, () => 'walk-on' as const)] as const;
type Kind = (typeof kinds)[number];

let product: Product;
let world: World;

beforeAll(async () => {
  product = await startProduct();
  const authority = await county();
  const other = await county();
  const schools = [await school(authority), await school(authority)];
  const away = await school(other);
  const twin = documentNumber();
  const at = async (role: Actor['role']): Promise<Actor[]> => [await person(schools[0], role), await person(schools[1], role)];
  const officer = await person(authority, 'authority-operator');
  world = {
    operators: await at('school-operator'), reviewers: await at('school-reviewer'), officers: [officer, officer],
    strangers: [await person(away, 'school-operator'), await person(away, 'school-reviewer'), await person(other, 'authority-operator'), await person(authority, 'authority-director')],
    // The last of each school is one and the same person.
    students: [[await student(schools[0]), await student(schools[0]), await student(schools[0], { document: twin })], [await student(schools[1]), await student(schools[1]), await student(schools[1], { document: twin })]],
  };
}, 60_000);
afterAll(() => product.stop());

it(`every list keeps its rules through ${SEQUENCES} random sequences of ${ACTS} acts`, async () => {
  const seen = new Set<string>();
  const act = fc.record({ kind: fc.constantFrom(...kinds), list: fc.nat(1), by: fc.nat(1), pick: fc.nat(9), wrong: fc.integer({ min: 0, max: 9 }).map((chance) => chance === 0) });
  await fc.assert(fc.asyncProperty(fc.array(act, { minLength: ACTS, maxLength: ACTS }), async (acts) => {
    await clearLists();
    await officeTime(START);
    await perform({ kind: 'create', list: 0, by: 0, pick: acts[0].pick, wrong: false }, []);
    let before = await takeSnapshot();
    for (const one of acts) {
      const outcome = await attempt(one, before.lists.map(({ id }) => id));
      // A list confirmed after its period has a timer that is due at once; the worker fires it within two seconds.
      if (outcome === 'done') await fireDueTimers((error) => { throw error; });
      const after = await takeSnapshot();
      const today = officeDateOf(await officeNow());
      const broken = [...brokenIn(after, today), ...(await brokenBooks([], listInvariants)), ...(isClock(one.kind) ? [] : brokenBetween(before, after, outcome === 'done')), ...(await remindersBroken())];
      expect({ act: one.kind, outcome, broken }).toEqual({ act: one.kind, outcome, broken: [] });
      for (const { action } of after.audit.slice(before.audit.length)) seen.add(action);
      before = after;
    }
  }), { seed, numRuns: SEQUENCES, endOnFailure: true });
  // A run that never confirmed, paid or withdrew proved nothing.
  if (SEQUENCES >= 100) expect([...Object.values(transitionWords), '登记资金发放', '登记银行退票'].filter((action) => !seen.has(action))).toEqual([]);
}, 6_000 * SEQUENCES + 600_000);

const isClock = (kind: Kind): boolean => kind === 'tomorrow' || kind === 'next-week';

/** @returns `done`, or the code of the refusal. Anything but a refusal of the product's own is a fault and fails the test. */
async function attempt(act: Act, lists: number[]): Promise<string> {
  try {
    return (await perform(act, lists)) ? 'done' : 'nothing to do';
  } catch (error) {
    if (!(error instanceof ProductError) || error instanceof TryLater || error.code === 'process-incident') throw error;
    return error.code;
  }
}

async function perform({ kind, list, by, pick, wrong }: Act, lists: number[]): Promise<boolean> {
  if (kind === 'create') {
    if (lists.length >= 2) return false;
    await createList(wrong ? world.reviewers[by] : world.operators[by], { programme: pick % 2 === 0 ? 'vocational-grant' : 'vocational-tuition-waiver', month: pick % 3 === 0 ? '2023-04' : '2023-05' });
    return true;
  }
  if (isClock(kind)) {
    const today = officeDateOf(await officeNow());
    await officeTime(`${addDays(today, kind === 'tomorrow' ? 1 : 7)}T09:00:00+08:00`);
    return true;
  }
  const id = lists[list % Math.max(lists.length, 1)];
  if (id === undefined) return false;
  const found = await row<{ school_id: number }>('SELECT school_id FROM award_lists WHERE id = ?', [id]);
  const side = world.operators.findIndex(({ organisation }) => organisation.id === found?.school_id);
  const operator = who('operators', side, wrong, pick);
  const today = officeDateOf(await officeNow());
  switch (kind) {
    case 'add': return truly(addAward(operator, id, { studentId: world.students[wrong ? 1 - side : side][pick % 3], ...(pick > 6 ? { tier: 'high' } : {}) }));
    case 'remove': return withAward(id, pick, (award) => removeAward(operator, id, award.id));
    case 'tier': return withAward(id, pick, (award) => changeTier(operator, id, award.id, { version: wrong ? award.version + 1 : award.version, tier: pick > 5 ? 'low' : 'standard' }));
    case 'submit': return truly(submit(operator, id));
    case 'take-back': return truly(takeBack(operator, id));
    case 'school-pass': return decide(who('reviewers', side, wrong, pick), id, 'school-review', 'pass');
    case 'school-fail': return decide(who('reviewers', side, wrong, pick), id, 'school-review', 'fail');
    case 'authority-pass': return decide(who('officers', side, wrong, pick), id, 'authority-review', 'pass');
    case 'authority-fail': return decide(who('officers', side, wrong, pick), id, 'authority-review', 'fail');
    case 'attach': return truly(attach(operator, id, { uid: randomUUID(), sha256: '0'.repeat(64), sizeBytes: 1, name: '公示照片.png', kind: 'png', scan: 'unchecked' }));
    case 'detach': {
      const files = await attachmentsOf(world.operators[side], id);
      return files.length > 0 && truly(removeAttachment(operator, id, files[pick % files.length].id));
    }
    case 'publish': return truly(publish(operator, id, { start: today, end: addDays(today, 11) }));
    case 'publish-badly': return truly(publish(operator, id, { start: addDays(today, pick - 4), end: addDays(today, pick - 2) }));
    case 'confirm': return decide(who('officers', side, wrong, pick), id, 'confirm-publicity', 'confirm');
    case 'reject': return decide(who('officers', side, wrong, pick), id, 'confirm-publicity', 'reject');
    case 'disburse-all': return truly(disburse(operator, id, { paidOn: today, channel: 'aid-card', awards: 'all' }));
    case 'disburse-one': return withAward(id, pick, (award) => disburse(operator, id, { paidOn: today, channel: 'bank-card', awards: [{ awardId: award.id, amount: pick === 0 ? award.payable + 1 : Math.max(1, award.payable - pick) }] }));
    case 'return': {
      const payments = await rows<{ id: number }>('SELECT id FROM disbursements WHERE list_id = ? ORDER BY id', [id]);
      return payments.length > 0 && truly(returnPayment(operator, payments[pick % payments.length].id, '卡号有误'));
    }
    case 'ask': return truly(askWithdrawal(operator, id, '有学生转学'));
    case 'grant': return decide(who('officers', side, wrong, pick), id, 'review-withdrawal', 'grant');
    case 'refuse': return decide(who('officers', side, wrong, pick), id, 'review-withdrawal', 'refuse');
    case 'delete': return truly(deleteList(operator, id));
    case 'walk-on': return walkOn(id, side, today, pick);
    default: throw new Error(`nobody does ${kind}`);
  }
}

/** The next thing its people would do with a list, so that sequences get somewhere. */
async function walkOn(id: number, side: number, today: string, pick: number): Promise<boolean> {
  const task = await row<{ task_key: string }>("SELECT task_key FROM tasks WHERE subject_id = ? AND state = 'open' ORDER BY optional, id LIMIT 1", [id]);
  const operator = world.operators[side];
  switch (task?.task_key) {
    case 'enter-list':
      if ((await awardsOf(id, { limit: 1 })).length === 0) return truly(addAward(operator, id, { studentId: world.students[side][0] }));
      return truly(submit(operator, id));
    case 'school-review': return decide(world.reviewers[side], id, 'school-review', 'pass');
    case 'authority-review': return decide(world.officers[0], id, 'authority-review', 'pass');
    case 'publish-list':
      if ((await attachmentsOf(operator, id)).every(({ current }) => !current)) return truly(attach(operator, id, { uid: randomUUID(), sha256: '0'.repeat(64), sizeBytes: 1, name: '公示.png', kind: 'png', scan: 'unchecked' }));
      return truly(publish(operator, id, { start: today, end: addDays(today, 11) }));
    case 'confirm-publicity': return decide(world.officers[0], id, 'confirm-publicity', 'confirm');
    case 'manage-disbursement': return truly(disburse(operator, id, { paidOn: today, channel: 'aid-card', awards: 'all' }));
    case 'request-withdrawal': {
      const paid = await row<{ id: number }>("SELECT id FROM disbursements WHERE list_id = ? AND state = 'paid' LIMIT 1", [id]);
      if (paid && pick < 5) return truly(returnPayment(operator, paid.id, '卡号有误'));
      const waits = await row("SELECT 1 AS found FROM timers t JOIN process_instances p ON p.id = t.instance_id WHERE p.subject_id = ? AND t.state = 'waiting'", [id]);
      if (waits && pick < 8) return truly(officeTime(`${addDays(today, 12)}T09:00:00+08:00`));
      return truly(askWithdrawal(operator, id, '金额有误'));
    }
    case 'review-withdrawal': return decide(world.officers[0], id, 'review-withdrawal', id % 2 === 0 ? 'grant' : 'refuse');
    default: return false;
  }
}

const who = (job: 'operators' | 'reviewers' | 'officers', side: number, wrong: boolean, pick: number): Actor => (wrong ? world.strangers[pick % world.strangers.length] : world[job][side]);

async function truly(act: Promise<unknown>): Promise<boolean> {
  await act;
  return true;
}

async function withAward(id: number, pick: number, act: (award: { id: number; version: number; payable: number }) => Promise<unknown>): Promise<boolean> {
  const awards = await awardsOf(id, { limit: 10 });
  return awards.length > 0 && truly(act(awards[pick % awards.length]));
}

async function decide(actor: Actor, id: number, key: string, decision: string): Promise<boolean> {
  const task = await openTaskOf({ kind: 'award-list', id }, key);
  return task !== undefined && truly(completeTask(actor, task.id, { version: task.version, decision, remark: '已核对' }));
}

/** I10: what the home page says equals what the columns say, for everybody. */
async function remindersBroken(): Promise<string[]> {
  const counted = await countedReminders(monthOf(officeDateOf(await officeNow())));
  const broken: string[] = [];
  for (const actor of [world.operators[0], world.reviewers[0], world.officers[0]]) {
    const said = JSON.stringify(told(await todosOf(actor)));
    if (said !== JSON.stringify(counted(actor))) broken.push(`I10 ${actor.role}: said ${said}, counted ${JSON.stringify(counted(actor))}`);
  }
  return broken;
}

async function clearLists(): Promise<void> {
  await transact(async () => {
    await run('SET FOREIGN_KEY_CHECKS = 0');
    for (const table of ['disbursements', 'attachments', 'withdrawal_requests', 'publicity_round_awards', 'publicity_rounds', 'awards', 'award_lists', 'incidents', 'process_history', 'message_waits', 'timers', 'task_candidates', 'tasks', 'process_variables', 'process_states', 'process_instances', 'audit_events', 'outbox']) await run(`DELETE FROM ${table}`);
    await run('SET FOREIGN_KEY_CHECKS = 1');
  });
}
