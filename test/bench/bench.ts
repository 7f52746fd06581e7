import { markdown, type Table } from './figures.js';
import { measureActs } from './acts.js';
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
  } finally {
    await leaveDatabase();
    await product.stop();
    removeDataDir(dataDir);
  }
  for (const table of tables) console.log(markdown(table));
}

void main();
