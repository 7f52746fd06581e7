import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { sweepAttachments } from '../../server/attachments/sweep.js';
import { run } from '../../server/database.js';
import { protection } from '../../server/protection.js';
import { attachPhoto, newList, walkTo } from '../support/list-walk.js';
import { office } from '../support/office.js';
import { startProduct, type Product } from '../support/product.js';
import { students } from '../support/world.js';

let product: Product;
beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());

const paths = (): string[] => readdirSync(join(product.dataDir, 'attachments'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
const hoursPass = (): void => { for (const path of paths()) utimesSync(path, new Date(Date.now() - 7_200_000), new Date(Date.now() - 7_200_000)); };

it('a file of an upload that never got its row goes after an hour; what a list shows, or once showed, stays', async () => {
  const here = await office(product);
  const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 1));
  await walkTo(here, list.id, 'reviewedAtAuthority');
  await protection().files.put(Buffer.from('somebody’s upload was cut off here'));
  hoursPass();
  expect([await sweepAttachments(), paths().length]).toEqual([0, 1]); // no row at all: the database may be the wrong one
  expect((await attachPhoto(here.operator, list.id)).status).toBe(201);
  expect((await attachPhoto(here.operator, list.id)).status).toBe(201);
  await run('UPDATE attachments SET removed_at = UTC_TIMESTAMP(3) ORDER BY id LIMIT 1');
  expect([await sweepAttachments(), paths().length]).toEqual([1, 2]);
  hoursPass();
  expect([await sweepAttachments(), paths().length]).toEqual([0, 2]);
});
