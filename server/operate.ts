import { parseDatabaseUrl, type DatabaseTarget, type Environment } from './env.js';
import { runningDatabase, startPrivateDatabase } from './private-database.js';

/** The product's database for a command of the operator, whether the product runs now or not. */
export async function withDatabase<T>(env: Pick<Environment, 'databaseUrl' | 'dataDir'>, say: (line: string) => void, work: (target: DatabaseTarget) => Promise<T>): Promise<T> {
  const given = env.databaseUrl ? parseDatabaseUrl(env.databaseUrl) : await runningDatabase(env.dataDir);
  if (given) return work(given);
  const own = await startPrivateDatabase(env.dataDir, { say });
  try {
    return await work(own.target);
  } finally {
    await own.stop();
  }
}
