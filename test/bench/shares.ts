import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureActs } from './acts.js';
import { rounded, type Table } from './figures.js';
import { joinDatabase, leaveDatabase, newDataDir, removeDataDir, startProduct } from './product.js';
import { readShares } from './profile.js';

/** Where the server's own time goes while it starts, submits and reviews. The profiler itself costs about a fifth. */
export async function measureShares(acts: number): Promise<Table> {
  const [dataDir, profiles] = [newDataDir(), mkdtempSync(join(tmpdir(), 'student-aid-bench-'))];
  const product = await startProduct(dataDir, { profile: profiles });
  try {
    joinDatabase(product);
    await measureActs(product, acts, [8]);
  } finally {
    await leaveDatabase();
    await product.stop();
  }
  const { shares } = readShares(profiles);
  removeDataDir(dataDir);
  rmSync(profiles, { recursive: true, force: true });
  const words: Record<keyof typeof shares, string> = { engine: '流程引擎和学会的步子', database: '数据库层（驱动、连接池、语句）', web: '网页层（HTTP、路由、校验）', rest: '业务、审计、范围和其他', collecting: '垃圾回收' };
  return { title: '服务端 CPU 的去处', head: ['部分', '占比'], rows: Object.entries(words).map(([part, word]) => [word, `${rounded(100 * shares[part as keyof typeof shares], 0)}%`]), note: '8 个同时的请求，新建、提交、审核各三分之一，取自 CPU 剖析，含启动。' };
}
