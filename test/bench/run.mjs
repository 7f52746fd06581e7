// npm run bench: figures, not tests. Builds the product, runs it as its users do, and prints one table; --write puts it into the README.
//   node test/bench/run.mjs [--write] [--quick] [acts] [batches] [todos] [lists] [imports] [statistics] [phone] [start]
// Only when asked for: groups (3 million group records through the receive folder; RECORDS=200000 for fewer)
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build, buildMiniapp, installDependencies, PreparationFailed, root } from '../../server/prepare.mjs';

try {
  await installDependencies();
  await build();
  await buildMiniapp('h5'); // else the first start builds it beside the measuring
  const parts = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  if (parts.length === 0 || parts.includes('phone')) await buildMiniapp('weapp');
  const bench = fileURLToPath(new URL('./bench.ts', import.meta.url));
  process.exitCode = spawnSync(process.execPath, ['--import', 'tsx', bench, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' }).status ?? 1;
} catch (error) {
  console.error(error instanceof PreparationFailed ? error.message : error);
  process.exitCode = 1;
}
