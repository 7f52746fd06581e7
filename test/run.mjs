// npm test: everything, and at the end one line that counts. npm run check: types and lint first.
//   node test/run.mjs [--check] [--only browser|chaos|phone] [--without browser] [what jest should run]
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildMiniapp, installDependencies, npmCommand, PreparationFailed, root, run } from '../server/prepare.mjs';
import { findChromium } from './support/chromium.mjs';

const { check, only, without, forJest } = readArguments(process.argv.slice(2));
const total = { passed: 0, failed: 0, skipped: 0 };
const notes = [];
const reports = mkdtempSync(join(tmpdir(), 'student-aid-report-'));

try {
  await installDependencies();
  if (check) await checkTypesAndLint();
  if (only !== 'phone') await runJest();
  if (!only && forJest.length === 0) await runMiniapp();
  if (only === 'phone' || (!only && forJest.length === 0)) await runOnPhones();
} catch (error) {
  console.error(error instanceof PreparationFailed ? error.message : error);
  total.failed += 1;
} finally {
  rmSync(reports, { recursive: true, force: true });
}
if (total.passed + total.failed === 0) {
  console.error('没有找到任何测试。');
  total.failed += 1;
}
for (const note of notes) console.log(note);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function runJest() {
  const suites = only ? [only] : browserSuite();
  const report = join(reports, 'jest.json');
  const folder = only ? [`test/${only}/`] : [];
  const { code } = await shown(process.execPath, [join(root, 'node_modules/jest/bin/jest.js')], [
    '-c', 'test/jest.config.mjs', '--json', `--outputFile=${report}`, ...folder, ...forJest,
  ], { AID_TEST_SUITES: suites.join(','), ...(only === 'chaos' ? { AID_TEST_WORKERS: '1' } : {}) });
  count(report, code);
}

/** The pages are tried in a real browser where there is one; where not, that is said and counted. */
function browserSuite() {
  const files = testFiles('browser');
  if (without === 'browser' || files.length === 0 || forJest.length > 0) return [];
  if (findChromium()) return ['browser'];
  notes.push(`本机没有 Chromium，跳过了浏览器测试 test/browser（${files.length} 个文件，按文件计入 skipped）。装上 chromium 后再运行即可。`);
  total.skipped += files.length;
  return [];
}

async function runMiniapp() {
  const folder = join(root, 'miniapp');
  if (!existsSync(join(folder, 'package.json'))) return;
  const { scripts = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (!scripts.test) return;
  console.log('小程序的测试：');
  await installDependencies(folder);
  const report = join(reports, 'miniapp.json');
  const counting = /vitest/.test(scripts.test) ? ['--', '--reporter=default', '--reporter=json', `--outputFile=${report}`]
    : /jest/.test(scripts.test) ? ['--', '--json', `--outputFile=${report}`] : [];
  const [program, first] = npmCommand();
  const { code } = await shown(program, first, ['test', ...counting], {}, folder);
  count(report, code);
}

/** The packages as they are built, for WeChat and the browser, against the real server. */
async function runOnPhones() {
  console.log('手机上的测试：');
  for (const type of ['weapp', 'h5']) await buildMiniapp(type);
  const report = join(reports, 'phone.json');
  if (!findChromium()) notes.push('本机没有 Chromium，跳过了手机页面在浏览器里的测试 test/phone/browser.test.ts。装上 chromium 后再运行即可。');
  const { code } = await shown(process.execPath, [join(root, 'node_modules/jest/bin/jest.js')], ['-c', 'test/jest.config.mjs', '--json', `--outputFile=${report}`, 'test/phone/'], { AID_TEST_SUITES: 'phone' });
  count(report, code);
}

async function checkTypesAndLint() {
  const tool = (path) => [process.execPath, [join(root, 'node_modules', path)]];
  const steps = [
    ['类型检查 server', ...tool('typescript/bin/tsc'), ['-p', 'server', '--noEmit']],
    ['类型检查 test', ...tool('typescript/bin/tsc'), ['-p', 'test']],
    ...(existsSync(join(root, 'miniapp/node_modules')) ? [['类型检查 miniapp', process.execPath, [join(root, 'miniapp/node_modules/typescript/bin/tsc')], ['-p', 'miniapp']]] : []),
    ['代码检查 oxlint', ...tool('oxlint/bin/oxlint'), ['server', 'test', 'seeds']],
  ];
  for (const [name, program, first, rest] of steps) {
    console.log(name);
    const { code } = await shown(program, first, rest);
    if (code !== 0) {
      notes.push(`没有通过：${name}。`);
      total.failed += 1;
    }
  }
}

/** A test file that could not be run at all counts as one failure; so does a run that left no report. */
function count(report, code) {
  const before = total.failed;
  if (existsSync(report)) {
    const result = JSON.parse(readFileSync(report, 'utf8'));
    total.passed += result.numPassedTests;
    total.failed += result.numFailedTests + (result.numRuntimeErrorTestSuites ?? 0);
    total.skipped += result.numPendingTests + (result.numTodoTests ?? 0);
  } else if (code === 0) {
    total.passed += 1;
  }
  if (code !== 0 && total.failed === before) total.failed += 1;
}

function shown(program, first, rest, env = {}, cwd = root) {
  return run(program, first, rest, { cwd, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } });
}

function testFiles(suite) {
  const folder = join(root, 'test', suite);
  return existsSync(folder) ? readdirSync(folder, { recursive: true }).filter((name) => /\.test\.tsx?$/.test(String(name))) : [];
}

function readArguments(given) {
  const read = { check: false, only: null, without: null, forJest: [] };
  for (let i = 0; i < given.length; i += 1) {
    if (given[i] === '--check') read.check = true;
    else if (given[i] === '--only') read.only = given[i += 1];
    else if (given[i] === '--without') read.without = given[i += 1];
    else read.forJest.push(given[i]);
  }
  return read;
}
