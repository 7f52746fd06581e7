import { connectDatabase, disconnectDatabase } from '../database.js';
import { EnvironmentInvalid, readEnvironment } from '../env.js';
import { loadSecrets } from '../installation.js';
import { withDatabase } from '../operate.js';
import { checkInvariants, tellOf } from './invariants/check-invariants.js';

const say = (line: string): void => console.log(line);

/** `npm run check-invariants`: reads only, whether the product runs or not. @returns the exit code: 1 when one does not hold. */
async function checkCommand(): Promise<number> {
  const env = readEnvironment();
  loadSecrets(env);
  return withDatabase(env, say, async (target) => {
    connectDatabase(target);
    try {
      const lines = await checkInvariants();
      for (const line of tellOf(lines)) say(line);
      return lines.some(({ found }) => found > 0) ? 1 : 0;
    } finally {
      await disconnectDatabase();
    }
  });
}

/** Runs the command; every failure is one clear line and exit code 2, so that a broken book is told from a check that could not be made. */
export async function main(): Promise<void> {
  try {
    process.exitCode = await checkCommand();
  } catch (error) {
    say(error instanceof EnvironmentInvalid ? error.message : `账目查不了：${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 2;
  }
}
