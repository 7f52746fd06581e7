import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { row, run } from '../../server/database.js';
import { removeOldPacks } from '../../server/evidence-packs/pack-files.js';
import { jobWorker } from '../../server/jobs/work-jobs.js';
import { sha256Hex } from '../../server/lib/crypto.js';
import { readZipParts } from '../../server/lib/zip-gate.js';
import { workJobs } from '../support/jobs.js';
import { newList, walkTo } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { county, person, prefecture, student } from '../support/world.js';

/* 成批凭据包: for the yearly inspection of a county, every list's pack in one file, made in the background. */

let product: Product;
let here: Office;
let neighbour: Office;
let clerk: Person;
const lists: number[] = [];
beforeAll(async () => {
  product = await startProduct();
  const city = await prefecture();
  here = await office(product, await county(city));
  neighbour = await office(product, await county(city));
  clerk = await Person.signedIn(product, await person(city, 'authority-operator'));
  for (const [place, month] of [[here, '2023-04'], [here, '2023-05'], [neighbour, '2023-05']] as const) {
    const { id } = await newList(place.operator, 'vocational-grant', month, [await student(place.place)]);
    await walkTo(place, id, 'confirmed');
    lists.push(id);
  }
  await newList(here.operator, 'vocational-grant', '2023-05', [await student(here.place)]);
}, 120_000);
afterAll(() => product.stop());

type Series = { id: number; state: string; total: number; packed: number; failed: number; items: { listId: number; state: string; file: string; sha256: string; message: string | null }[] };
const wanted = { programme: 'vocational-grant', from: '2022-09', to: '2023-08', purpose: '2023年资助检查' };
const begin = async (who: Person, more: object = {}): Promise<Series> => {
  const answer = await who.post('/evidence-packs', { ...wanted, ...more });
  expect([answer.status, answer.code]).toEqual([202, undefined]);
  return answer.body as Series;
};
const standing = async (who: Person, id: number): Promise<Series> => (await who.get(`/evidence-packs/${id}`)).body as Series;
const folder = (id: number): string => join(product.dataDir, 'evidence-packs', String(id));

it('the lists of a county that were handed in are packed in the background, and come as one file with an index whose sums hold', async () => {
  const { id, total, state } = await begin(here.officer);
  expect([total, state]).toEqual([2, 'queued']);
  expect((await here.officer.get(`/evidence-packs/${id}/packs.zip`)).code).toBe('pack-at-work');
  await workJobs();
  expect(await standing(here.officer, id)).toMatchObject({ state: 'done', packed: 2, failed: 0 });
  // On the disk nothing can be read without the keys.
  expect(readFileSync(join(folder(id), String(lists[0]))).includes(Buffer.from('封面'))).toBe(false);
  const answer = await fetch(`${product.url}/evidence-packs/${id}/packs.zip`, { headers: { Cookie: `sid=${here.officer.sid}` } });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/zip']);
  const parts = await readZipParts(Buffer.from(await answer.arrayBuffer()));
  expect([...parts.keys()]).toEqual(['0000封面.html', expect.stringMatching(/^0001-凭据-.*2023年4月.*\.zip$/), expect.stringMatching(/^0002-凭据-.*2023年5月.*\.zip$/), '校验.txt']);
  const cover = parts.get('0000封面.html')?.toString() ?? '';
  for (const [name, bytes] of parts) if (name.endsWith('.zip')) expect([cover.includes(sha256Hex(bytes)), (await readZipParts(bytes)).has('01决定单.html')]).toEqual([true, true]);
  for (const word of ['2023年资助检查', here.officer.actor.login, '不得外传']) expect(cover).toContain(word);
  const place = mkdtempSync(join(tmpdir(), `student-aid-test-${process.pid}-series-`));
  for (const [name, bytes] of parts) { mkdirSync(dirname(join(place, name)), { recursive: true }); writeFileSync(join(place, name), bytes); }
  expect(spawnSync('sha256sum', ['-c', '--quiet', '校验.txt'], { cwd: place, encoding: 'utf8' }).status).toBe(0);
  rmSync(place, { recursive: true, force: true });
  expect(await row('SELECT action, remark FROM audit_events WHERE chain = ? ORDER BY seq DESC LIMIT 1', [`pack-series:${id}`])).toEqual({ action: '下载成批凭据包', remark: '2023年资助检查' });
});

it('a city packs both counties or one of them, never what lies outside its scope', async () => {
  expect((await begin(clerk)).total).toBe(3);
  expect((await begin(clerk, { withinId: neighbour.authority.id })).total).toBe(1);
  const outside = await here.officer.post('/evidence-packs', { ...wanted, withinId: neighbour.authority.id });
  expect([outside.status, outside.code]).toEqual([404, 'not-found']);
});

it('says what it is for, names a programme’s own months, and has something to pack', async () => {
  expect([(await here.officer.post('/evidence-packs', { ...wanted, purpose: '查' })).status, (await here.officer.post('/evidence-packs', { ...wanted, from: '2022-2023-autumn' })).status, (await here.officer.post('/evidence-packs', { ...wanted, from: '2020-01', to: '2020-02' })).code]).toEqual([400, 400, 'nothing-to-pack']);
  expect((await here.operator.post('/evidence-packs', wanted)).code).toBe('role-not-allowed');
  const page = await here.officer.submit('/evidence-packs', { programme: 'vocational-grant', year: '2022-2023', from: '', to: '', withinId: String(here.authority.id), purpose: '' });
  expect([page.status, page.text.includes('请写明下载的用途')]).toEqual([400, true]);
});

it('is nobody else’s: not a colleague’s, not the school’s', async () => {
  const { id } = await begin(here.officer);
  const colleague = await Person.signedIn(product, await person(here.authority, 'authority-operator'));
  for (const who of [colleague, clerk, neighbour.officer]) expect([(await who.get(`/evidence-packs/${id}`)).status, (await who.get(`/evidence-packs/${id}/packs.zip`)).status, (await who.delete(`/evidence-packs/${id}`)).status]).toEqual([404, 404, 404]);
});

it('what was packed before a stop is not packed again', async () => {
  const { id } = await begin(here.officer);
  await run("UPDATE pack_series_lists SET state = 'failed', message = '照片太多' WHERE series_id = ? AND place = 1", [id]);
  await jobWorker(randomUUID()).work();
  const { items, packed, failed } = await standing(here.officer, id);
  expect([packed, failed, items.map(({ state }) => state)]).toEqual([1, 1, ['failed', 'packed']]);
  const answer = await fetch(`${product.url}/evidence-packs/${id}/packs.zip`, { headers: { Cookie: `sid=${here.officer.sid}` } });
  expect((await readZipParts(Buffer.from(await answer.arrayBuffer()))).get('0000封面.html')?.toString()).toContain('没有打成：照片太多');
});

it('is cancelled while it waits, removed when it is done, and gone after its days; what remains is the record', async () => {
  const waiting = await begin(here.officer);
  expect((await here.officer.delete(`/evidence-packs/${waiting.id}`)).code).toBe('pack-at-work');
  expect((await here.officer.submit(`/evidence-packs/${waiting.id}/cancellation`, {})).status).toBe(303);
  expect((await standing(here.officer, waiting.id)).state).toBe('cancelled');
  const [taken, old] = [await begin(here.officer), await begin(here.officer)];
  await workJobs();
  expect((await here.officer.delete(`/evidence-packs/${taken.id}`)).status).toBe(204);
  await run('UPDATE pack_series SET expires_at = ? WHERE id = ?', ['2020-01-01 00:00:00', old.id]);
  expect((await here.officer.get(`/evidence-packs/${old.id}/packs.zip`)).status).toBe(410);
  await removeOldPacks();
  expect([existsSync(folder(taken.id)), existsSync(folder(old.id)), (await standing(here.officer, taken.id)).state]).toEqual([false, false, 'expired']);
  expect((await here.officer.page('/evidence-packs')).text).toContain('已到期或删除');
});
