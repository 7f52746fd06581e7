import { cleanFileName } from '../attachments/file-name.js';
import { row, rows, run } from '../database.js';
import type { JobAtWork, JobKind } from '../jobs/job-kinds.js';
import { sha256Hex } from '../lib/crypto.js';
import { ProductError, TryLater } from '../lib/errors.js';
import { keepPack } from './pack-files.js';
import { evidencePack } from './pack.js';

/** The background work: one list after the other is packed and put away sealed, so never more than one lies in memory; where it stops it goes on. */
export const packSeriesJob: JobKind = { key: 'pack-series', long: true, run: makeSeries };

async function makeSeries(job: JobAtWork): Promise<null> {
  const id = job.subjectId ?? 0;
  const series = await row<{ purpose: string }>('SELECT purpose FROM pack_series WHERE id = ?', [id]);
  const total = (await rows('SELECT list_id FROM pack_series_lists WHERE series_id = ?', [id])).length;
  for (;;) {
    const next = await row<{ list_id: number; place: number }>("SELECT list_id, place FROM pack_series_lists WHERE series_id = ? AND state = 'waiting' ORDER BY place LIMIT 1", [id]);
    if (!series || !next) return null;
    await job.progress(next.place - 1, total);
    const what = await packOne(job, id, next.list_id, series.purpose);
    await job.step(async () => {
      await run('UPDATE pack_series_lists SET state = ?, file_name = ?, size_bytes = ?, sha256 = ?, message = ? WHERE series_id = ? AND list_id = ?',
        [what.message === null ? 'packed' : 'failed', what.name && cleanFileName(`${String(next.place).padStart(4, '0')}-${what.name}`), what.size, what.sha256, what.message, id, next.list_id]);
      return { checkpoint: JSON.stringify({ place: next.place }), done: next.place, total };
    });
  }
}

/** A list that cannot be packed (too many photographs, no longer there) is told in the index; the others go on. */
async function packOne(job: JobAtWork, seriesId: number, listId: number, purpose: string): Promise<{ name: string; size: number; sha256: string; message: string | null }> {
  try {
    const { name, bytes } = await evidencePack(job.actor, listId, purpose);
    await keepPack(seriesId, listId, bytes);
    return { name, size: bytes.length, sha256: sha256Hex(bytes), message: null };
  } catch (error) {
    if (!(error instanceof ProductError) || error instanceof TryLater) throw error;
    return { name: '', size: 0, sha256: '', message: error.message.slice(0, 300) };
  }
}
