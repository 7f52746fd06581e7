import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync, type Dirent } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectPlain } from '../../server/backup/nightly.js';
import { writeBackup } from '../../server/backup/write-backup.js';
import { row, rows, run } from '../../server/database.js';
import type { DatabaseTarget } from '../../server/env.js';
import { protection } from '../../server/protection.js';
import { checkCharacterOf } from '../../server/values/resident-id.js';
import { productLog } from '../../server/lib/log.js';
import { hashPassword } from '../../server/people/password.js';
import { awardListServices } from '../../server/award-lists/services.js';
import { registerService } from '../../server/workflow/registry.js';
import { rosterFile, rosterLine, XLSX } from '../students/roster-file.js';
import { handIn } from '../support/jobs.js';
import { newList, walkTo } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { officeTime, startProduct, type Product } from '../support/product.js';
import { student } from '../support/world.js';

/*
 * Canaries: a document number, a card, a name, a password and a token that are nowhere else go through the product in every
 * way in, right and wrong. Afterwards they are looked for where they must not be.
 */

let product: Product;
let target: DatabaseTarget;
let here: Office;
let token = '';
let log = '';
const added: string[] = [];
const begun = Date.now() - 1000;
// Of a region no other test knows, for others’ files lie beside ours.
const document = numbered('65900420051224777');
const mistyped = `${document.slice(0, 17)}${document.endsWith('7') ? '8' : '7'}`;
const imported = numbered('65900420051225778');
// Put together while it runs, for the test itself lies compiled among the temporary files that are searched.
const card = ['6217991', '234567890124'].join('');
const password = ['Canary', '2023', 'bird'].join('-');
const wrong = ['Canari', '2023', 'burd'].join('-');
const name = '尉迟丹青';

function numbered(seventeen: string): string { return `${seventeen}${checkCharacterOf(`${seventeen}0`)}`; }

beforeAll(async () => {
  product = await startProduct({ through: async (given) => { target = given; return given; }, log: productLog('trace', {}, { write: (line) => { log += line; } }) });
  here = await office(product);
  await run('UPDATE users SET password_hash = ? WHERE id = ?', [await hashPassword(password), here.officer.actor.userId]);
  await signIn(wrong);
  token = (JSON.parse(await signIn(password)) as { token: string }).token;
  await fetch(`${product.url}/api/v1/me`, { headers: { Authorization: `Bearer ${token}` } });
  await fetch(`${product.url}/sign-in`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ login: here.officer.actor.login, password: wrong }) });

  const { operator } = here;
  const new_ = { name, documentNumber: document, gender: Number(document[16]) % 2 === 1 ? 'male' : 'female', grade: '2022级', className: '1班', enrolmentStatus: 'full-time', card };
  for (const body of [{ ...new_, documentNumber: mistyped }, { ...new_, unknown: card }, new_, new_]) added.push((await operator.post('/students', body)).code ?? 'added');
  await handIn(operator, '/students/imports', '名册.xlsx', rosterFile([rosterLine({ 证件号码: mistyped, 资助卡号: card }), rosterLine({ 姓名: name, 证件号码: imported })]), XLSX);
  await handIn(operator, '/students/imports?preview=true', '名册.xlsx', rosterFile([rosterLine({ 姓名: name, 证件号码: imported, 资助卡号: card })]), XLSX);
  await operator.get(`/students?q=${document}`);
  await operator.get(`/students?q=${encodeURIComponent(name)}`);
  const list = await newList(operator, 'vocational-grant', '2023-05', [await student(here.place, { name, card })]);
  await breakSubmission(list.id);
  await walkTo(here, list.id, 'confirmed');
  await officeTime('2023-05-17T09:00:00+08:00');
  await operator.post(`/award-lists/${list.id}/disbursements`, { paidOn: '2023-05-17', awards: 'all' });
  await operator.get(`/award-lists/${list.id}/export.xlsx`);
  await operator.page(`/award-lists/${list.id}?tab=people`);
});
afterAll(() => product.stop());

const signIn = async (given: string): Promise<string> => (await fetch(`${product.url}/api/v1/sessions`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ login: here.officer.actor.login, password: given, client: 'phone' }) })).text();

/** A service whose statement the database refuses: the driver's error carries the values, the name among them. */
async function breakSubmission(listId: number): Promise<void> {
  registerService('submitList', () => run('INSERT INTO settings (name, value) VALUES (?, ?), (?, ?)', [name, 'the first goes in', name, `${card} ${document}`]).then(() => undefined)); // the second never does
  expect((await here.operator.post(`/award-lists/${listId}/submission`)).code).toBe('process-incident');
  registerService('submitList', awardListServices.submitList);
}

it('the walk has gone where it should', async () => {
  expect(token).toHaveLength(43);
  expect(added).toEqual(['document-invalid', 'input-invalid', 'added', 'student-exists']);
  expect((await row<{ n: number }>('SELECT COUNT(*) AS n FROM students WHERE school_id = ?', [here.place.id]))?.n).toBe(2);
  expect((await rows<{ state: string }>('SELECT state FROM imports ORDER BY id')).map(({ state }) => state)).toEqual(['failed', 'checked']);
  expect((await rows("SELECT id FROM disbursements WHERE state = 'paid'")).length).toBe(1);
  expect((await row<{ message: string }>('SELECT message FROM incidents'))?.message).toContain('Duplicate entry');
});

it('no table holds a document number, a card, a password or a token in clear', async () => {
  const columns = await rows<{ t: string; c: string }>("SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = DATABASE() AND data_type IN ('varchar', 'char', 'text', 'mediumtext', 'longtext', 'tinytext', 'blob', 'varbinary', 'binary', 'mediumblob')");
  const found: string[] = [];
  for (const { t, c } of columns) {
    for (const [what, secret] of Object.entries({ document, mistyped, imported, card, password, wrong, token })) {
      if (await row(`SELECT 1 AS found FROM \`${t}\` WHERE INSTR(\`${c}\`, ?) > 0 LIMIT 1`, [secret])) found.push(`${t}.${c} holds the ${what}`);
    }
  }
  expect(columns.length).toBeGreaterThan(80);
  expect(found).toEqual([]);
});

it('no file does either: not the database’s own, nor its journal, nor what is kept beside it, nor temporary files', async () => {
  await sleep(1500); // the journal of a test’s database is written once a second
  const places = [dirname(realpathSync(target.socketPath ?? '')), product.dataDir, tmpdir()];
  const files = [...new Set(places.flatMap((place) => [...writtenSince(place)]))];
  const found = files.flatMap((path) => holds(path).map((what) => `${path} holds the ${what}`));
  expect(files.some((path) => path.endsWith('ib_logfile0'))).toBe(true);
  expect(files.some((path) => path.startsWith(product.dataDir))).toBe(true);
  expect(found).toEqual([]);
}, 120_000);

it('a backup holds none of them, nor anybody’s name, and a look through it would find what is there in clear', async () => {
  const folder = mkdtempSync(join(tmpdir(), `student-aid-test-${process.pid}-backup-`));
  try {
    const connection = await connectPlain(target);
    await writeBackup(connection, { dataDir: product.dataDir, target: folder, cipher: protection().cipher });
    await connection.end();
    const files = [...writtenSince(folder)];
    expect(files.length).toBeGreaterThan(80);
    expect(files.flatMap((path) => holds(path, { ...secrets(), name }).map((what) => `${path} holds the ${what}`))).toEqual([]);
    writeFileSync(join(folder, 'clear'), `x${document}x`);
    expect(holds(join(folder, 'clear'))).toEqual(['document']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

const secrets = (): Record<string, string> => ({ document, mistyped, imported, card, password, wrong, token });
const LARGE = 256 << 20;

/** Every file below a folder that has been written to since the test began. */
function* writtenSince(folder: string): Generator<string> {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* writtenSince(path);
    else if (entry.isFile()) {
      const found = statSync(path, { throwIfNoEntry: false }); // others remove theirs meanwhile
      if (found && found.mtimeMs >= begun && found.size <= LARGE) yield path;
    }
  }
}

function entriesOf(folder: string): Dirent[] {
  try { return readdirSync(folder, { withFileTypes: true }); } catch { return []; }
}

function holds(path: string, wanted: Record<string, string> = secrets()): string[] {
  let bytes: Buffer;
  try { bytes = readFileSync(path); } catch { return []; }
  return Object.entries(wanted).filter(([, secret]) => bytes.includes(secret)).map(([what]) => what);
}

it('the log tells of the requests and the failure, and holds none of them nor the student’s name', () => {
  expect(log.split('\n').length).toBeGreaterThan(30);
  const held = Object.entries({ document, mistyped, imported, card, password, wrong, token, name }).filter(([, secret]) => log.includes(secret) || log.includes(encodeURIComponent(secret))).map(([what]) => what);
  expect(held).toEqual([]);
});

it('what an administrator reads of the incident and in the audit names nobody', async () => {
  const texts = [...await rows('SELECT message FROM incidents'), ...await rows('SELECT before_values, after_values, remark FROM audit_events')].map((one) => JSON.stringify(one)).join('\n');
  expect(Object.entries({ document, imported, card, name, token }).filter(([, secret]) => texts.includes(secret)).map(([what]) => what)).toEqual([]);
});

it('an unforeseen failure is written with its place and number, without the values of the statement', async () => {
  let written = '';
  const one = productLog('info', {}, { write: (line) => { written += line; } });
  const error = await run('INSERT INTO settings (name, value) VALUES (?, ?), (?, ?)', [name, card, name, document]).catch((reason: unknown) => reason);
  one.error({ err: error, password, token }, 'request failed');
  expect(JSON.parse(written)).toMatchObject({ msg: 'request failed', password: '[Redacted]', err: { code: 'ER_DUP_ENTRY', errno: 1062, stack: expect.stringContaining(' at ') } });
  expect([name, card, document, password, token].filter((secret) => written.includes(secret))).toEqual([]);
});
