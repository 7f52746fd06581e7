import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { forgetCalendar } from '../calendar.js';
import { run, row } from '../database.js';
import { parseYuan } from '../lib/money.js';
import { projectRoot } from '../root.js';
import { workdaySeedRows } from '../values/workday-seed.js';

type StandardSeed = { programme: string; tier: string; tierName: string; amount: string; default: boolean; from: string; to: string | null; basis: string };

/** Code tables every installation needs: the working-day calendar and the award standards. Safe to run twice. */
export async function seedReference(): Promise<void> {
  const days = workdaySeedRows();
  for (let at = 0; at < days.length; at += 1000) {
    await run('INSERT IGNORE INTO workdays (day, is_workday, name, basis) VALUES ?', [days.slice(at, at + 1000).map((one) => [one.date, one.isWorkday ? 1 : 0, one.name, one.basis])]);
  }
  forgetCalendar();
  if ((await row<{ n: number }>('SELECT COUNT(*) AS n FROM award_standards'))?.n) return;
  const standards = JSON.parse(await readFile(join(projectRoot, 'seeds', 'reference', 'award-standards.json'), 'utf8')) as StandardSeed[];
  await run('INSERT INTO award_standards (programme, tier, tier_name, amount_fen, is_default, effective_from, effective_to, basis) VALUES ?',
    [standards.map((one) => [one.programme, one.tier, one.tierName, parseYuan(one.amount), one.default ? 1 : 0, one.from, one.to, one.basis])]);
}
