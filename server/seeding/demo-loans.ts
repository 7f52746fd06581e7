import { importLoans, type CheckedLoan } from '../loans/import-loans.js';
import { importRepayments } from '../loans/import-repayments.js';
import { rows } from '../database.js';
import { setOfficeClock } from '../office-clock.js';
import type { Actor } from '../values/actor.js';
import { checkCharacterOf } from '../values/resident-id.js';
import { completeTask } from '../workflow/complete-task.js';
import { openTaskOf } from '../workflow/task.js';
import { demoActor, type DemoOrganisation } from './demo-people.js';

const names = ['周文博', '李思远', '王雨晴', '赵一鸣', '陈嘉怡', '孙浩然', '马晓宇', '朱佳琪', '胡明轩', '郭子涵'];
const banks = ['中原银行', '河南省农村信用社', '郑州银行'];
const places = [{ schoolKind: 'university', schoolName: '' }, { schoolKind: 'university', schoolName: '' }, { schoolKind: 'university', schoolName: '' }, { schoolKind: 'research', schoolName: '中原第七研究所' }, { schoolKind: 'military', schoolName: '中原军事学院' }] as const;

/**
 * 国家助学贷款 in the demo world: four years of loans of three local banks reviewed by the province, repayments of some, and one
 * batch of each that still waits for the director.
 */
export async function seedLoans(organisations: Map<string, DemoOrganisation>): Promise<void> {
  const university = organisations.get('university1');
  const province = organisations.get('province');
  if (!university || !province) throw new Error('the demo world has no university1');
  const operator = await demoActor('province.operator');
  const director = await demoActor('province.director');
  let serial = 0;
  const loans = (year: number, month: number, count: number): CheckedLoan[] => Array.from({ length: count }, (_, at) => {
    serial += 1;
    const place = places[serial % places.length];
    const postgraduate = place.schoolKind === 'research' || serial % 7 === 0;
    return {
      row: at + 2, name: names[serial % names.length], documentNumber: numberOf(serial), stage: postgraduate ? 'postgraduate' : 'undergraduate', schoolKind: place.schoolKind, schoolName: place.schoolName || university.name, schoolCode: null, bank: banks[serial % banks.length],
      contractNo: `ZY${year}-${String(serial).padStart(5, '0')}`, year, issuedOn: `${year}-${String(month).padStart(2, '0')}-${String(10 + (serial % 15)).padStart(2, '0')}`, amount: postgraduate ? 1_600_000 - (serial % 4) * 100_000 : 1_200_000 - (serial % 6) * 80_050, schoolId: place.schoolKind === 'university' ? university.id : null,
      studyProvinceId: province.id, overFormerCap: year < 2021 && !postgraduate,
    };
  });
  const enter = async (at: string, batch: CheckedLoan[]): Promise<number> => {
    await setOfficeClock(new Date(at));
    return importLoans(operator, parts(batch));
  };
  const reviewed = [await enter('2023-04-19T09:00:00+08:00', [...loans(2019, 9, 18), ...loans(2020, 9, 22), ...loans(2021, 9, 26), ...loans(2022, 9, 34)])];
  await setOfficeClock(new Date('2023-04-20T10:00:00+08:00'));
  for (const id of reviewed) await pass(director, 'loan-batch', 'review-loans', id);
  const passed = await rows<{ id: number; key_hex: string; amount_fen: number; year: number }>("SELECT id, LOWER(HEX(loan_key)) AS key_hex, amount_fen, year FROM loans WHERE status = 'passed' AND year <= 2021 ORDER BY id");
  await setOfficeClock(new Date('2023-05-04T09:00:00+08:00'));
  const early = passed.filter((_, at) => at % 3 === 0).map((one, at) => ({ row: at + 2, loanId: one.id, loanKey: one.key_hex, amount: at % 4 === 0 ? one.amount_fen : Math.round(one.amount_fen / 3), repaidAt: `${2022 + (at % 2)}-0${1 + (at % 4)}-1${at % 9} 10:${String(at % 60).padStart(2, '0')}:00`, early: at % 5 !== 0 }));
  const cut = Math.floor(early.length * 0.7);
  await pass(director, 'repayment-batch', 'review-repayments', await importRepayments(operator, parts(early.slice(0, cut))));
  await setOfficeClock(new Date('2023-05-08T09:30:00+08:00'));
  await importRepayments(operator, parts(early.slice(cut)));
  await enter('2023-05-08T10:00:00+08:00', [...loans(2022, 10, 5), ...loans(2023, 4, 9)]);
}

async function pass(director: Actor, kind: string, key: string, id: number): Promise<void> {
  const task = await openTaskOf({ kind, id }, key);
  if (!task) throw new Error(`demo batch ${id} does not wait at ${key}`);
  await completeTask(director, task.id, { version: task.version, decision: 'pass' });
}

async function* parts(found: readonly object[]): AsyncGenerator<string> {
  yield JSON.stringify(found);
}

/** A valid number of nobody: born on a day of 2001 to 2003. */
function numberOf(serial: number): string {
  const seventeen = `410105${2001 + (serial % 3)}0${1 + (serial % 9)}1${serial % 10}${String(300 + serial).slice(-3)}`;
  return `${seventeen}${checkCharacterOf(`${seventeen}0`)}`;
}
