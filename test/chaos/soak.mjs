// Long experiments, adding up in test/chaos/results.json:
//   node test/chaos/soak.mjs kills|database-kills|cut-commits|points|races|sequences|clock-steps|disk-full|wechat-down|galera [--count n] [--seed n]
//   Ctrl-C ends it with what it has; that counts too.
//   node test/chaos/soak.mjs table      what all runs together have shown, as the table in the README
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build, root } from '../../server/prepare.mjs';

if (process.argv[2] !== 'table') await build();
const soak = fileURLToPath(new URL('./soaks/soak.ts', import.meta.url));
const child = spawn(process.execPath, ['--import', 'tsx', soak, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit', env: { ...process.env, TSX_TSCONFIG_PATH: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) } });
// Whoever stops it gets what was shown so far: the experiment ends its round and writes that down.
process.on('SIGINT', () => undefined); // the terminal tells the child as well
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.once('exit', (code) => { process.exitCode = code ?? 1; });
