import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { row, run } from '../../server/database.js';
import { sha256Hex } from '../../server/lib/crypto.js';
import { readZipParts } from '../../server/lib/zip-gate.js';
import { office, type Office } from '../support/office.js';
import { newList, walkTo } from '../support/list-walk.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { county, person, student } from '../support/world.js';

/* 凭据包: for the yearly inspection one zip says everything of a list, and opens without the system. */

let product: Product;
let here: Office;
let listId: number;
beforeAll(async () => {
  product = await startProduct();
  here = await office(product);
  listId = (await newList(here.operator, 'vocational-grant', '2023-05', [await student(here.place, { name: '欧阳若兮' }), await student(here.place)])).id;
  await walkTo(here, listId, 'confirmed');
});
afterAll(() => product.stop());

const taken = async (who: Person, purpose = '2023年资助检查'): Promise<ReadonlyMap<string, Buffer>> => {
  const answer = await fetch(`${product.url}/award-lists/${listId}/evidence.zip?purpose=${encodeURIComponent(purpose)}`, { headers: { Cookie: `sid=${who.sid}` } });
  expect(answer.status).toBe(200);
  return readZipParts(Buffer.from(await answer.arrayBuffer()));
};

it('holds decisions, people, evidence, records and payments, and every file is what the cover says', async () => {
  const parts = await taken(here.officer);
  expect([...parts.keys()]).toEqual(['00封面.html', '01决定单.html', '02名单.xlsx', expect.stringMatching(/^03公示附件\/第1轮\/01-.*\.(jpg|pdf|png)$/), '04办理记录.html', '05资金发放记录.html', '校验.txt']);
  const cover = parts.get('00封面.html')?.toString() ?? '';
  for (const [name, bytes] of parts) if (!/^00|^校验/.test(name)) expect([name, cover.includes(sha256Hex(bytes))]).toEqual([name, true]);
  for (const word of ['2023年资助检查', here.officer.actor.login, '不得外传', '操作留痕共']) expect(cover).toContain(word);
  expect(parts.get('01决定单.html')?.toString()).toContain('主管部门审核');
  for (const word of ['新建名单', '公示名单', '公示通过']) expect(parts.get('04办理记录.html')?.toString()).toContain(word);
});

it('opens from a folder: its pages ask for nothing else, and the sums are those of the common tool', async () => {
  const parts = await taken(here.operator);
  for (const [name, bytes] of parts) if (name.endsWith('.html')) expect([name, /<link|<script|src="\//.test(bytes.toString())]).toEqual([name, false]);
  const folder = mkdtempSync(join(tmpdir(), `student-aid-test-${process.pid}-pack-`));
  for (const [name, bytes] of parts) { mkdirSync(dirname(join(folder, name)), { recursive: true }); writeFileSync(join(folder, name), bytes); }
  const sums = spawnSync('sha256sum', ['-c', '--quiet', '校验.txt'], { cwd: folder, encoding: 'utf8' });
  rmSync(folder, { recursive: true, force: true });
  expect([sums.status, sums.stdout]).toEqual([0, '']);
});

it('shows no document number, is asked for with a purpose and leaves a trace', async () => {
  const parts = await taken(here.officer);
  for (const [name, bytes] of parts) if (name.endsWith('.html')) expect([name, /\d{17}[\dX]/.test(bytes.toString())]).toEqual([name, false]);
  const without = await here.officer.page(`/award-lists/${listId}/evidence.zip?purpose=`);
  expect([without.status, without.text.includes('请写明下载的用途')]).toEqual([400, true]);
  expect((await here.officer.get(`/award-lists/${listId}/evidence.zip?purpose=x`)).status).toBe(400);
  const trace = await row<{ action: string; remark: string }>("SELECT action, remark FROM audit_events WHERE chain = ? ORDER BY seq DESC LIMIT 1", [`evidence-pack:${listId}`]);
  expect(trace).toEqual({ action: '下载凭据包', remark: '2023年资助检查' });
});

it('of more photographs than fit into memory is not packed, and says what to do', async () => {
  await run("UPDATE attachments SET size_bytes = 104857601 WHERE subject_kind = 'award-list' AND subject_id = ?", [listId]);
  const answer = await here.officer.get(`/award-lists/${listId}/evidence.zip?purpose=${encodeURIComponent('资助检查')}`);
  expect([answer.status, (answer.body as { detail: string }).detail]).toEqual([413, expect.stringContaining('逐个下载')]);
  await run("UPDATE attachments SET size_bytes = 1000 WHERE subject_kind = 'award-list' AND subject_id = ?", [listId]);
});

it('is offered on the list’s page to those who see it, and to nobody else', async () => {
  expect((await here.reviewer.page(`/award-lists/${listId}`)).text).toContain(`/award-lists/${listId}/evidence"`);
  expect((await here.reviewer.page(`/award-lists/${listId}/evidence`)).text).toContain('里面有什么');
  const elsewhere = await Person.signedIn(product, await person(await county(), 'authority-operator'));
  const administrator = await Person.signedIn(product, await person(here.authority, 'system-administrator'));
  for (const who of [elsewhere, administrator]) expect([(await who.page(`/award-lists/${listId}/evidence`)).status, (await who.get(`/award-lists/${listId}/evidence.zip?purpose=${encodeURIComponent('资助检查')}`)).status]).toEqual([404, 404]);
});
