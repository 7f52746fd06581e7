import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { row, rows, run } from '../../server/database.js';
import { INCOMING, RECEIVE_FOLDER, receivePackages } from '../../server/exchange/receive-folder.js';
import { addDays } from '../../server/values/office-date.js';
import { checkCharacterOf } from '../../server/values/resident-id.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { county, documentNumber, person, province, school, student } from '../support/world.js';

/* 数据交换接收目录: checksum, receipt, quarantine with reason; once, also on two servers at the same moment. */

let product: Product;
let dataDir: string;
let folder: string;
beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());
beforeEach(() => { dataDir = mkdtempSync(join(tmpdir(), 'student-aid-exchange-')); folder = join(dataDir, RECEIVE_FOLDER); mkdirSync(folder, { recursive: true }); });

const put = (name: string, text: string, checksum = createHash('sha256').update(text).digest('hex')): void => {
  writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, `${name}.sha256`), `${checksum}  ${name}\n`);
};
const HEADER = '姓名,身份证号,类别,城乡,起始年月\n';

it('a file whose checksum holds is matched and kept, moved to done, and leaves a receipt', async () => {
  const place = await school(await county());
  const number = documentNumber();
  await student(place, { document: number, name: '张若兰' });
  const many = Array.from({ length: 1200 }, () => `李四,${documentNumber()},残疾,,2022-09`).join('\n');
  put('群体.csv', `${HEADER}张若兰,${number},孤儿,农村,2022-09\n${many}\n`);
  writeFileSync(join(folder, '还在传.csv'), HEADER);
  const [one, two] = await Promise.all([receivePackages(dataDir), receivePackages(dataDir)]);
  expect([...one, ...two]).toMatchObject([{ file: '群体.csv', state: 'received', records: 1201, matched: 1 }]);
  expect([existsSync(join(folder, 'done', '群体.csv')), existsSync(join(folder, '群体.csv')), existsSync(join(folder, '还在传.csv'))]).toEqual([true, false, true]);
  expect(JSON.parse(readFileSync(join(folder, 'receipts', '群体.csv.receipt.json'), 'utf8'))).toMatchObject({ state: 'received', records: 1201 });
  expect(await rows("SELECT m.group_key, m.source, m.verification FROM group_memberships m JOIN students s ON s.person_id = m.person_id WHERE s.school_id = ?", [place.id])).toEqual([{ group_key: 'orphan', source: 'central', verification: 'unverified' }]);
});

it.each([
  ['a wrong checksum', '坏了.csv', `${HEADER}张三,11010519491231002X,孤儿,,2022-09\n`, 'f'.repeat(64), /校验和/],
  ['one wrong row', '错行.csv', `${HEADER}张三,11010519491231002X,孤儿,,2022-09\n李四,123,孤儿,,2022-09\n王五,11010519491231002X,贫困,,去年\n`, undefined, /第 3 行.*共 3 处错误/],
  ['another kind of file', '部署包.zip', 'PK', undefined, /只认识 \.csv/],
  ['no header', '无头.csv', '张三,11010519491231002X\n', undefined, /不是表头/],
] as const)('%s is set aside whole, with the reason', async (_what, name, text, checksum, reason) => {
  put(name, text, checksum);
  const before = (await rows('SELECT id FROM group_memberships')).length;
  const [receipt] = await receivePackages(dataDir);
  expect([receipt.state, receipt.reason]).toEqual(['quarantined', expect.stringMatching(reason)]);
  expect([existsSync(join(folder, 'error', name)), (await rows('SELECT id FROM group_memberships')).length]).toEqual([true, before]);
  const officer = await Person.signedIn(product, await person(await county(), 'authority-operator'));
  expect((await officer.get('/exchange-receipts?limit=1')).body).toMatchObject({ items: [{ file: name, state: 'quarantined' }] });
});

it('all that is wrong in a file stands in its receipt, and no number in clear', async () => {
  put('很多错.csv', `${HEADER}李四,110105194912310021,孤儿,,2022-09\n王五,11010519491231002X,110105194912310021,,去年\n`);
  const [{ problems }] = await receivePackages(dataDir);
  expect(problems.map((one) => one.row)).toEqual([2, 3, 3]);
  expect(JSON.stringify(problems)).not.toContain('110105194912310021');
  expect(JSON.parse(readFileSync(join(folder, 'receipts', '很多错.csv.receipt.json'), 'utf8'))).toMatchObject({ problems });
});

it('a file handed in on the page is received like any other, once however often it is handed in, and the page shows what became of it', async () => {
  const officer = await Person.signedIn(product, await person(await province(), 'authority-operator'));
  const number = documentNumber();
  await student(await school(await county()), { document: number, name: '李若溪' });
  const bytes = Buffer.from(`${HEADER}李若溪,${number},孤儿,,2022-09\n`);
  const sent = await officer.upload('/exchange-packages', '民政下发.csv', bytes, 'text/csv');
  const { file } = sent.body as { file: string };
  expect([sent.status, file]).toEqual([202, expect.stringMatching(/^民政下发-[0-9a-f]{12}\.csv$/)]);
  expect((await officer.page('/exchange')).text).toContain('等待接收');
  expect((await officer.upload('/exchange-packages', '民政下发.csv', bytes, 'text/csv')).status).toBe(202);
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(bytes)], { type: 'text/csv' }), '民政下发.csv');
  const atDesk = await officer.submit('/exchange-packages', form);
  expect([atDesk.status, atDesk.headers.get('location')]).toEqual([303, '/exchange']);
  expect(await receivePackages(product.dataDir)).toMatchObject([{ file, state: 'received', records: 1, matched: 1 }]);
  expect(existsSync(join(product.dataDir, RECEIVE_FOLDER, 'done', file))).toBe(true);
  const page = (await officer.page('/exchange')).text;
  expect([page.includes(file), page.includes('已接收'), page.includes(`${officer.actor.name} 在本页上传`)]).toEqual([true, true, true]);
  expect((await officer.upload('/exchange-packages', '名单.xlsx', bytes, 'text/csv')).status).toBe(415);
  for (const who of [await person(await county(), 'authority-operator'), await person(await school(await county()), 'school-operator')]) expect((await (await Person.signedIn(product, who)).upload('/exchange-packages', '民政下发.csv', bytes, 'text/csv')).status).toBe(403);
  expect(readdirSync(join(product.dataDir, RECEIVE_FOLDER, INCOMING))).toEqual([]);
});

it('a file that was taken but not put away when the server died is put away, not taken a second time', async () => {
  const number = documentNumber();
  await student(await school(await county()), { document: number, name: '李若溪' });
  put('没放好.csv', `${HEADER}李若溪,${number},孤儿,,2022-09\n`);
  expect(await receivePackages(dataDir)).toMatchObject([{ state: 'received', matched: 1 }]);
  for (const each of ['没放好.csv', '没放好.csv.sha256']) renameSync(join(folder, 'done', each), join(folder, each));
  const version = async () => (await row<{ n: number }>("SELECT SUM(version) AS n FROM group_memberships WHERE name = '李若溪'"))?.n;
  const traces = async () => (await row<{ n: number }>("SELECT COUNT(*) AS n FROM audit_events WHERE action = '接收数据包'"))?.n;
  const before = [await version(), await traces()];
  await run("UPDATE exchange_receipts SET owner = UUID() WHERE file_name = '没放好.csv'");
  expect(await receivePackages(dataDir)).toEqual([]); // the other server may still be at it
  await run("UPDATE exchange_receipts SET started_at = started_at - INTERVAL 3 MINUTE WHERE file_name = '没放好.csv'");
  expect(await receivePackages(dataDir)).toMatchObject([{ state: 'received', matched: 1 }]);
  expect([await version(), await traces(), existsSync(join(folder, 'done', '没放好.csv'))]).toEqual([...before, true]);
  // Handed in again on the page before it was put away: that is a new delivery, looked at once more.
  for (const each of ['没放好.csv', '没放好.csv.sha256']) renameSync(join(folder, 'done', each), join(folder, each));
  await run("UPDATE exchange_receipts SET state = 'waiting', owner = UUID() WHERE file_name = '没放好.csv'");
  expect(await receivePackages(dataDir)).toMatchObject([{ state: 'received', matched: 1 }]);
  expect(existsSync(join(folder, 'done', '没放好.csv'))).toBe(true);
});

it('a file that a server left half-way is gone on with where it stopped, after two minutes without a sign of life', async () => {
  const lines = Array.from({ length: 6000 }, (_, at) => `${at === 5500 ? '停' : '续接的'},${numberOf(at)},残疾,,2022-09`);
  await run("CREATE TRIGGER dies_half_way BEFORE INSERT ON group_memberships FOR EACH ROW IF NEW.name = '停' THEN SIGNAL SQLSTATE '45000'; END IF");
  put('断了.csv', `${HEADER}${lines.join('\n')}\n`);
  try {
    await expect(receivePackages(dataDir)).rejects.toMatchObject({ errno: 1644 });
  } finally {
    await run('DROP TRIGGER dies_half_way');
  }
  expect(await row("SELECT state, records FROM exchange_receipts WHERE file_name = '断了.csv'")).toEqual({ state: 'working', records: 5000 });
  expect(await receivePackages(dataDir)).toEqual([]);
  await run("UPDATE exchange_receipts SET started_at = started_at - INTERVAL 3 MINUTE WHERE file_name = '断了.csv'");
  // What was kept is not kept again: it would have got another version.
  expect(await receivePackages(dataDir)).toMatchObject([{ state: 'received', records: 6000 }]);
  expect(await row("SELECT COUNT(*) AS n, MAX(version) AS version FROM group_memberships WHERE name IN ('续接的', '停')")).toEqual({ n: 6000, version: 0 });
});

it('a server that goes down leaves a file at the end of an act, and whoever comes next goes on with it at once', async () => {
  const lines = Array.from({ length: 6000 }, (_, at) => `放下的,${numberOf(at + 50_000)},残疾,,2022-09`);
  put('放下.csv', `${HEADER}${lines.join('\n')}\n`);
  // Asked before the file, after each of six thousands looked at, and in each act that keeps five thousand.
  let asked = 0;
  expect(await receivePackages(dataDir, () => (asked += 1) > 8)).toEqual([]);
  expect(await row("SELECT state, records FROM exchange_receipts WHERE file_name = '放下.csv'")).toEqual({ state: 'working', records: 5000 });
  expect(await receivePackages(dataDir)).toMatchObject([{ state: 'received', records: 6000 }]);
});

/** Another valid number for each. */
function numberOf(at: number): string {
  const seventeen = `411821${addDays('2011-01-01', at % 1000).replaceAll('-', '')}${String(Math.floor(at / 1000)).padStart(3, '0')}`;
  return `${seventeen}${checkCharacterOf(`${seventeen}0`)}`;
}

it('重点保障人群信息查询 of a province takes a .csv of any length beside the checked import; a county and a school have the import alone', async () => {
  const place = await province();
  const shown = async (who: Person): Promise<boolean> => (await who.page('/priority-groups')).text.includes('action="/exchange-packages"');
  const below = await county();
  expect([await shown(await Person.signedIn(product, await person(place, 'authority-operator'))), await shown(await Person.signedIn(product, await person(place, 'authority-director'))), await shown(await Person.signedIn(product, await person(below, 'authority-operator'))), await shown(await Person.signedIn(product, await person(await school(below), 'school-operator')))]).toEqual([true, false, false, false]);
});
