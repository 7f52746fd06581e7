import { PackDamaged, packList, unpackList } from '../award-lists/packed-list.js';
import { listById, listName } from '../award-lists/award-list.js';
import { recordAudit, systemActor } from '../audit/record.js';
import { requireTx, row, rows, run } from '../database.js';
import type { JobAtWork, JobKind } from '../jobs/job-kinds.js';
import { sha256Hex } from '../lib/crypto.js';
import { RuleBroken } from '../lib/errors.js';
import { formatSchoolYear } from '../values/school-year.js';
import { wake } from '../workflow/rest.js';
import { PACK_JOB, restOf, tell, UNPACK_JOB } from './archive.js';

/** Packs the proofs of a closed year's lists away, or fetches them out again; list by list, and where it stops it goes on. */
export const yearArchiveJobs: readonly JobKind[] = [
  { key: PACK_JOB, long: true, run: (job) => through(job, packOne, finishPacking) },
  { key: UNPACK_JOB, long: true, run: (job) => through(job, unpackOne, finishUnpacking) },
];

/** So many lists in one transaction: few enough to be done in a moment. */
const LISTS_A_STEP = 20;

async function through(job: JobAtWork, one: (listId: number, archiveId: number) => Promise<void>, finish: (archiveId: number) => Promise<void>): Promise<null> {
  const id = job.subjectId ?? 0;
  let at = job.checkpoint === null ? { after: 0 as number | null, done: 0 } : (JSON.parse(job.checkpoint) as { after: number | null; done: number });
  const counted = await row<{ n: number }>('SELECT COUNT(*) AS n FROM award_lists WHERE archive_id = ?', [id]);
  const total = Math.max(counted?.n ?? 0, at.done);
  while (at.after !== null) {
    await job.progress(at.done, total);
    // A step may be tried again: it begins each time where the last one ended.
    const from = at;
    let to = from;
    await job.step(async () => {
      const lists = await rows<{ id: number }>('SELECT id FROM award_lists WHERE archive_id = ? AND id > ? ORDER BY id LIMIT ?', [id, from.after, LISTS_A_STEP]);
      for (const list of lists) await one(list.id, id);
      if (lists.length === 0) await finish(id);
      to = { after: lists.length === 0 ? null : lists[lists.length - 1].id, done: from.done + lists.length };
      return { checkpoint: JSON.stringify(to), done: to.done, total };
    });
    at = to;
  }
  return null;
}

const packOne = async (listId: number, archiveId: number): Promise<void> => void (await packList(listId, archiveId));

/** @throws RuleBroken naming the list whose pack is not what was packed; nothing of it is put back. */
async function unpackOne(listId: number): Promise<void> {
  try {
    await unpackList(listId);
  } catch (error) {
    if (!(error instanceof PackDamaged)) throw error;
    throw new RuleBroken('pack-damaged', `“${listName(await listById(listId))}”的存档和归档时的不一样（校验值不符），没有取出，学年没有打开。请系统管理员从备份还原 list_archives 里名单 ${listId} 的一行，再点“继续”。`);
  }
}

/** The digest over the packs of all lists, by their numbers: whoever has it can tell whether anything was altered. */
async function finishPacking(archiveId: number): Promise<void> {
  const packs = await rows<{ list_id: number; sha256: string }>('SELECT list_id, sha256 FROM list_archives WHERE archive_id = ? ORDER BY list_id', [archiveId]);
  const digest = sha256Hex(packs.map(({ list_id, sha256 }) => `${list_id} ${sha256}`).join('\n'));
  if ((await run("UPDATE year_archives SET state = 'archived', digest = ?, finished_at = ?, version = version + 1 WHERE id = ? AND state = 'packing'", [digest, requireTx().now, archiveId])).affected !== 1) return;
  await told(archiveId, '学年归档完成', 'archived', '已归档', `${packs.length.toLocaleString('en-US')} 份名单都已归档，内容照样能查。`, { lists: packs.length, digest });
}

/** Only when every list is back are they all open again, and their processes go on where they stood. */
async function finishUnpacking(archiveId: number): Promise<void> {
  if ((await run("UPDATE year_archives SET state = 'reopened', live_flag = NULL, finished_at = ?, version = version + 1 WHERE id = ? AND state = 'unpacking'", [requireTx().now, archiveId])).affected !== 1) return;
  await wake(restOf(archiveId));
  const { affected } = await run('UPDATE award_lists SET archive_id = NULL WHERE archive_id = ?', [archiveId]);
  await told(archiveId, '学年重新打开', 'reopened', '已重新打开', `${affected.toLocaleString('en-US')} 份名单又能办理了。更正以后请再申请归档。`, { lists: affected });
}

async function told(archiveId: number, action: string, what: string, word: string, body: string, after: Record<string, unknown>): Promise<void> {
  const found = await row<{ school_year: string; organisation_id: number; version: number; asked_by: number; decided_by: number | null; reopening_asked_by: number | null; reopening_decided_by: number | null }>('SELECT school_year, organisation_id, version, asked_by, decided_by, reopening_asked_by, reopening_decided_by FROM year_archives WHERE id = ?', [archiveId]);
  if (!found) return;
  await recordAudit(systemActor, { action, object: { kind: 'year-archive', id: archiveId, organisationId: found.organisation_id }, after: { schoolYear: found.school_year, ...after } });
  const people = what === 'archived' ? [found.asked_by, found.decided_by] : [found.reopening_asked_by, found.reopening_decided_by];
  await tell(people.filter((one) => one !== null), archiveId, `${what}-${found.version}`, `${formatSchoolYear(found.school_year)}${word}`, body);
}
