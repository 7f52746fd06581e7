import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../../server/root.js';
import { Outcome, type Wanted } from './outcome.js';

/** Random sequences of 25 acts on lists, held against the rules after every act: test/award-lists/invariants.test.ts, so many of them from this seed. */
export async function sequences({ count, seed, say }: Wanted): Promise<Outcome> {
  const outcome = new Outcome();
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(projectRoot, 'node_modules/jest/bin/jest.js'), '-c', 'test/jest.config.mjs', '--runInBand', 'test/award-lists/invariants.test.ts', '-t', 'every list keeps its rules'],
    { cwd: projectRoot, encoding: 'utf8', env: { ...process.env, AID_SEQUENCES: String(count), AID_SEED: String(seed), AID_TEST_WORKERS: '1' } });
  say(`${stdout}${stderr}`.trim().split('\n').slice(-8).join('\n'));
  if (status === 0 && /1 passed/.test(`${stdout}${stderr}`)) {
    outcome.fired = count;
    outcome.acts = count * 25;
  } else outcome.problems.push(`${stdout}${stderr}`.slice(-1500));
  return outcome;
}
