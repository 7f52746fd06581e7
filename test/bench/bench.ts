import { markdown, type Table } from './figures.js';
import { measureActs } from './acts.js';
import { measureImports } from './imports.js';
import { measureLists } from './lists.js';
import { measureStart } from './start.js';
import { measureTodos } from './todos.js';
import { joinDatabase, leaveDatabase, newDataDir, removeDataDir, startProduct } from './product.js';

const given = process.argv.slice(2);
const quick = given.includes('--quick');
const wanted = given.filter((word) => !word.startsWith('--'));
const asks = (part: string): boolean => wanted.length === 0 || wanted.includes(part);

async function main(): Promise<void> {
  const tables: Table[] = [];
  const dataDir = newDataDir();
  const profile = given.includes('--profile') ? '.build/profile' : undefined;
  const product = await startProduct(dataDir, { profile });
  try {
    joinDatabase(product);
    if (asks('acts')) tables.push((await measureActs(product, Number(process.env.PER ?? (quick ? 300 : 1000)))).table);
    if (asks('lists')) tables.push(await measureLists(product, quick ? [1500] : [1500, 20_000]));
    if (asks('imports')) tables.push(await measureImports(product, quick ? 2000 : 20_000));
    if (asks('todos')) tables.push(await measureTodos(product, quick ? [10_000] : [10_000, 1_000_000]));
  } finally {
    await leaveDatabase();
    await product.stop();
    removeDataDir(dataDir);
  }
  if (asks('start')) tables.push(await measureStart());
  for (const table of tables) console.log(markdown(table));
}

void main();
