import { setTimeout as sleep } from 'node:timers/promises';
import { row } from '../../server/database.js';
import { addDays } from '../../server/values/office-date.js';
import { checkCharacterOf } from '../../server/values/resident-id.js';
import { rosterFile, rosterLine, XLSX } from '../students/roster-file.js';
import { median, rounded, type Table } from './figures.js';
import { cpuMs, memoryMb, type BenchProduct } from './product.js';
import { makeSchools, type BenchPerson } from './world.js';

const ROUNDS = 3;

/** A school's whole roster from Excel: read, checked row by row, encrypted and stored, as people upload it. */
export async function measureImports(product: BenchProduct, people: number): Promise<Table> {
  const took: { seconds: number; stall: number; cpu: number }[] = [];
  const quiet = memoryMb(product.pid).now;
  for (const { operator, id } of await makeSchools(ROUNDS, 0)) {
    const file = rosterFile(Array.from({ length: people }, (_, at) => rosterLine({ 证件号码: documentNumber(at) })));
    await longestStall(product);
    const [cpu, begun] = [cpuMs(product.pid), performance.now()];
    await importRoster(product, operator, file);
    const seconds = (performance.now() - begun) / 1000;
    const stored = (await row<{ n: number }>('SELECT COUNT(*) AS n FROM students WHERE school_id = ?', [id]))?.n;
    if (stored !== people) throw new Error(`${stored} of ${people} students were stored`);
    took.push({ seconds, stall: await longestStall(product), cpu: cpuMs(product.pid) - cpu });
  }
  const seconds = median(took.map((one) => one.seconds));
  return {
    title: '导入学生名册', head: ['行', '秒', '每秒行数（检查并入库）', '服务端 CPU 秒', '事件循环最长停顿 毫秒', '内存 MB（平时 / 最高）'],
    rows: [[people.toLocaleString('en-US'), rounded(seconds), Math.round(people / seconds).toLocaleString('en-US'), rounded(median(took.map(({ cpu }) => cpu)) / 1000), rounded(Math.max(...took.map(({ stall }) => stall)), 0), `${quiet} / ${memoryMb(product.pid).peak}`]],
    note: `.xlsx 文件，${ROUNDS} 次的中位；时间从开始上传到全部入库。`,
  };
}

/** A valid number for each of a million. */
function documentNumber(at: number): string {
  const seventeen = `411821${addDays('2005-01-01', at % 1000).replaceAll('-', '')}${String(Math.floor(at / 1000)).padStart(3, '0')}`;
  return `${seventeen}${checkCharacterOf(`${seventeen}0`)}`;
}

async function importRoster(product: BenchProduct, operator: BenchPerson, file: Buffer): Promise<void> {
  const headers = { Authorization: `Bearer ${operator.token}` };
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(file)], { type: XLSX }), '名册.xlsx');
  const answer = await fetch(`http://127.0.0.1:${product.port}/api/v1/students/imports`, { method: 'POST', headers, body: form });
  let found = (await answer.json()) as { importId: number; state: string };
  if (answer.status !== 202) throw new Error(JSON.stringify(found));
  const { importId } = found;
  while (found.state !== 'committed') {
    if (['failed', 'cancelled'].includes(found.state)) throw new Error(JSON.stringify(found).slice(0, 500));
    await sleep(100);
    found = (await (await fetch(`http://127.0.0.1:${product.port}/api/v1/imports/${importId}`, { headers })).json()) as typeof found;
  }
}

/** The longest time since it was last asked that the server's event loop did not turn, in ms. */
async function longestStall(product: BenchProduct): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${product.port}/metrics`)).text();
  return Number(/^nodejs_eventloop_lag_max_seconds ([\d.e+-]+)$/m.exec(metrics)?.[1] ?? 0) * 1000;
}
