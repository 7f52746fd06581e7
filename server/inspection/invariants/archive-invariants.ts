import { packHolds } from '../../award-lists/packed-list.js';
import { rows } from '../../database.js';
import type { Invariant } from './invariant.js';

const AT_ONCE = 50;

/** A3: every pack is what was packed, row for row. */
async function packsAltered(): Promise<number[]> {
  const found: number[] = [];
  for (let after = 0; ;) {
    const packs = await rows<{ list_id: number; packed: Buffer; sha256: string; rows_count: number }>('SELECT list_id, packed, sha256, rows_count FROM list_archives WHERE list_id > ? ORDER BY list_id LIMIT ?', [after, AT_ONCE]);
    if (packs.length === 0) return found;
    found.push(...packs.filter((pack) => !packHolds(pack)).map(({ list_id }) => list_id));
    after = packs[packs.length - 1].list_id;
  }
}

const UNDO = '请保留现场，从备份还原这份名单的存档，再请技术支持核对。';

/** What must hold of archived school years (year-archive/). */
export const archiveInvariants: readonly Invariant[] = [
  {
    key: 'A1', name: '归档名单的公示和审核存档，要么在表里，要么在归档包里', of: '名单', meaning: `同一份存档有两份，或属于没有归档的名单。${UNDO}`,
    sql: `SELECT k.list_id AS what FROM list_archives k JOIN award_lists l ON l.id = k.list_id WHERE NOT (l.archive_id <=> k.archive_id)
            OR EXISTS (SELECT 1 FROM publicity_rounds r JOIN publicity_round_awards p ON p.round_id = r.id WHERE r.list_id = k.list_id) OR EXISTS (SELECT 1 FROM list_snapshots s JOIN list_snapshot_awards w ON w.snapshot_id = s.id WHERE s.list_id = k.list_id)`,
  },
  {
    key: 'A2', name: '归档包里的行数，等于各轮公示和各次审核的人数', of: '名单', meaning: `归档时少了人或多了人。${UNDO}`,
    sql: 'SELECT k.list_id AS what FROM list_archives k WHERE k.rows_count <> COALESCE((SELECT SUM(r.people) FROM publicity_rounds r WHERE r.list_id = k.list_id), 0) + COALESCE((SELECT SUM(s.people) FROM list_snapshots s WHERE s.list_id = k.list_id), 0)',
  },
  { key: 'A3', name: '归档包和归档时一样', of: '名单', meaning: `归档的存档被改过或损坏，公示和审核的内容看不到。${UNDO}`, look: packsAltered },
  {
    key: 'A4', name: '已归档学年的每份名单都归了档', of: '名单', meaning: '归档以后还有名单能改。请省级申请重新打开这个学年，核对以后再归档。',
    sql: `SELECT l.id AS what FROM year_archives y JOIN organisations o ON o.id = y.organisation_id JOIN organisations s ON s.path LIKE CONCAT(o.path, '%') JOIN award_lists l ON l.school_id = s.id AND l.period BETWEEN CONCAT(LEFT(y.school_year, 4), '-09') AND CONCAT(RIGHT(y.school_year, 4), '-08')
           WHERE y.live_flag = 1 AND y.state <> 'asked' AND (NOT (l.archive_id <=> y.id) OR (y.state IN ('archived', 'reopening') AND NOT EXISTS (SELECT 1 FROM list_archives k WHERE k.list_id = l.id)))`,
  },
  { key: 'A5', name: '只有归档的名单，流程才歇着', of: '流程实例', meaning: '没有归档的名单上，到期的不继续，待办没有人看到。请技术支持核对。', sql: "SELECT DISTINCT p.id AS what FROM process_instances p JOIN timers m ON m.instance_id = p.id LEFT JOIN award_lists l ON p.subject_kind = 'award-list' AND l.id = p.subject_id WHERE m.due_at IS NULL AND l.archive_id IS NULL" },
];
