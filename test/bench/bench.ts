import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { realNow } from '../../server/lib/clock.js';
import { projectRoot } from '../../server/root.js';
import { measureActs } from './acts.js';
import { measureBatches } from './batches.js';
import { measureEngine } from './engine-alone.js';
import { measureShares } from './shares.js';
import { markdown, type Table } from './figures.js';
import { measureGroups } from './groups.js';
import { measureImports } from './imports.js';
import { measureLoans } from './loans.js';
import { measureLists } from './lists.js';
import { measurePhone } from './phone.js';
import { measureStart } from './start.js';
import { measureStatistics } from './statistics.js';
import { measureTodos } from './todos.js';
import { joinDatabase, leaveDatabase, newDataDir, removeDataDir, startProduct } from './product.js';

const given = process.argv.slice(2);
const quick = given.includes('--quick');
const wanted = given.filter((word) => !word.startsWith('--'));
const asks = (part: string): boolean => wanted.length === 0 || wanted.includes(part);

async function main(): Promise<void> {
  const tables: Table[] = [];
  /** Printed at once: what comes after may fail. */
  const keep = (table: Table): void => { tables.push(table); console.log(markdown(table)); };
  const dataDir = newDataDir();
  const profile = given.includes('--profile') ? '.build/profile' : undefined;
  const product = await startProduct(dataDir, { profile });
  try {
    joinDatabase(product);
    if (asks('acts')) keep((await measureActs(product, Number(process.env.PER ?? (quick ? 300 : 1000)))).table);
    if (asks('batches')) keep(await measureBatches(product, quick ? 200 : 1000));
    if (asks('lists')) keep(await measureLists(product, quick ? [1500] : [1500, 20_000]));
    if (asks('imports')) keep(await measureImports(product, quick ? 2000 : 20_000));
    if (asks('loans')) keep(await measureLoans(product, quick ? 10_000 : 100_000));
    if (asks('statistics')) keep(await measureStatistics(product, quick ? { students: 100_000, memberships: 190_000, schools: 60 } : { students: Number(process.env.STUDENTS ?? 1_600_000), memberships: Number(process.env.STUDENTS ?? 1_600_000) * 2 - 200_000, schools: Math.ceil(Number(process.env.STUDENTS ?? 1_600_000) / 1820) }));
    if (wanted.includes('groups')) keep(await measureGroups(product, Number(process.env.RECORDS ?? (quick ? 200_000 : 3_000_000))));
    if (asks('phone')) {
      const { table, exceeded } = await measurePhone(product);
      keep(table);
      if (exceeded > 0) process.exitCode = 1;
    }
    if (asks('todos')) keep(await measureTodos(product, quick ? [10_000] : [10_000, 1_000_000]));
  } finally {
    await leaveDatabase();
    await product.stop();
    removeDataDir(dataDir);
  }
  if (asks('shares')) keep(await measureShares(quick ? 300 : 1000));
  if (asks('engine')) keep(await measureEngine(quick ? 200 : 500));
  if (asks('start')) keep(await measureStart());
  if (given.includes('--write')) writeReport(tables.map(markdown).join('\n'));
}

/** Puts the report between its two marks in the README. */
function writeReport(report: string): void {
  const readme = join(projectRoot, 'README.md');
  const text = readFileSync(readme, 'utf8');
  const [open, close] = ['<!-- bench -->', '<!-- /bench -->'];
  const machine = `${realNow().toISOString().slice(0, 10)}，${cpus().length} 个处理器核（${cpus()[0].model}），Node ${process.version}。`;
  writeFileSync(readme, `${text.slice(0, text.indexOf(open) + open.length)}\n${machine}\n\n${report.trim()}\n${text.slice(text.indexOf(close))}`);
}

void main();
