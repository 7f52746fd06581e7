import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { row, run } from '../../server/database.js';
import { projectRoot } from '../../server/root.js';
import { openWeapp, type Weapp } from '../support/weapp.mjs';
import { median, rounded, type Table } from './figures.js';
import type { BenchProduct } from './product.js';
import { openTasks } from './todos.js';
import { organisation, person } from './world.js';

const TASKS = 1000;
const ROUNDS = 5;
const miniapp = join(projectRoot, 'miniapp');
const built = join(miniapp, 'dist', 'weapp');

/** One figure with what it may be at most; `null` for one that is only shown. */
type Figure = { what: string; is: number; unit: string; most: number | null };

/**
 * The WeChat package as it is built, run as on a phone against the product: how large its parts are, how long the first list
 * takes, and how many bytes each tap hands from program to view.
 */
export async function measurePhone(product: BenchProduct): Promise<{ table: Table; exceeded: number }> {
  const figures = [...sizes(), ...(await walked(product))];
  const rows = figures.map(({ what, is, unit, most }) => [what, `${rounded(is, unit === '毫秒' || unit === '字节' || unit === '行' ? 0 : 1)} ${unit}`, most === null ? '—' : `${most} ${unit}`, most === null || is < most ? '是' : '超过']);
  return { table: { title: '手机', head: ['项目', '量到', '上限', '在上限内'], rows, note: `编译好的小程序包在 Node 里运行，页面由微信的 glass-easel 组件框架画，请求经 HTTP 到服务端；岗位上有 ${TASKS.toLocaleString('en-US')} 件待办；时间是 ${ROUNDS} 次的中位数，不含真机的启动和绘制。` }, exceeded: rows.filter(([, , , fits]) => fits === '超过').length };
}

/** What is downloaded: the main package before the first page, each sub-package with its first page. In units of 1,000 bytes. */
function sizes(): Figure[] {
  const parts = readdirSync(join(built, 'packages'));
  const ofParts = parts.map((part) => ({ part, bytes: bytesOf(join(built, 'packages', part)) }));
  const main = bytesOf(built) - ofParts.reduce((sum, { bytes }) => sum + bytes, 0);
  return [{ what: '主包', is: main / 1000, unit: 'KB', most: 500 }, ...ofParts.map(({ part, bytes }) => ({ what: `分包 ${part}`, is: bytes / 1000, unit: 'KB', most: 150 }))];
}

const bytesOf = (path: string): number => (statSync(path).isDirectory() ? readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0) : statSync(path).size);

async function walked(product: BenchProduct): Promise<Figure[]> {
  if (!existsSync(join(built, 'app.json'))) throw new Error('the WeChat package is not built: npm run build:weapp');
  const storage = await officer();
  const device = (): Weapp => {
    const opened = openWeapp(built, { server: `http://127.0.0.1:${product.port}`, modules: miniapp, storage: new Map(storage) });
    opened.launch();
    return opened;
  };
  const home: number[] = [];
  const list: number[] = [];
  const bytes: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    const one = device();
    await one.until(() => one.page.path === 'pages/home/index' && one.el('[id^="todo-"]'));
    home.push(performance.now() - began);
    const tapped = performance.now();
    one.stats.setData.length = 0;
    one.tap('#tab-tasks');
    await one.until(() => one.all('[id^="task-"]').length === 20);
    list.push(performance.now() - tapped);
    bytes.push(sum(one));
    one.close();
  }
  const one = device();
  await one.until(() => one.el('[id^="todo-"]'));
  one.tap('#tab-tasks');
  await one.until(() => one.all('[id^="task-"]').length === 20);
  await rest();
  const next = await measured(one, () => one.reachBottom(), () => one.all('[id^="task-"]').length >= 40);
  for (let page = 3; page <= TASKS / 20; page += 1) {
    one.reachBottom();
    await one.until(() => one.el(`#page-${page - 1}`)?.querySelector('[id^="task-"]'), 20_000);
  }
  await rest();
  const drawn = one.all('[id^="task-"]').length;
  const back = await measured(one, () => one.scroll(0), () => one.el('#page-0')?.querySelector('[id^="task-"]'));
  await rest();
  const picking = await measured(one, () => one.tap('#pick'), () => one.el('#pick-all') && one.all('.pick').length > 0);
  await rest();
  const [first] = one.all('.pick');
  const tick = await measured(one, () => one.tap(`#${first.id}`), () => one.el('#pick-sum')?.textContent.includes('1 件'));
  one.close();
  const opened = device();
  await opened.until(() => opened.el('#next'));
  await rest();
  const task = await measured(opened, () => opened.tap('#next'), () => opened.el('#facts') && opened.el('#approve'));
  opened.close();
  return [
    { what: '打开小程序到首页有数字（已登录）', is: median(home), unit: '毫秒', most: 2500 }, { what: '点“任务”到第一页 20 件', is: median(list), unit: '毫秒', most: 1500 },
    { what: '第一页的数据', is: median(bytes), unit: '字节', most: 12_288 }, { what: '下一页的数据', is: next.bytes, unit: '字节', most: 20_480 },
    { what: `列到第 ${TASKS.toLocaleString('en-US')} 件时画着的行`, is: drawn, unit: '行', most: 101 }, { what: '从最后一件回到第一件', is: back.ms, unit: '毫秒', most: 1000 }, { what: '从最后一件回到第一件的数据', is: back.bytes, unit: '字节', most: 65_536 },
    { what: '进入批量办理的数据', is: picking.bytes, unit: '字节', most: 32_768 }, { what: '勾选一件的数据', is: tick.bytes, unit: '字节', most: 500 }, { what: '打开一件任务', is: task.ms, unit: '毫秒', most: 1500 }, { what: '打开一件任务的数据', is: task.bytes, unit: '字节', most: 12_288 },
  ];
}

/** A county officer with many lists to review, signed in on the phone: what the phone keeps of that. */
async function officer(): Promise<Map<string, unknown>> {
  const province = await organisation('手机省', 'province', null, '/');
  const county = await organisation('手机县', 'county', province.id, province.path);
  const school = await organisation('手机职业学校', 'school', county.id, county.path);
  const who = await person(county.id, 'authority-operator', 'phone');
  await openTasks(school.id, county.id, 'authority-review', { role: 'authority-operator', organisationId: county.id }, TASKS, 1);
  await run("UPDATE award_lists SET school_review = 'passed' WHERE school_id = ?", [school.id]);
  const grant = await row<{ id: number }>("SELECT MAX(id) AS id FROM process_definitions WHERE active_key = 'vocational-grant'");
  await run('UPDATE process_instances SET definition_id = ? WHERE subject_organisation_id = ?', [grant?.id ?? 0, school.id]);
  return new Map<string, unknown>([['session', { token: who.token, expiresAt: '2099-01-01T00:00:00+08:00', user: { id: who.userId, login: 'bench', name: '王建平', role: 'authority-operator', roleName: '主管部门业务操作人员', organisation: { id: county.id, name: '手机县', level: 'county' } }, posts: [] }]]);
}

const sum = (one: Weapp): number => one.stats.setData.reduce((total, call) => total + call.bytes, 0);
const rest = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 200); });

async function measured(one: Weapp, act: () => void, done: () => unknown): Promise<{ ms: number; bytes: number }> {
  one.stats.setData.length = 0;
  const began = performance.now();
  act();
  await one.until(() => Boolean(done()));
  const ms = performance.now() - began;
  await rest();
  return { ms, bytes: sum(one) };
}
