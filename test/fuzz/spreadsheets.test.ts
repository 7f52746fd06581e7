import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { projectRoot } from '../../server/root.js';
import { rosterLine, XLSX, type RosterLine } from '../students/roster-file.js';
import { makeZip, textRow, type Part } from '../lib/make-zip.js';
import { workJobs } from '../support/jobs.js';
import { newList } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { Person, startProduct, type Product } from '../support/product.js';
import type { Random } from '../support/random.js';
import { person, province, students } from '../support/world.js';
import { cases, nastyWord, randomOf, seed, spoilt } from './cases.js';
import { STALL_MS, stallOf } from './stalls.js';

/* Spreadsheets no office programme would write, handed in wherever one can be: a refusal in words, or the rows that are wrong. No 5xx, nobody else kept waiting, no file outside its folder. */

let product: Product;
let doors: [Person, string][];
beforeAll(async () => {
  product = await startProduct();
  const here: Office = await office(product);
  const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 1));
  const above = await Person.signedIn(product, await person(await province(), 'authority-operator'));
  const keeper = await Person.signedIn(product, await person(here.authority, 'system-administrator'));
  doors = [
    [here.operator, '/students/imports'], [here.operator, '/students/imports?preview=true'], [here.operator, `/award-lists/${list.id}/imports?preview=true`], [here.operator, '/circumstances/imports?preview=true'],
    [above, '/loans/imports?preview=true'], [above, '/priority-groups/imports?preview=true'], [above, '/aid-records/imports?preview=true'], [keeper, '/users/imports?preview=true'],
    [here.operator, `/award-lists/${list.id}/attachments`],
  ];
}, 120_000);
afterAll(() => product.stop());

const HEADER = Object.keys(rosterLine());
const escaped = (text: string): string => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '').replace(/[&<>]/g, (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[one] ?? '');

/** A cell as it may stand in a file: the right words, others, a number, a formula, a reference, a date, an error, nothing. */
function cell(random: Random, at: string, text: string): string {
  switch (random.below(14)) {
    case 0: return `<c r="${at}"><v>${random.pick(['45047', '1.1E+17', '-1', '110105194912310000', 'NaN', ''])}</v></c>`;
    case 1: return `<c r="${at}" t="str"><f>${random.pick(['1+1', 'WEBSERVICE("http://x")', '[1]Sheet1!A1'])}</f><v>2</v></c>`;
    case 2: return `<c r="${at}" t="s"><v>${random.pick(['0', '1', '999999', '-1', 'x'])}</v></c>`;
    case 3: return `<c r="${random.pick(['XFD1048576', 'A0', 'ZZZZ1', at])}" t="e"><v>#REF!</v></c>`;
    case 4: return `<c r="${at}" s="${random.pick(['1', '9999', '-1'])}"><v>1</v></c>`;
    case 5: return `<c r="${at}" t="inlineStr"><is><t>${escaped(nastyWord(random))}</t></is></c>`;
    case 6: return `<c r="${at}" t="inlineStr"><is>${'<r><t>张</t></r>'.repeat(random.below(50))}</is></c>`;
    default: return `<c r="${at}" t="inlineStr"><is><t>${escaped(text)}</t></is></c>`;
  }
}

function parts(random: Random): Part[] {
  const lines = Array.from({ length: random.below(8) }, (): RosterLine => rosterLine());
  const rows = lines.map((line, at) => `<row r="${random.chance(0.95) ? at + 2 : random.pick([0, 1, 1_048_577, -3])}">${HEADER.map((header, column) => cell(random, `${String.fromCharCode(65 + column)}${at + 2}`, line[header as keyof RosterLine] ?? '')).join('')}</row>`).join('');
  const header = random.chance(0.9) ? textRow(1, random.chance(0.8) ? HEADER : HEADER.map((one) => (random.chance(0.3) ? escaped(nastyWord(random)) : one))) : '';
  const sheets = 1 + (random.chance(0.2) ? random.below(40) : 0);
  return [
    { name: '[Content_Types].xml', content: `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>` },
    { name: 'xl/workbook.xml', content: `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>${Array.from({ length: sheets }, (_, at) => `<sheet name="名册${at}" sheetId="${at + 1}" r:id="rId${at + 1}"${random.chance(0.1) ? ' state="hidden"' : ''}/>`).join('')}</sheets></workbook>` },
    { name: 'xl/_rels/workbook.xml.rels', content: `<Relationships>${Array.from({ length: sheets }, (_, at) => `<Relationship Id="rId${at + 1}" Type="worksheet" Target="${random.chance(0.95) ? `worksheets/sheet${at + 1}.xml` : random.pick(['../../../etc/passwd', '/xl/workbook.xml', 'http://169.254.169.254/', ''])}"/>`).join('')}</Relationships>` },
    ...Array.from({ length: sheets }, (_, at) => ({ name: `xl/worksheets/sheet${at + 1}.xml`, content: `<worksheet>${random.chance(0.1) ? `<cols>${'<col min="1" max="16384"/>'.repeat(random.below(300))}</cols>` : ''}<sheetData>${at === 0 ? header + rows : ''}</sheetData>${random.chance(0.2) ? `<mergeCells>${'<mergeCell ref="A1:XFD1048576"/>'.repeat(random.below(20))}</mergeCells>` : ''}</worksheet>` })),
    { name: 'xl/sharedStrings.xml', content: `<sst count="${random.pick(['2', '4294967295', '-1'])}"><si><t>甲</t></si><si>${random.chance(0.1) ? '<r><t>'.repeat(1) + '乙'.repeat(40_000) + '</t></r>' : '<t>乙</t>'}</si></sst>` },
    ...(random.chance(0.1) ? [{ name: random.pick(['../../out.xml', '/etc/cron.d/x', 'xl/vbaProject.bin', 'a'.repeat(300)]), content: 'x' }] : []),
  ];
}

/** One file: its parts, one of them perhaps spoilt; and perhaps the zip itself. */
function spreadsheet(random: Random): Buffer {
  const made = parts(random);
  if (random.chance(0.5)) {
    const at = random.below(made.length);
    const content = String(made[at].content);
    made[at] = { ...made[at], ...random.pick<Partial<Part>>([
      { content: spoilt(Buffer.from(content), random) }, { content: `<!DOCTYPE x [<!ENTITY a "${'b'.repeat(100)}">]>${content}` }, { content: '<a>'.repeat(20_000) }, { content: '' }, { claimedSize: 4_294_967_295 }, { encrypted: true },
      { content: content.replace(/<(\w+)/, `<$1 ${'x="1" '.repeat(2000)}`) }, { content: Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(content, 'utf16le')]) }, { content: Buffer.alloc(3_000_000, 0x20) }, { name: made[random.below(made.length)].name },
    ]) };
  }
  const zip = makeZip(made);
  return random.chance(0.2) ? spoilt(zip, random) : zip;
}

const beside = (): string[] => ['/', projectRoot, tmpdir()].flatMap((folder) => readdirSync(folder).filter((name) => !/student-aid|jest|tsx|node-compile|\.com\.google|chromium|playwright|bash/i.test(name)).map((name) => `${folder} ${name}`));

it(`a spreadsheet at random is refused in words, or its rows are (${seed})`, async () => {
  const random = randomOf('spreadsheets');
  const before = beside();
  const broken: string[] = [];
  const met = new Map<string, number>();
  let longest = 0;
  for (let at = 0; at < cases(160); at += 1) {
    const [by, path] = random.pick(doors);
    const bytes = spreadsheet(random);
    const name = random.pick(['名册.xlsx', '../../名册.xlsx', `${nastyWord(random).slice(0, 60)}.xlsx`, '名册.XLSX', '名册.csv', '名册']);
    let said = { status: 0, text: '', code: undefined as string | undefined };
    const stall = await stallOf(async () => { said = await by.upload(path, name, bytes, random.chance(0.9) ? XLSX : 'text/csv'); });
    longest = Math.max(longest, stall);
    met.set(`${said.status} ${said.code ?? ''}`, (met.get(`${said.status} ${said.code ?? ''}`) ?? 0) + 1);
    const where = `case ${at}: ${path} ${name}`;
    if (said.status >= 500) broken.push(`${where} → ${said.status} ${said.text.slice(0, 300)}`);
    if (stall > STALL_MS) broken.push(`${where}: everybody waited ${Math.round(stall)} ms`);
    if (said.status !== 202) continue;
    await workJobs();
    const found = await by.get(`/imports/${(JSON.parse(said.text) as { importId: number }).importId}`);
    const { state } = found.body as { state: string };
    met.set(state, (met.get(state) ?? 0) + 1);
    if (!['checked', 'failed', 'committed', 'unclear'].includes(state)) broken.push(`${where} stands at ${state}: ${found.text.slice(0, 300)}`);
  }
  process.stdout.write(`spreadsheets of ${seed}: ${[...met].map(([what, n]) => `${what.trim()}×${n}`).join(', ')}; longest stall ${Math.round(longest)} ms\n`);
  expect(broken).toEqual([]);
  expect(beside().filter((one) => !before.includes(one))).toEqual([]);
  expect(met.get('202') ?? met.get('202 ') ?? 0).toBeGreaterThan(0); // some of it gets past the door
}, 3_600_000);
