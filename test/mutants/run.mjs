// node test/mutants/run.mjs [name …]: breaks the product on purpose, one rule at a time, and looks whether the tests notice.
//   --count 3   only so many, other ones every day (what the long build does)
// Each is tried in a copy of the tree; nothing of it stays. Ends with a table and a line that counts.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../server/prepare.mjs';
import { mutants } from './mutants.mjs';

const given = process.argv.slice(2);
const flag = given.indexOf('--count');
const count = flag < 0 ? null : Number(given[flag + 1]);
const named = flag < 0 ? given : given.toSpliced(flag, 2);
const today = Math.floor(Date.now() / 86_400_000);
const chosen = named.length > 0 ? mutants.filter(({ name }) => named.includes(name)) : count === null ? mutants : Array.from({ length: count }, (_none, index) => mutants[(today * count + index) % mutants.length]);
if (chosen.length === 0) {
  console.error(`没有叫这个名字的；有：${mutants.map(({ name }) => name).join(' ')}`);
  process.exit(1);
}

const copy = mkdtempSync(join(tmpdir(), 'student-aid-mutant-'));
let caught = 0;
const lines = [];
try {
  for (const part of ['server', 'test', 'processes', 'seeds', 'package.json', 'package-lock.json', 'README.md', 'compose.yaml']) cpSync(join(root, part), join(copy, part), { recursive: true });
  cpSync(join(root, 'miniapp'), join(copy, 'miniapp'), { recursive: true, filter: (path) => !/node_modules|\/dist/.test(path) });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  for (const mutant of chosen) {
    const verdict = tried(mutant);
    if (verdict === '发现了') caught += 1;
    lines.push(`${verdict === '发现了' ? '✓' : '✗'} ${mutant.name.padEnd(30)} ${mutant.breaks}　${verdict}`);
    console.log(lines.at(-1));
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
console.log(`${caught} passed, ${chosen.length - caught} failed, 0 skipped`);
process.exitCode = caught === chosen.length ? 0 : 1;

function tried({ file, from, to, tests }) {
  const path = join(copy, file);
  const whole = readFileSync(path, 'utf8');
  if (whole.split(from).length !== 2) return '要改的那一处不在了，请改 mutants.mjs';
  writeFileSync(path, whole.replace(from, () => to));
  try {
    const report = join(copy, 'report.json');
    rmSync(report, { force: true });
    const ran = spawnSync(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), '-c', 'test/jest.config.mjs', '--json', `--outputFile=${report}`, ...tests], { cwd: copy, encoding: 'utf8', env: { ...process.env, AID_TEST_SUITES: '' } });
    if (ran.status === 0) return '没有发现';
    if (!existsSync(report)) return `没有跑起来：${(ran.stderr ?? '').slice(-400)}`;
    const { numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
    // What does not even load has not been noticed by a test.
    return numFailedTests > 0 && numRuntimeErrorTestSuites === 0 ? '发现了' : `没有跑起来：${(ran.stderr ?? '').slice(-400)}`;
  } finally {
    writeFileSync(path, whole);
  }
}
