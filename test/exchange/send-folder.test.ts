import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { row, rows, run } from '../../server/database.js';
import { SEND_FOLDER, sendPackages } from '../../server/exchange/send-folder.js';
import { sha256Hex } from '../../server/lib/crypto.js';
import { readZipParts } from '../../server/lib/zip-gate.js';
import { newList, walkTo } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { county, person, prefecture, province, student, type Place } from '../support/world.js';

/* 数据交换发送目录: whole, with its checksum last, answered, and made again under the same number. */

let product: Product;
let here: Office;
let state: Place;
let clerk: Person;
beforeAll(async () => {
  product = await startProduct();
  state = await province();
  here = await office(product, await county(await prefecture(state)));
  clerk = await Person.signedIn(product, await person(state, 'authority-operator'));
  const { id } = await newList(here.operator, 'vocational-grant', '2023-05', [await student(here.place, { name: '慕容若兮' })]);
  await walkTo(here, id, 'confirmed');
});
afterAll(() => product.stop());

type Shown = { id: number; number: number; attempt: number; state: string; file: string; sha256: string; reason: string };
const folder = (): string => join(product.dataDir, SEND_FOLDER);
const tick = (): Promise<void> => sendPackages(product.dataDir);
const asked = async (period: string): Promise<Shown> => {
  const answer = await clerk.post('/exchange-dispatches', { period });
  expect([answer.status, answer.code]).toEqual([202, undefined]);
  return answer.body as Shown;
};
const shown = async (id: number): Promise<Shown> => (((await clerk.get('/exchange-dispatches')).body as { items: Shown[] }).items.find((one) => one.id === id)) as Shown;
const answer = (name: string, said: object): void => {
  mkdirSync(join(folder(), 'receipts'), { recursive: true });
  writeFileSync(join(folder(), 'receipts', `${name}.receipt.json`), JSON.stringify(said));
};

it('a province sends the figures it owes: manifest, sums, no person’s name or number', async () => {
  const { id, file } = await asked('2023-05');
  expect(existsSync(join(folder(), file))).toBe(false);
  await Promise.all([tick(), tick()]);
  const sent = await shown(id);
  const bytes = readFileSync(join(folder(), file));
  expect([sent.state, sent.sha256, readFileSync(join(folder(), `${file}.sha256`), 'utf8')]).toEqual(['sent', sha256Hex(bytes), `${sha256Hex(bytes)}  ${file}\n`]);
  expect(readdirSync(folder()).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  const parts = await readZipParts(bytes);
  const manifest = JSON.parse(parts.get('manifest.json')?.toString() ?? '') as { number: number; period: string; files: { name: string; sha256: string; rows: number }[] };
  expect(manifest).toMatchObject({ number: 1, period: '2023-05', attempt: 1 });
  for (const { name, sha256 } of manifest.files) expect([name, sha256Hex(parts.get(name) ?? Buffer.alloc(0))]).toEqual([name, sha256]);
  const lists = parts.get('award-lists.csv')?.toString() ?? '';
  expect([lists.includes(here.place.name), lists.includes('中职国家助学金'), lists.split('\r\n').length]).toEqual([true, true, 3]);
  for (const part of parts.values()) expect([part.toString().includes('慕容若兮'), /\d{15}/.test(part.toString().replace(/[0-9a-f]{64}/g, ''))]).toEqual([false, false]);
  expect((await clerk.post('/exchange-dispatches', { period: '2023-05' })).code).toBe('already-sent');
});

it('what the province fed back about its upgrade goes with the package, once it has registered', async () => {
  expect([...(await readZipParts(readFileSync(join(folder(), (await firstFile()))))).keys()]).not.toContain('upgrade-records.csv');
  await clerk.call('PUT', '/upgrade-record', { packageVersion: 'V3.2.0', deployedAt: '2023-05-09T22:30', result: 'done', version: 0 });
  await clerk.post('/upgrade-record/feedback', { conclusion: 'problems', feedback: '贷款图表打不开', version: 1 });
  const { file } = await asked('2022-10');
  await tick();
  const upgrades = (await readZipParts(readFileSync(join(folder(), file)))).get('upgrade-records.csv')?.toString() ?? '';
  expect(upgrades.split('\r\n')[1]).toContain('V3.2.0,V3.2.0,2023-05-09 22:30,升级成功,没有核对,核实发现问题,贷款图表打不开');
});
const firstFile = async (): Promise<string> => readdirSync(folder()).filter((name) => name.endsWith('.zip')).sort()[0];

it('the receipt of the other side is matched by file and fingerprint; one that answers nothing is put aside', async () => {
  const { id, file } = await asked('2023-04');
  await tick();
  const { sha256 } = await shown(id);
  answer('stranger.zip', { file: 'stranger.zip', sha256, state: 'received', reason: '' });
  answer(file, { file, sha256: 'f'.repeat(64), state: 'received', reason: '' });
  await tick();
  expect([(await shown(id)).state, readdirSync(join(folder(), 'receipts', 'unknown')).length]).toEqual(['sent', 2]);
  writeFileSync(join(folder(), 'receipts', `${file}.receipt.json`), '{"file": "hal');
  await tick();
  answer(file, { file, sha256, state: 'quarantined', reason: '第 3 行：学校代码不对' });
  await tick();
  expect(await shown(id)).toMatchObject({ state: 'refused', reason: '第 3 行：学校代码不对' });
  const page = (await clerk.page('/exchange/sent')).text;
  expect([page.includes('对方隔离'), page.includes('学校代码不对'), page.includes('重新生成')]).toEqual([true, true, true]);
});

it('made again it keeps its number; the receipt of the first try answers nothing any more', async () => {
  const { id, number, file } = await asked('2023-03');
  await tick();
  const first = (await shown(id)).sha256;
  rmSync(join(folder(), file));
  expect((await clerk.submit(`/exchange-dispatches/${id}/redo`, {})).status).toBe(303);
  expect((await clerk.post(`/exchange-dispatches/${id}/redo`)).code).toBe('dispatch-at-work');
  await tick();
  const again = await shown(id);
  expect([again.number, again.attempt, again.state, again.sha256 === first, existsSync(join(folder(), file))]).toEqual([number, 2, 'sent', false, true]);
  answer(file, { file, sha256: first, state: 'quarantined', reason: '旧的' });
  await tick();
  expect((await shown(id)).state).toBe('sent');
  answer(file, { file, sha256: again.sha256, state: 'received', reason: '' });
  await tick();
  expect((await shown(id)).state).toBe('accepted');
  expect((await rows<{ action: string }>('SELECT action FROM audit_events WHERE chain = ? ORDER BY seq', [`exchange-dispatch:${id}`])).map(({ action }) => action)).toEqual(['发送数据包', '数据包已放进发送目录', '重新生成数据包', '数据包已放进发送目录', '数据包已被接收']);
});

it('a server that died between the file and its checksum goes on with the checksum', async () => {
  const { id, file } = await asked('2023-02');
  await tick();
  rmSync(join(folder(), `${file}.sha256`));
  await run("UPDATE exchange_dispatches SET state = 'written' WHERE id = ?", [id]);
  await tick();
  expect([(await shown(id)).state, existsSync(join(folder(), `${file}.sha256`))]).toEqual(['sent', true]);
});

it('made again, the new file never lies beside the checksum of the old one: whoever looks in between finds nothing to take yet', async () => {
  const { id, file } = await asked('2023-01');
  await tick();
  await clerk.post(`/exchange-dispatches/${id}/redo`);
  mkdirSync(join(folder(), `${file}.sha256.tmp`)); // the server gets no further than the file
  await tick().catch(() => undefined);
  expect([(await shown(id)).state, existsSync(join(folder(), file)), existsSync(join(folder(), `${file}.sha256`))]).toEqual(['written', true, false]);
  rmSync(join(folder(), `${file}.sha256.tmp`), { recursive: true });
  await tick();
  expect([(await shown(id)).state, existsSync(join(folder(), `${file}.sha256`))]).toEqual(['sent', true]);
});

it('is the province’s: a county does not send, another province does not see it, whoever keeps the system sees how it went', async () => {
  expect((await here.officer.post('/exchange-dispatches', { period: '2023-05' })).code).toBe('role-not-allowed');
  expect((await here.operator.get('/exchange-dispatches')).code).toBe('role-not-allowed');
  const other = await Person.signedIn(product, await person(await province(), 'authority-operator'));
  const id = (await row<{ id: number }>('SELECT MIN(id) AS id FROM exchange_dispatches'))?.id ?? 0;
  expect([(await other.post(`/exchange-dispatches/${id}/redo`)).status, ((await other.get('/exchange-dispatches')).body as { items: unknown[] }).items]).toEqual([404, []]);
  const keeper = await Person.signedIn(product, await person(state, 'system-administrator'));
  const page = await keeper.page('/exchange/sent');
  expect([page.status, page.text.includes('第 1 号'), page.text.includes('重新生成</button>')]).toEqual([200, true, false]);
});
