import { officeNow, rows, run, transact } from '../database.js';
import { giveUp } from './file-import.js';
import { forgetParts } from './import-parts.js';

const KEPT_DAYS = 7;

/** A checked file waits a week for its commit, and so long the marked file of one with errors is to be had; then nothing of it is kept. */
export async function sweepImports(): Promise<void> {
  const old = new Date((await officeNow()).getTime() - KEPT_DAYS * 86_400_000);
  for (const { id, state } of await rows<{ id: number; state: string }>("SELECT DISTINCT i.id, i.state FROM imports i JOIN import_parts p ON p.import_id = i.id WHERE i.state IN ('unmatched', 'checked', 'failed') AND i.created_at < ?", [old])) {
    await transact(async () => {
      await run('SELECT id FROM imports WHERE id = ? FOR UPDATE', [id]);
      if (state !== 'failed') await giveUp(id);
      else await forgetParts(id, 'file', 'rows', 'marked', 'beside', 'headers');
    });
  }
}
