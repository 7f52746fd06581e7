import { row, run, transact } from '../../server/database.js';
import { recordAudit, systemActor } from '../../server/audit/record.js';
import { beginRun, endRun } from '../../server/backup/backup-runs.js';
import { inspectDaily } from '../../server/inspection/inspect.js';
import { judge, worstOf, type Findings } from '../../server/inspection/rules.js';
import { bytesInWords } from '../../server/lib/bytes-in-words.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { county, person, school, type Place } from '../support/world.js';

const GB = 1024 ** 3;
const now = new Date('2026-11-27T00:00:00Z');
const hoursAgo = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000);
const well: Findings = {
  now, database: { version: '10.11', readOnly: false, flushAtCommit: true, bytes: GB }, disk: { free: 50 * GB, total: 100 * GB }, oldestUnsentSeconds: 0, timersOverdueSeconds: 0, incidents: 0, failedJobs: 0, failedMessages: 0,
  backup: { at: hoursAgo(6), bytes: GB, rows: 1000 }, failedBackupSince: false, drill: { at: hoursAgo(240) }, certificate: { host: 'aid.example.gov.cn', until: hoursAgo(-24 * 200), fault: null }, calendar: { year: '2027', today: '2026-11-27' }, exchange: { at: hoursAgo(5), refusedLately: 0 }, audit: { total: 10, broken: null }, invariants: { at: hoursAgo(6), broken: [] }, lockedAccounts: 0, withoutCode: 0,
};

describe('巡检', () => {
  it('finds nothing where everything is as it should be', () => expect(judge(well).filter(({ standing, advice }) => standing !== 'good' || advice)).toEqual([]));

  it.each<[string, string, Partial<Findings>]>([
    ['数据库', 'bad', { database: { ...well.database, readOnly: true } }], ['数据库', 'bad', { database: { ...well.database, flushAtCommit: false } }],
    ['磁盘', 'bad', { disk: { free: GB, total: 100 * GB } }], ['磁盘', 'watch', { disk: { free: 9 * GB, total: 50 * GB } }], ['磁盘', 'watch', { disk: { free: 14 * GB, total: 100 * GB } }],
    ['待发消息', 'watch', { oldestUnsentSeconds: 301 }], ['待发消息', 'bad', { oldestUnsentSeconds: 1801 }], ['到点的计时', 'watch', { timersOverdueSeconds: 61 }], ['到点的计时', 'bad', { timersOverdueSeconds: 601 }],
    ['流程异常', 'watch', { incidents: 1 }], ['后台办理', 'watch', { failedJobs: 2 }], ['发不出去的消息', 'watch', { failedMessages: 1 }],
    ['备份', 'bad', { backup: null }], ['备份', 'watch', { backup: { at: hoursAgo(27), bytes: 1, rows: 1 } }], ['备份', 'bad', { backup: { at: hoursAgo(51), bytes: 1, rows: 1 } }], ['备份', 'watch', { failedBackupSince: true }],
    ['证书', 'watch', { certificate: 'unset' }], ['证书', 'watch', { certificate: { host: 'aid.example.gov.cn', until: null, fault: 'ECONNREFUSED' } }], ['证书', 'watch', { certificate: { host: 'aid.example.gov.cn', until: hoursAgo(-24 * 29), fault: null } }], ['证书', 'bad', { certificate: { host: 'aid.example.gov.cn', until: hoursAgo(-24 * 6), fault: null } }], ['证书', 'bad', { certificate: { host: 'aid.example.gov.cn', until: hoursAgo(1), fault: null } }], ['证书', 'watch', { certificate: { host: 'aid.example.gov.cn', until: hoursAgo(-24 * 200), fault: '证书不是发给这个网址的' } }],
    ['放假安排', 'watch', { calendar: { year: '2026', today: '2026-11-15' } }], ['放假安排', 'bad', { calendar: { year: '2026', today: '2027-01-01' } }], ['放假安排', 'bad', { calendar: { year: null, today: '2026-11-27' } }],
    ['还原演练', 'watch', { drill: null }], ['还原演练', 'watch', { drill: { at: hoursAgo(36 * 24) } }], ['数据交换', 'watch', { exchange: { at: hoursAgo(5), refusedLately: 1 } }],
    ['操作留痕', 'bad', { audit: { total: 10, broken: '第 3 号内容被改过' } }], ['账目核对', 'bad', { invariants: { at: hoursAgo(6), broken: ['I5a 免学费'] } }], ['账目核对', 'watch', { invariants: { at: hoursAgo(51), broken: [] } }], ['账目核对', 'watch', { invariants: null }], ['锁定的账号', 'watch', { lockedAccounts: 6 }], ['锁定的账号', 'bad', { lockedAccounts: 21 }], ['没有设置动态口令的账号', 'watch', { withoutCode: 1 }],
  ])('%s is %s with %j, and says what to do', (item, standing, changed) => {
    const lines = judge({ ...well, ...changed });
    expect(lines.filter((line) => line.standing !== 'good').map((line) => [line.item, line.standing, (line.advice ?? '').length > 5])).toEqual([[item, standing, true]]);
    expect(worstOf(lines)).toBe(standing);
  });

  it.each([[0, '0 字节'], [1023, '1023 字节'], [1024, '1.0 KB'], [3 * GB, '3.0 GB']])('%i bytes are %s', (bytes, words) => expect(bytesInWords(bytes)).toBe(words));
});

describe('at the desk', () => {
  let product: Product;
  let here: Place;
  let system: Person;
  beforeAll(async () => { product = await startProduct(); here = await county(); system = await Person.signedIn(product, await person(here, 'system-administrator')); });
  afterAll(() => product.stop());

  it('the system administrator has it done and sees it; the other two administrators look; whoever works on lists has no such page', async () => {
    const done = await system.submit('/inspections', {});
    expect([done.status, done.headers.get('location')]).toEqual([303, expect.stringMatching(/^\/inspections\?id=\d+$/)]);
    const page = await system.page(done.headers.get('location') ?? '');
    for (const word of ['数据库', '磁盘', '备份', '还没有备份过', '操作留痕', '首尾相连']) expect(page.text).toContain(word);
    const [security, auditor, reviewer] = await Promise.all([person(here, 'security-administrator'), person(here, 'auditor'), person(await school(here), 'school-reviewer')].map(async (one) => Person.signedIn(product, await one)));
    expect([(await security.page('/inspections')).status, (await auditor.get('/inspections')).status, (await auditor.post('/inspections')).status, (await reviewer.page('/inspections')).status]).toEqual([200, 200, 403, 403]);
    expect((await system.page('/inspections?id=999999')).status).toBe(404);
  });

  it('a backup that was made and a record that was altered are seen', async () => {
    await endRun((await beginRun('backup')) as number, { state: 'done', folder: '/backup/20261127-020000', rowCount: 12_345, bytes: 2048 });
    await transact(() => recordAudit(systemActor, { action: '测试', object: { kind: 'user', id: 999 } }));
    await run("UPDATE audit_events SET remark = '改过' WHERE action = '测试'");
    const { lines } = (await system.post('/inspections')).body as { lines: { item: string; found: string; standing: string }[] };
    expect(lines.filter(({ item }) => ['备份', '操作留痕'].includes(item)).map(({ found, standing }) => [found, standing])).toEqual([[expect.stringContaining('12,345 行'), 'good'], [expect.stringContaining('内容被改过'), 'bad']]);
    await run("DELETE FROM audit_events WHERE action = '测试'");
  });

  it('every day from seven on one report is made, whichever of two servers ticks, and the system administrators hear what is to be looked at', async () => {
    const at = (clock: string): Date => new Date(`2026-11-28T${clock}:00+08:00`);
    expect(await inspectDaily(at('06:59'))).toBe(false);
    expect((await Promise.all([inspectDaily(at('07:01')), inspectDaily(at('07:01'))])).sort()).toEqual([false, true]);
    expect(await inspectDaily(at('15:00'))).toBe(false);
    const told = await row<{ title: string; body: string }>('SELECT title, body FROM notifications WHERE user_id = ?', [system.actor.userId]);
    expect(told).toMatchObject({ title: expect.stringMatching(/^今天的巡检有 \d+ 项要看$/), body: expect.stringContaining('还原演练') });
  });
});
