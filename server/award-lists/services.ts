import type { Service, ServiceCall } from '../workflow/registry.js';
import { workdayCalendar } from '../calendar.js';
import { isDuplicate, requireTx, row, rows, run } from '../database.js';
import { randomPublicToken, sha256Hex } from '../lib/crypto.js';
import { RuleBroken } from '../lib/errors.js';
import { officeDateOf } from '../values/office-date.js';
import { markRostersOfList } from '../students/roster-marks.js';
import { periodName, spanWord } from '../values/period.js';
import { factsOf, lockList, type AwardList } from './award-list.js';
import { freezeFlags } from './five-flags.js';
import { demandAct, type Act } from './guards.js';
import { perform } from './perform.js';
import { checkPublicityPeriod } from './publicity-period.js';
import type { TransitionName } from './transitions.js';

/*
 * What diagrams may call for an award list. Each locks the list, asks the same guard as every page and phone, applies the
 * rule and records it. The name in the file is the name here.
 */

/** What other features do when a granted withdrawal voids a list's money; registered at start-up. */
const whenWithdrawn: ((list: AwardList) => Promise<void>)[] = [];
export const onWithdrawalGranted = (listener: (list: AwardList) => Promise<void>): void => void whenWithdrawn.push(listener);

const simple = (name: TransitionName, act: Act): Service => async (call) => {
  const list = await demanded(call, act);
  await perform(list, name, call.actor, { remark: call.input.remark });
};

/** 附件1 二: the list's services by the names diagrams use. */
export const awardListServices: Record<TransitionName, Service> = {
  submitList: async (call) => {
    const list = await demanded(call, 'submit');
    await refuseThoseNotEnrolled(list);
    if (list.programme.key === 'senior-high-fee-waiver') await freezeFlags(list.id, list.period);
    await perform(list, 'submitList', call.actor, { columns: { sql: 'submitted_by = ?', params: [call.actor?.userId ?? null] }, alter: () => occupyPlaces(list) });
  },
  takeBackSubmission: async (call) => {
    const list = await demanded(call, 'take-back');
    await perform(list, 'takeBackSubmission', call.actor, { alter: () => freePlaces(list) });
  },
  passSchoolReview: simple('passSchoolReview', 'school-review'),
  failSchoolReview: freeing('failSchoolReview', 'school-review'),
  passAuthorityReview: simple('passAuthorityReview', 'authority-review'),
  failAuthorityReview: freeing('failAuthorityReview', 'authority-review'),
  publishList: async (call) => {
    const list = await demanded(call, 'publish-list');
    const period = { start: String(call.input.values.start), end: String(call.input.values.end) };
    checkPublicityPeriod(period, officeDateOf(requireTx().now), await workdayCalendar());
    await perform(list, 'publishList', call.actor, {
      columns: { sql: 'round = round + 1, publicity_start = ?, publicity_end = ?', params: [period.start, period.end] },
      alter: async () => { await confirmScans(list, call); await freezeRound(list, period, call); },
      after: { round: list.round + 1, ...period },
    });
  },
  confirmPublicity: async (call) => {
    const list = await demanded(call, 'confirm-publicity');
    await perform(list, 'confirmPublicity', call.actor, { remark: call.input.remark, alter: async () => { await closeRound(list, 'confirmed', false); await fillPaidAmounts(list); } });
  },
  rejectPublicity: async (call) => {
    const list = await demanded(call, 'reject-publicity');
    await perform(list, 'rejectPublicity', call.actor, { remark: call.input.remark, alter: async () => { await closeRound(list, 'rejected', true); await freePlaces(list); } });
  },
  requestWithdrawal: async (call) => {
    const list = await demanded(call, 'request-withdrawal');
    const reason = String(call.input.values.reason ?? call.input.remark ?? '').trim();
    if (!reason) throw new RuleBroken('remark-required', '请写明申请退回的原因，主管部门会看到。');
    await perform(list, 'requestWithdrawal', call.actor, { remark: reason, alter: () => openRequest(list, reason, call) });
  },
  grantWithdrawal: async (call) => {
    const list = await demanded(call, 'review-withdrawal');
    await perform(list, 'grantWithdrawal', call.actor, { remark: call.input.remark, alter: async () => { await closeRequest(list, 'granted', call); await undoPayments(list); } });
  },
  refuseWithdrawal: async (call) => {
    const list = await demanded(call, 'review-withdrawal');
    await perform(list, 'refuseWithdrawal', call.actor, { remark: call.input.remark, alter: () => closeRequest(list, 'refused', call) });
  },
};

function freeing(name: TransitionName, act: Act): Service {
  return async (call) => {
    const list = await demanded(call, act);
    await perform(list, name, call.actor, { remark: call.input.remark, alter: () => freePlaces(list) });
  };
}

async function demanded(call: ServiceCall, act: Act): Promise<AwardList> {
  const list = await lockList(call.subject.id);
  if (!call.actor) throw new Error(`nobody acts: ${act} is a person's act`);
  demandAct(act, call.actor, await factsOf(list));
  return list;
}

/** A student stands at most once per programme and period across all schools: the place is taken on submission (I: unique key). */
async function occupyPlaces(list: AwardList): Promise<void> {
  try {
    await run('UPDATE awards SET active_flag = 1 WHERE list_id = ?', [list.id]);
  } catch (error) {
    if (!isDuplicate(error, 'awards_once_a_period')) throw error;
    const taken = await rows<{ name: string }>(
      'SELECT mine.name FROM awards mine JOIN awards other ON other.programme = mine.programme AND other.period = mine.period AND other.person_id = mine.person_id AND other.active_flag = 1 AND other.list_id <> mine.list_id WHERE mine.list_id = ? LIMIT 20', [list.id]);
    throw new RuleBroken('student-on-other-list', `${taken.map(({ name }) => name).join('、') || '名单中有学生'}已在${periodName(list.period)}${list.programme.name}的另一份名单上，请删去后再提交。`, `同一学生同一项目同一${spanWord(list.period)}只能受助一次`,
      taken.map(({ name }) => ({ path: 'awards', code: 'student-on-other-list', message: `${name}已在另一份名单上。` })));
  }
}

async function freePlaces(list: AwardList): Promise<void> {
  await run('UPDATE awards SET active_flag = NULL WHERE list_id = ?', [list.id]);
}

async function refuseThoseNotEnrolled(list: AwardList): Promise<void> {
  const gone = await rows<{ name: string }>("SELECT w.name FROM awards w JOIN students s ON s.id = w.student_id WHERE w.list_id = ? AND (s.enrolment_status <> 'full-time' OR s.school_id <> ?) ORDER BY w.id LIMIT 20", [list.id, list.school.id]);
  if (gone.length > 0) throw new RuleBroken('not-enrolled', `${gone.map(({ name }) => name).join('、')}现在不是本校全日制在读学生，请从名单中删去后再提交。`, '资助对象须具有全日制学籍', gone.map(({ name }) => ({ path: 'awards', code: 'not-enrolled', message: `${name}不是全日制在读。` })));
}

/** Who publishes confirms that pictures nobody could read for them show no document, telephone or card number. */
async function confirmScans(list: AwardList, call: ServiceCall): Promise<void> {
  await run("UPDATE attachments SET scan_confirmed_by = ? WHERE subject_kind = 'award-list' AND subject_id = ? AND round = ? AND scan = 'unchecked' AND scan_confirmed_by IS NULL", [call.actor?.userId ?? null, list.id, list.round + 1]);
}

/** Freezes what is announced: the round's rows, their hash, and the token of the public page. */
async function freezeRound(list: AwardList, period: { start: string; end: string }, call: ServiceCall): Promise<void> {
  const { now } = requireTx();
  const { insertId } = await run(
    'INSERT INTO publicity_rounds (list_id, round, start_on, end_on, token, people, payable_fen, content_hash, published_by, published_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    [list.id, list.round + 1, period.start, period.end, randomPublicToken(), list.people, list.payable, '', call.actor?.userId ?? 0, now]);
  await run(
    `INSERT INTO publicity_round_awards (round_id, position, student_id, name, grade, major, class_name, tier, payable_fen)
     SELECT ?, ROW_NUMBER() OVER (ORDER BY id), student_id, name, grade, major, class_name, tier, payable_fen FROM awards WHERE list_id = ?`, [insertId, list.id]);
  const frozen = await rows<{ position: number; student_id: number; name: string; payable_fen: number }>('SELECT position, student_id, name, payable_fen FROM publicity_round_awards WHERE round_id = ? ORDER BY position', [insertId]);
  await run('UPDATE publicity_rounds SET content_hash = ? WHERE id = ?', [sha256Hex(frozen.map((one) => `${one.position}|${one.student_id}|${one.name}|${one.payable_fen}`).join('\n')), insertId]);
}

/** The round gets the authority's word; a rejected or withdrawn one closes its public page at once. */
async function closeRound(list: AwardList, outcome: 'confirmed' | 'rejected' | 'withdrawn', closes: boolean): Promise<void> {
  await run('UPDATE publicity_rounds SET outcome = ?, closed_at = IF(?, ?, closed_at) WHERE list_id = ? AND round = ?', [outcome, closes, requireTx().now, list.id, list.round]);
}

/** 附件1 二(二)3: 如操作“公示通过”，则自动补充该份名单的实发金额. Grants are paid later, by disbursement. */
async function fillPaidAmounts(list: AwardList): Promise<void> {
  if (!list.programme.fillsPaidOnConfirmation) return;
  await run('UPDATE awards SET paid_fen = payable_fen, version = version + 1 WHERE list_id = ?', [list.id]);
  await markRostersOfList(list.id);
}

/** 附件1 二(一)6: 实发金额（如有）调整为0. What was never paid stays empty. */
async function undoPayments(list: AwardList): Promise<void> {
  for (const listener of whenWithdrawn) await listener(list);
  await run('UPDATE awards SET paid_fen = IF(paid_fen IS NULL, NULL, 0), active_flag = NULL, version = version + 1 WHERE list_id = ?', [list.id]);
  await markRostersOfList(list.id);
  await closeRound(list, 'withdrawn', true);
}

async function openRequest(list: AwardList, reason: string, call: ServiceCall): Promise<void> {
  await run('INSERT INTO withdrawal_requests (list_id, round, pending_flag, reason, requested_by, requested_at) VALUES (?, ?, 1, ?, ?, ?)', [list.id, list.round, reason, call.actor?.userId ?? 0, requireTx().now]);
}

async function closeRequest(list: AwardList, state: 'granted' | 'refused', call: ServiceCall): Promise<void> {
  const pending = await row<{ id: number }>('SELECT id FROM withdrawal_requests WHERE list_id = ? AND pending_flag = 1', [list.id]);
  if (!pending) throw new RuleBroken('no-withdrawal-request', '没有等待审核的退回申请。');
  await run('UPDATE withdrawal_requests SET state = ?, pending_flag = NULL, reviewed_by = ?, reviewed_at = ?, remark = ? WHERE id = ?', [state, call.actor?.userId ?? null, requireTx().now, call.input.remark ?? null, pending.id]);
}
