// What must be there before the server or the tests can run: the locked dependencies and the compiled server.
// Both are looked up by content, so a second start does nothing and is quick.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The message is Chinese, says what to do, and is all that need be printed. */
export class PreparationFailed extends Error {}

/** Installs what package-lock.json names when it is missing or another version's. `folder` has its own package.json. */
export async function installDependencies(folder = root, { quietly = false } = {}) {
  const stamp = join(folder, 'node_modules', '.installed');
  const wanted = dependencyHash(folder);
  if (readText(stamp) === wanted) return;
  await oneAtATime(folder, async () => {
    if (readText(stamp) === wanted) return;
    await reported('安装依赖包', async () => {
      // Not `npm ci`: it refuses a lockfile that lacks binaries made for other systems only. This keeps to the lockfile too
      // and never writes it. No install script is needed: every binary comes inside its package.
      // NODE_ENV=production must not leave out the compiler.
      const npm = await run(...npmCommand(), ['install', '--no-save', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund'], { cwd: folder, quietly });
      if (npm.code !== 0) throw new PreparationFailed(`依赖包没有装上：\n${lastLines(npm.output)}\n请检查网络和 npm 的软件源设置，然后再执行一次。`);
    });
    writeFileSync(stamp, wanted);
  });
}

/** Compiles server/ into .build/server when a source has changed. @returns the address to import. */
export async function build() {
  const output = join(root, '.build', 'server');
  const stamp = join(root, '.build', 'built-from');
  const entry = pathToFileURL(join(output, 'index.js')).href;
  const wanted = sourceHash();
  if (readText(stamp) === wanted && existsSync(output)) return entry;
  await oneAtATime(root, async () => {
    if (readText(stamp) === wanted && existsSync(output)) return;
    await reported('编译服务端程序', async () => {
      const fresh = join(root, '.build', 'server.new');
      const record = join(root, '.build', 'server.new.tsbuildinfo');
      for (const old of [fresh, record]) rmSync(old, { recursive: true, force: true });
      const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
      const tsc = await run(process.execPath, [compiler], ['-p', 'server', '--outDir', fresh, '--tsBuildInfoFile', record], { cwd: root });
      if (tsc.code !== 0) throw new PreparationFailed(`服务端程序没有通过编译：\n${lastLines(tsc.output)}`);
      rmSync(output, { recursive: true, force: true }); // a renamed migration must not live on as an old file
      renameSync(fresh, output);
      writeFileSync(stamp, wanted);
    });
  });
  return entry;
}

/** Bundles the drawing page's own script, style and font into .build/editor when something in it has changed. Other pages never load it. */
export async function bundleEditor() {
  const source = join(root, 'server', 'workflow', 'editor');
  const output = join(root, '.build', 'editor');
  const stamp = join(root, '.build', 'editor-built-from');
  const wanted = hashOf(filesIn(source).concat(['server/workflow/bpmn-extensions.ts', 'server/workflow/convert-foreign.ts', 'package-lock.json', 'server/prepare.mjs'].map((file) => join(root, file))));
  if (readText(stamp) === wanted && existsSync(output)) return;
  await oneAtATime(root, async () => {
    if (readText(stamp) === wanted && existsSync(output)) return;
    await reported('编译画图页', async () => {
      const { build: bundle } = await import('esbuild');
      const fresh = join(root, '.build', 'editor.new');
      rmSync(fresh, { recursive: true, force: true });
      try {
        await bundle({
          entryPoints: { editor: join(source, 'main.tsx'), 'editor-style': join(source, 'editor.css') }, outdir: fresh, bundle: true, minify: true, format: 'iife', target: 'es2021', charset: 'utf8', legalComments: 'eof', logLevel: 'silent',
          jsx: 'automatic', jsxImportSource: 'preact', tsconfigRaw: {}, loader: { '.woff2': 'file' }, assetNames: '[name]',
        });
      } catch (error) {
        throw new PreparationFailed(`画图页没有编译成功：\n${lastLines(String(error))}`);
      }
      rmSync(output, { recursive: true, force: true });
      renameSync(fresh, output);
      writeFileSync(stamp, wanted);
    });
  });
}

/**
 * Builds the mini-program's sources for WeChat (`weapp`) or the browser (`h5`) into miniapp/dist when one of them has changed.
 * @param quietly beside a running server: at low priority, leaving our signals to the server.
 */
export async function buildMiniapp(type, { quietly = false } = {}) {
  const folder = join(root, 'miniapp');
  const output = join(folder, 'dist', type);
  const stamp = join(folder, 'dist', `${type}.built-from`);
  const current = () => readText(stamp) === miniappHash(folder) && existsSync(output);
  if (current()) return output;
  await installDependencies(folder, { quietly });
  await oneAtATime(folder, async () => {
    if (current()) return;
    const wanted = miniappHash(folder);
    await reported(type === 'h5' ? '准备手机页面' : '编译小程序', async () => {
      const fresh = `${output}.new`;
      rmSync(fresh, { recursive: true, force: true });
      const taro = await run(process.execPath, [join(folder, 'node_modules', '@tarojs', 'cli', 'bin', 'taro')], ['build', '--type', type], { cwd: folder, quietly, env: { ...process.env, OUTPUT: `dist/${type}.new`, NODE_ENV: 'production' } });
      if (taro.code !== 0 || !existsSync(fresh)) throw new PreparationFailed(`小程序没有通过编译：\n${lastLines(taro.output)}`);
      rmSync(output, { recursive: true, force: true });
      renameSync(fresh, output);
      writeFileSync(stamp, wanted);
    });
  });
  return output;
}

/**
 * Runs a program, passing our signals on; quietly: behind everything else, ended with this process.
 * @returns {Promise<{code: number, output: string}>}
 */
export function run(program, first, rest, { quietly = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...first, ...rest], { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    child.stdout?.on('data', (part) => { output += part; });
    child.stderr?.on('data', (part) => { output += part; });
    if (quietly && child.pid) setPriority(child.pid, 10);
    const end = () => child.kill('SIGTERM');
    const stop = (signal) => {
      child.kill(signal);
      if (quietly) return; // the server sees to its own end
      child.once('exit', () => process.exit(signal === 'SIGINT' ? 130 : 143));
    };
    process.on('SIGINT', stop).on('SIGTERM', stop).on('exit', end);
    const over = (settle) => (value) => {
      process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop).removeListener('exit', end);
      settle(value);
    };
    child.once('error', over(reject));
    child.once('close', over((code) => resolve({ code: code ?? 1, output })));
  });
}

/** The npm that started us, else the one on PATH. */
export function npmCommand() {
  const own = process.env.npm_execpath;
  return own && /npm-cli\.[cm]?js$/.test(own) ? [process.execPath, [own]] : [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
}

/** Says what is being done once it takes over a second, then that it still is, then how long it took. */
async function reported(what, work) {
  const started = performance.now();
  const seconds = () => Math.round((performance.now() - started) / 1000);
  let next = 1;
  const timer = setInterval(() => {
    if (seconds() < next) return;
    console.log(next === 1 ? `正在${what}……` : `仍在${what}，已 ${seconds()} 秒……`);
    next = next === 1 ? 15 : next + 15;
  }, 500);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  if (next > 1) console.log(`${what}完成，用时 ${seconds()} 秒。`);
}

/** Two starts, or a start and a test run, on one fresh clone take turns. */
async function oneAtATime(folder, work) {
  const file = join(folder, '.build', 'preparing');
  mkdirSync(dirname(file), { recursive: true });
  for (let waited = 0; ; waited += 1) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = Number(readText(file));
    if (holder && !isRunning(holder)) rmSync(file, { force: true });
    else if (waited === 5) console.log(`另一个进程（${holder}）正在安装或编译，等它完成……`);
    await sleep(200);
  }
  try {
    await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function dependencyHash(folder) {
  const { dependencies, devDependencies, optionalDependencies, overrides } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const wanted = JSON.stringify([dependencies, devDependencies, optionalDependencies, overrides, process.platform, process.arch]);
  return createHash('sha256').update(wanted).update(readText(join(folder, 'package-lock.json')) ?? '').digest('hex');
}

function sourceHash() {
  return hashOf([join(root, 'node_modules', '.installed'), ...filesIn(join(root, 'server')).filter((file) => /\.(ts|tsx|json)$/.test(file))]);
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort();
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file.slice(root.length)).update('\0').update(readText(file) ?? '').update('\0');
  return hash.digest('hex');
}

/** Everything the mini-program is made of. */
function miniappHash(folder) {
  const hash = createHash('sha256').update(dependencyHash(folder)).update(process.env.API_ADDRESS ?? '');
  return hash.update(hashOf([...filesIn(join(folder, 'src')), ...filesIn(join(folder, 'config')), join(folder, 'babel.config.js')])).digest('hex');
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

const lastLines = (output) => output.trim().split('\n').slice(-12).join('\n');
