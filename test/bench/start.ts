import { rounded, median, type Table } from './figures.js';
import { memoryMb, newDataDir, removeDataDir, startProduct } from './product.js';

/** How long people wait for the product itself: the first start with a new database, and every later one. */
export async function measureStart(): Promise<Table> {
  const dataDir = newDataDir();
  const seconds: number[] = [];
  const memory: { now: number; peak: number }[] = [];
  for (let started = 0; started < 4; started += 1) {
    const begun = performance.now();
    const product = await startProduct(dataDir);
    seconds.push((performance.now() - begun) / 1000);
    memory.push(memoryMb(product.pid));
    await product.stop();
  }
  removeDataDir(dataDir);
  return { title: '启动', head: ['启动', '秒', '服务端内存 MB'], rows: [['第一次（建库、建表、写入代码表）', rounded(seconds[0]), String(memory[0].now)], ['以后', rounded(median(seconds.slice(1))), String(median(memory.slice(1).map(({ now }) => now)))]], note: '从执行命令到 /readyz 答复，已安装依赖、已编译。' };
}
