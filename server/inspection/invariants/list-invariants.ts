import { transitionWords } from '../../award-lists/transitions.js';
import type { Invariant } from './invariant.js';

const GRANT = "l.programme = 'vocational-grant'";
const WAIVER = "l.programme = 'vocational-tuition-waiver'";
/** What V3.1.0 left is kept to the fen as it was (`legacy/`): its lists were published and paid before there were attachments, rounds and confirmations. */
const OURS = "NOT EXISTS (SELECT 1 FROM brought_rows b WHERE b.kind = 'lists' AND b.outcome = 'taken' AND b.new_id = l.id)";
const lists = (where: string): string => `SELECT l.id AS what FROM award_lists l WHERE ${where}`;
const awards = (where: string): string => `SELECT DISTINCT l.id AS what FROM awards a JOIN award_lists l ON l.id = a.list_id WHERE ${where}`;
const LIVE = "d.state = 'paid'";
const PAID = 'COALESCE(a.paid_fen, 0)';
const words = Object.values(transitionWords).map((word) => `'${word}'`).join(', ');
const told = (field: string, column: string): string => `JSON_UNQUOTE(JSON_EXTRACT(e.after_values, '$.${field}')) <> l.${column}`;
const UNDO = '请流程管理员和业务用户核对这份名单的留痕，找出哪一步不对；不要直接改数据库。';

const list = (key: string, name: string, meaning: string, sql: string): Invariant => ({ key, name, of: '名单', meaning: `${meaning}${UNDO}`, sql });

/** What must hold of every award list (I1–I7, I12 and how its parts belong together). */
export const listInvariants: readonly Invariant[] = [
  list('I1', '已公示的名单，学校和主管部门都审核通过', '没有审核通过的名单挂在公示栏上。', lists("l.school_publicity = 'published' AND NOT (l.school_review = 'passed' AND l.authority_review = 'passed')")),
  list('I2', '公示通过的名单，学校已公示', '没有公示的名单被当作公示通过。', lists("l.authority_publicity = 'confirmed' AND l.school_publicity <> 'published'")),
  list('I3', '等待审核的退回申请，只在公示通过的名单上', '不能退回的名单在等退回审核。', lists("l.withdrawal = 'pending' AND l.authority_publicity <> 'confirmed'")),
  list('I4a', '助学金只在公示通过、公示时间结束以后发放', '钱发早了，或发给了没有公示通过的名单。', awards(`${GRANT} AND a.paid_fen > 0 AND (l.authority_publicity <> 'confirmed' OR NOT EXISTS (SELECT 1 FROM disbursements d WHERE d.award_id = a.id AND ${LIVE} AND d.paid_on > l.publicity_end)) AND ${OURS}`)),
  list('I4b', '每个人的实发金额等于成功的发放之和', '账上的实发金额和发放记录对不上。', awards(`${WAIVER.replace(' = ', ' <> ')} AND ${PAID} <> COALESCE((SELECT SUM(d.amount_fen) FROM disbursements d WHERE d.award_id = a.id AND ${LIVE}), 0) AND ${OURS}`)),
  list('I4c', '助学金成功的发放，都在公示通过的名单上', '退回的名单上还有没作废的发放。', lists(`${GRANT} AND l.authority_publicity <> 'confirmed' AND EXISTS (SELECT 1 FROM disbursements d WHERE d.list_id = l.id AND ${LIVE}) AND ${OURS}`)),
  list('I5a', '免学费：公示通过的，实发等于应免；没有公示通过的，没有实发', '免学费的实发金额没有随公示通过补上，或没有随退回清零。', awards(`${WAIVER} AND IF(l.authority_publicity = 'confirmed', NOT (a.paid_fen <=> a.payable_fen), ${PAID} <> 0) AND ${OURS}`)),
  list('I5b', '免学费没有发放记录', '免学费的名单上登记了发放。', lists(`${WAIVER} AND EXISTS (SELECT 1 FROM disbursements d WHERE d.list_id = l.id) AND ${OURS}`)),
  list('I6', '5月、12月已公示的名单，本轮有公示附件', '必须上传附件的月份没有附件。', lists(`l.school_publicity = 'published' AND SUBSTRING(l.month, 6, 2) IN ('05', '12') AND NOT EXISTS (SELECT 1 FROM attachments f WHERE f.subject_kind = 'award-list' AND f.subject_id = l.id AND f.round = l.round AND f.removed_at IS NULL) AND ${OURS}`)),
  list('I7', '草稿不公示', '没有提交的名单挂在公示栏上。', lists("l.submission = 'draft' AND l.school_publicity = 'published'")),
  list('I10a', '退回申请在等，名单的状态也在等', '申请和名单的状态对不上，审核人看不到，或看到不该有的。', lists("(SELECT COUNT(*) FROM withdrawal_requests q WHERE q.list_id = l.id AND q.state = 'pending' AND q.pending_flag = 1) <> IF(l.withdrawal = 'pending', 1, 0)")),
  list('I10b', '提交的名单占着名额，草稿不占', '学生被当作已在名单里，或同一月能进两份名单。', awards("IF(a.active_flag = 1, 1, 0) <> IF(l.submission = 'submitted', 1, 0)")),
  list('I11a', '每一轮公示都留着，编号相连', '少了一轮公示的存档。', `SELECT l.id AS what FROM award_lists l LEFT JOIN (SELECT list_id, COUNT(*) AS kept, MIN(round) AS first_round, MAX(round) AS last_round FROM publicity_rounds GROUP BY list_id) r ON r.list_id = l.id WHERE ${OURS} AND (COALESCE(r.kept, 0) <> l.round OR (l.round > 0 AND (r.first_round <> 1 OR r.last_round <> l.round)))`),
  list('I11b', '最近一轮公示写着它的结果', '公示的存档和名单的状态对不上。', `SELECT l.id AS what FROM award_lists l JOIN publicity_rounds r ON r.list_id = l.id AND r.round = (SELECT MAX(x.round) FROM publicity_rounds x WHERE x.list_id = l.id) WHERE r.outcome <> CASE WHEN l.school_publicity = 'published' THEN IF(l.authority_publicity = 'confirmed', 'confirmed', 'awaiting') WHEN l.withdrawal = 'granted' THEN 'withdrawn' ELSE 'rejected' END`),
  list('I11c', '名单一不公示，公示页就关闭', '公示页还开着，或正在公示的打不开。', "SELECT DISTINCT l.id AS what FROM award_lists l JOIN publicity_rounds r ON r.list_id = l.id WHERE (r.closed_at IS NULL) <> (l.school_publicity = 'published' AND r.round = l.round)"),
  list('I12a', '名单的人数、应发、实发合计等于每个人之和', '统计和汇总用的是合计，会和明细对不上。', 'SELECT l.id AS what FROM award_lists l LEFT JOIN (SELECT list_id, COUNT(*) AS people, SUM(payable_fen) AS payable, SUM(paid_fen) AS paid, SUM(paid_fen > 0) AS paid_people FROM awards GROUP BY list_id) s ON s.list_id = l.id WHERE l.people <> COALESCE(s.people, 0) OR l.payable_fen <> COALESCE(s.payable, 0) OR NOT (l.paid_fen <=> s.paid) OR l.paid_people <> COALESCE(s.paid_people, 0)'),
  list('I12b', '谁的实发都不超过应发', '有人多发了。', awards(`${PAID} > a.payable_fen AND ${OURS}`)),
  list('I12c', '作废的发放都待追回，别的都不是', '该追回的钱没有列出来。', "SELECT DISTINCT d.list_id AS what FROM disbursements d WHERE (d.state = 'voided') <> (d.recover = 1)"),
  list('I12d', '提交的名单有人，知道是谁提交的', '空名单，或不知道谁提交，学校审核的回避无从检查。', lists(`l.submission = 'submitted' AND (l.people = 0 OR l.submitted_by IS NULL) AND ${OURS}`)),
  list('R2', '名单现在的状态，就是留痕里最后一步留下的', '有人绕过系统改了状态，或有一步没有留痕。', `SELECT l.id AS what FROM award_lists l JOIN audit_events e ON e.id = (SELECT MAX(x.id) FROM audit_events x WHERE x.object_kind = 'award-list' AND x.object_id = l.id AND x.outcome = 'done' AND x.action IN (${words})) WHERE ${[['submission', 'submission'], ['schoolReview', 'school_review'], ['authorityReview', 'authority_review'], ['schoolPublicity', 'school_publicity'], ['authorityPublicity', 'authority_publicity'], ['withdrawal', 'withdrawal']].map(([field, column]) => told(field, column)).join(' OR ')}`),
  list('R6', '同一项目同一月份（学期），一名学生只在一份名单里', '有学生会领两份。', "SELECT MAX(l.id) AS what FROM awards a JOIN award_lists l ON l.id = a.list_id WHERE a.active_flag = 1 GROUP BY l.programme, l.period, a.person_id HAVING COUNT(*) > 1"),
];
