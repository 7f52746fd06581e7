import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync, writeFileSync, renameSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { row, rows, run } from '../../server/database.js';
import { RECEIVE_FOLDER } from '../../server/exchange/receive-folder.js';
import { documentIndex } from '../../server/students/protected-numbers.js';
import { addDays } from '../../server/values/office-date.js';
import { maskDocumentNumber } from '../../server/values/identity-document.js';
import { priorityGroups } from '../../server/values/priority-group.js';
import { checkCharacterOf } from '../../server/values/resident-id.js';
import { rounded, type Table } from './figures.js';
import { cpuMs, memoryMb, type BenchProduct } from './product.js';
import { makeSchools } from './world.js';

/** Every fourth record is of a student on a roster here. */
const KNOWN = 4;
const A_STATEMENT = 2000;
const SCHOOLS = 20;

/**
 * 中央下发 at the size of the nation's largest province: one .csv of group records in GBK, put into the receive folder with its checksum. The time runs
 * from the first sign of the server being at it until its receipt says received. Not among the parts that run by themselves.
 */
export async function measureGroups(product: BenchProduct, records: number): Promise<Table> {
  await keepStudents(records);
  const name = `群体${records}.csv`;
  const file = join(product.dataDir, name);
  await writeRecords(file, records);
  const sha256 = await fingerprint(file);
  const before = { cpu: cpuMs(product.pid), database: cpuMs(product.databasePid), memory: memoryMb(product.pid).now };
  mkdirSync(join(product.dataDir, RECEIVE_FOLDER), { recursive: true });
  renameSync(file, join(product.dataDir, RECEIVE_FOLDER, name));
  writeFileSync(join(product.dataDir, RECEIVE_FOLDER, `${name}.sha256`), `${sha256}  ${name}\n`);
  let begun = 0;
  let checked = 0;
  for (;;) {
    await sleep(250);
    const found = await row<{ state: string; records: number; matched: number; reason: string }>('SELECT state, records, matched, reason FROM exchange_receipts WHERE file_name = ?', [name]);
    if (!found) continue;
    begun ||= performance.now();
    if (found.records > 0) checked ||= performance.now();
    if (found.state === 'quarantined') throw new Error(found.reason);
    if (found.state !== 'received') continue;
    const seconds = (performance.now() - begun) / 1000;
    const figure = (value: number): string => value.toLocaleString('en-US');
    return {
      title: '接收特殊群体信息', head: ['记录', '文件 MB', '秒', '其中检查', '每秒条数', '比对上', '服务端 CPU 秒', '数据库 CPU 秒', '内存 MB（平时 / 到此最高）'],
      rows: [[figure(records), rounded(statSync(join(product.dataDir, RECEIVE_FOLDER, 'done', name)).size / 1_048_576), rounded(seconds), rounded((checked - begun) / 1000), figure(Math.round(records / seconds)), figure(found.matched), rounded((cpuMs(product.pid) - before.cpu) / 1000), rounded((cpuMs(product.databasePid) - before.database) / 1000), `${before.memory} / ${memoryMb(product.pid).peak}`]],
      note: `GBK 的 .csv，经接收目录；四分之一是名册里的学生（${SCHOOLS} 所学校）。先把整个文件检查一遍，再每 5,000 条一个事务写入；在后台线程里办。`,
    };
  }
}

/** The document number of one of so many people, valid and unlike any other's. */
function numberOf(at: number): string {
  const seventeen = `${410000 + (Math.floor(at / 3_650_000) % 90) * 100 + 22}${addDays('2004-01-01', at % 3650).replaceAll('-', '')}${String(Math.floor(at / 3650) % 1000).padStart(3, '0')}`;
  return `${seventeen}${checkCharacterOf(`${seventeen}0`)}`;
}
const nameOf = (at: number): string => `${'王李张刘陈杨黄赵吴周'[at % 10]}${'梓浩欣子诗晨佳思文俊'[Math.floor(at / 10) % 10]}${'桐宇怡豪雨曦明远博杰'[Math.floor(at / 100) % 10]}`;

async function keepStudents(records: number): Promise<void> {
  const schools = (await makeSchools(SCHOOLS, 0)).map(({ id }) => id);
  for (let from = 0; from < records; from += A_STATEMENT * KNOWN) {
    const part: number[] = [];
    for (let at = from; at < Math.min(records, from + A_STATEMENT * KNOWN); at += KNOWN) part.push(at);
    const indexes = part.map((at) => documentIndex(numberOf(at)));
    await run('INSERT INTO persons (document_index) VALUES ?', [indexes.map((index) => [index])]);
    const persons = new Map((await rows<{ id: number; document_index: Buffer }>('SELECT id, document_index FROM persons WHERE document_index IN (?)', [indexes.map((index) => [index])])).map((one) => [one.document_index.toString('hex'), one.id]));
    await run('INSERT INTO students (uid, school_id, person_id, name, document_sealed, document_index, document_masked, gender, grade, major, class_name, enrolment_status, entry_month, programme_months) VALUES ?',
      [part.map((at, place) => [randomUUID(), schools[Math.floor(at / KNOWN) % SCHOOLS], persons.get(indexes[place].toString('hex')) ?? 0, nameOf(at), '', indexes[place], maskDocumentNumber(numberOf(at)), 'female', '2022级', '护理', '1班', 'full-time', '2022-09', 36])]);
  }
  await rows('ANALYZE TABLE persons, students');
}

async function writeRecords(path: string, records: number): Promise<void> {
  const out = createWriteStream(path);
  const encode = gbkEncoder();
  let text = '姓名,身份证号,类别,城乡,起始年月,户籍区划\r\n';
  for (let at = 0; at < records; at += 1) {
    text += `${nameOf(at)},${numberOf(at)},${priorityGroups[at % priorityGroups.length].name},${['城市', '农村', ''][at % 3]},2022-09,411821\r\n`;
    if (at % 5000 === 4999 || at === records - 1) {
      if (!out.write(encode(text))) await once(out, 'drain');
      text = '';
    }
  }
  out.end();
  await once(out, 'finish');
}

/** What the runtime can only read it can be taught to write: every two-byte character is read once. */
function gbkEncoder(): (text: string) => Buffer {
  const decoder = new TextDecoder('gbk');
  const codes = new Map<string, [number, number]>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) for (let trail = 0x40; trail <= 0xfe; trail += 1) codes.set(decoder.decode(Uint8Array.of(lead, trail)), [lead, trail]);
  return (text) => Buffer.from(Array.from(text).flatMap((character) => (character < '\u0080' ? [character.charCodeAt(0)] : codes.get(character) ?? [0x3f])));
}

function fingerprint(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const hash = createHash('sha256');
    createReadStream(path).on('data', (chunk) => hash.update(chunk)).on('end', () => resolve(hash.digest('hex'))).on('error', reject);
  });
}
