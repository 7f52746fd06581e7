import { connectDatabase, disconnectDatabase, run } from '../database.js';
import { EnvironmentInvalid, readEnvironment } from '../env.js';
import { withDatabase } from '../operate.js';
import { isPracticeData, RESET } from './practice.js';

const say = (line: string): void => console.log(line);

/** `npm run reset-practice`: the next start of this practice world begins it anew. @returns the exit code: 1 when it is none. */
async function resetCommand(): Promise<number> {
  const env = readEnvironment();
  return withDatabase(env, say, async (target) => {
    connectDatabase(target);
    try {
      if (!(await isPracticeData())) {
        say('这个数据库不是练习环境，什么也没有动。练习环境用 PRACTICE=yes 从空库建起。');
        return 1;
      }
      await run("INSERT INTO settings (name, value) VALUES (?, 'yes') ON DUPLICATE KEY UPDATE value = VALUES(value)", [RESET]);
      say('已记下：下一次启动时练习环境从头再来。现在请停下所有服务器，再启动一次。');
      return 0;
    } finally {
      await disconnectDatabase();
    }
  });
}

/** Runs the command; every failure is one clear line. */
export async function main(): Promise<void> {
  try {
    process.exitCode = await resetCommand();
  } catch (error) {
    say(error instanceof EnvironmentInvalid ? error.message : `没有记下：${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 2;
  }
}
