import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../../server/database.js';
import { addDays } from '../../server/values/office-date.js';
import { checkCharacterOf } from '../../server/values/resident-id.js';
import { loanFile, XLSX, type LoanLine } from '../loans/bank-file.js';
import { rounded, type Table } from './figures.js';
import { cpuMs, memoryMb, type BenchProduct } from './product.js';
import { organisation, person, type BenchPerson } from './world.js';

/** A province's file as long as 附件1 四 may need: taken whole, entered again, and wrong in every row. */
export async function measureLoans(product: BenchProduct, rows: number): Promise<Table> {
  const province = await organisation('测量贷款省', 'province', null, '/');
  const university = await organisation('测量大学', 'school', province.id, province.path);
  await run("UPDATE organisations SET stage = 'undergraduate' WHERE id = ?", [university.id]);
  const operator = await person(province.id, 'authority-operator');
  const lines = Array.from({ length: rows }, (_, at): LoanLine => ({ 姓名: '张梓桐', 证件号码: documentNumber(at), 学段: '本专科', 学校名称: '测量大学', 经办银行: '中原银行', 合同编号: `HT-${at}`, 发放日期: '2022-09-20', '发放金额(元)': '8000.00' }));
  const quiet = memoryMb(product.pid).now;
  const cells: string[][] = [];
  for (const [what, file, ends] of [
    ['检查并入库', loanFile(lines), 'committed'], ['再导入一次，每一行都替换', loanFile(lines.map((one) => ({ ...one, '发放金额(元)': '8000.01' }))), 'committed'], ['每一行都有错，标出全部', loanFile(lines.map((one) => ({ ...one, '发放金额(元)': '12000.01' }))), 'failed'],
  ] as const) {
    const [cpu, begun] = [cpuMs(product.pid), performance.now()];
    await handIn(product, operator, file, ends);
    const seconds = (performance.now() - begun) / 1000;
    cells.push([what, rows.toLocaleString('en-US'), rounded(file.length / 1024 / 1024), rounded(seconds), Math.round(rows / seconds).toLocaleString('en-US'), rounded((cpuMs(product.pid) - cpu) / 1000), `${quiet} / ${memoryMb(product.pid).peak}`]);
  }
  return { title: '导入贷款信息', head: ['做什么', '行', '文件 MB', '秒', '每秒行数', '服务端 CPU 秒', '内存 MB（平时 / 到此最高）'], rows: cells, note: '.xlsx 文件，一次；时间从开始上传到办完。' };
}

function documentNumber(at: number): string {
  const seventeen = `411822${addDays('2001-01-01', at % 1000).replaceAll('-', '')}${String(Math.floor(at / 1000)).padStart(3, '0')}`;
  return `${seventeen}${checkCharacterOf(`${seventeen}0`)}`;
}

async function handIn(product: BenchProduct, operator: BenchPerson, file: Buffer, ends: 'committed' | 'failed'): Promise<void> {
  const headers = { Authorization: `Bearer ${operator.token}` };
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(file)], { type: XLSX }), '贷款.xlsx');
  const answer = await fetch(`http://127.0.0.1:${product.port}/api/v1/loans/imports`, { method: 'POST', headers, body: form });
  let found = (await answer.json()) as { importId: number; state: string };
  if (answer.status !== 202) throw new Error(JSON.stringify(found));
  const { importId } = found;
  while (found.state !== ends) {
    if (['failed', 'cancelled', 'committed'].includes(found.state)) throw new Error(JSON.stringify(found).slice(0, 500));
    await sleep(250);
    found = (await (await fetch(`http://127.0.0.1:${product.port}/api/v1/imports/${importId}`, { headers })).json()) as typeof found;
  }
}
