import { randomBytes } from 'node:crypto';
import { attachmentStore } from '../../server/attachments/store.js';
import { row, rows, run } from '../../server/database.js';
import { keysInUse, resealAttachments, resealColumn } from '../../server/key-rotation/reseal.js';
import { sealedColumns } from '../../server/key-rotation/sealed-places.js';
import { fieldCipher, type FieldCipher } from '../../server/lib/crypto.js';
import { protection, useProtection } from '../../server/protection.js';
import { openDocument } from '../../server/students/protected-numbers.js';
import { startProduct, type Product } from '../support/product.js';
import { county, documentNumber, person, school, student, type Place } from '../support/world.js';

const key = (id: string): string => `${id}=${randomBytes(32).toString('base64')}`;
const [first, second, index] = [key('k1'), key('k2'), key('index')];
const old = fieldCipher(`${first},${index}`);
const rotating = fieldCipher(`${second},${first},${index}`);
const withoutOld = fieldCipher(`${second},${index}`);

let product: Product;
let place: Place;
const use = (cipher: FieldCipher): void => useProtection({ cipher, files: attachmentStore(product.dataDir, cipher), dataDir: product.dataDir, auditCopy: `${product.dataDir}/audit-roots.log` });
const everything = async (): Promise<number[]> => {
  const told = [];
  for (const one of sealedColumns) told.push((await resealColumn(one, protection().cipher)).done);
  return told;
};

beforeAll(async () => { product = await startProduct(); use(old); place = await school(await county()); });
afterAll(() => product.stop());

it('every sealed column of the schema is known here', async () => {
  const found = await rows<{ name: string }>("SELECT CONCAT(TABLE_NAME, '.', COLUMN_NAME) AS name FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND COLUMN_NAME LIKE '%sealed' ORDER BY 1");
  expect(found.map(({ name }) => name).filter((name) => !sealedColumns.some(({ table, column }) => `${table}.${column}` === name))).toEqual([]);
});

it('after the change the old key opens nothing more and is not needed, and nobody’s number is another', async () => {
  const numbers = Array.from({ length: 3 }, () => documentNumber());
  const ids: number[] = [];
  for (const number of numbers) ids.push(await student(place, { document: number }));
  const stored = await protection().files.put(Buffer.from('照片'));
  const who = await person(place, 'school-operator');
  await run("INSERT INTO attachments (uid, subject_kind, subject_id, round, name, kind, size_bytes, sha256, scan, uploaded_by, uploaded_at) VALUES (?, 'award-list', 1, 1, '公示.jpg', 'jpg', ?, ?, 'clean', ?, UTC_TIMESTAMP(3))", [stored.uid, stored.sizeBytes, stored.sha256, who.userId]);
  use(rotating);
  expect((await everything())[0]).toBe(3);
  expect(await resealAttachments(protection().files)).toEqual({ place: 'attachments（文件）', done: 1, broken: [] });
  expect((await keysInUse()).filter(({ keyId }) => keyId !== 'k2')).toEqual([]);
  use(withoutOld);
  const found = await rows<{ uid: string; document_sealed: string }>('SELECT uid, document_sealed FROM students WHERE id IN (?) ORDER BY id', [ids]);
  expect(found.map(({ uid, document_sealed }) => openDocument(uid, document_sealed))).toEqual(numbers);
  expect((await protection().files.get(stored.uid, stored.sha256)).toString()).toBe('照片');
});

it('a second run finds nothing to do; one that was broken off goes on where it was', async () => {
  use(rotating);
  expect((await everything()).every((done) => done === 0)).toBe(true);
  use(old);
  const [one, other] = [await student(place), await student(place)];
  use(rotating);
  const { uid, document_sealed: sealed } = (await row<{ uid: string; document_sealed: string }>('SELECT uid, document_sealed FROM students WHERE id = ?', [one])) ?? { uid: '', document_sealed: '' };
  await run('UPDATE students SET document_sealed = ? WHERE id = ?', [rotating.seal(openDocument(uid, sealed), `students.document:${uid}`), one]);
  expect((await everything())[0]).toBe(1);
  expect((await row<{ document_sealed: string }>('SELECT document_sealed FROM students WHERE id = ?', [other]))?.document_sealed).toMatch(/^v1:k2:/);
});

it('what cannot be opened is named, is left as it is, and does not stop the others', async () => {
  use(old);
  const [bad, good] = [await student(place), await student(place)];
  await run("UPDATE students SET document_sealed = CONCAT(LEFT(document_sealed, 20), IF(SUBSTRING(document_sealed, 21, 1) = 'A', 'B', 'A'), SUBSTRING(document_sealed, 22)) WHERE id = ?", [bad]);
  use(rotating);
  const { uid } = (await row<{ uid: string }>('SELECT uid FROM students WHERE id = ?', [bad])) ?? { uid: '' };
  const told = await resealColumn(sealedColumns[0], rotating);
  expect(told).toEqual({ place: 'students.document_sealed', done: 1, broken: [uid] });
  expect((await keysInUse()).filter(({ keyId, place: at }) => keyId === 'k1' && at === 'students.document_sealed')).toEqual([{ place: 'students.document_sealed', keyId: 'k1', values: 1 }]);
  expect((await row<{ document_sealed: string }>('SELECT document_sealed FROM students WHERE id = ?', [good]))?.document_sealed).toMatch(/^v1:k2:/);
});

it('a value that somebody changes meanwhile stays as they wrote it', async () => {
  use(old);
  const id = await student(place);
  const { uid } = (await row<{ uid: string }>('SELECT uid FROM students WHERE id = ?', [id])) ?? { uid: '' };
  const fresh = documentNumber();
  use(rotating);
  const slow: FieldCipher = { ...rotating, seal: (plain, context) => rotating.seal(plain, context), open: (sealed, context) => rotating.open(sealed, context) };
  const original = slow.seal;
  let changed: Promise<unknown> = Promise.resolve();
  slow.seal = (plain, context) => { if (context.endsWith(uid)) changed = run('UPDATE students SET document_sealed = ? WHERE id = ?', [rotating.seal(fresh, context), id]); return original(plain, context); };
  await run('SELECT 1');
  await resealColumn(sealedColumns[0], slow);
  await changed;
  expect(openDocument(uid, (await row<{ document_sealed: string }>('SELECT document_sealed FROM students WHERE id = ?', [id]))?.document_sealed ?? '')).toBe(fresh);
});
