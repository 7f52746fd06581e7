import { createConnection, type Connection } from 'mysql2/promise';
import type { DatabaseTarget } from '../../server/env.js';
import { oldTables, oldTableKeys, type OldRow, type OldTableKey } from '../../server/legacy/old-tables.js';
import { checkCharacterOf } from '../../server/values/resident-id.js';
import { workersTarget } from './database.js';
import { randomFrom, type Random } from './random.js';

/** Rows of a V3.1.0 database, table by table; what is not said is NULL. */
export type OldWorld = Record<OldTableKey, Record<string, string | null>[]>;

const DECIMAL = new Set(['payable', 'paid', 'amount']);
const emptyWorld = (): OldWorld => ({ organisations: [], students: [], lists: [], awards: [], payments: [], loans: [], repayments: [] });

/** The smallest old world: a province, a city, a county, a vocational school and a senior high school with some students each. */
export function smallOldWorld(students = 4): OldWorld {
  const world = emptyWorld();
  world.organisations.push(
    { org_code: 'P41', name: '示范省学生资助管理中心', level: '省级', region_code: '410000' },
    { org_code: 'C4118', parent_code: 'P41', name: '示范市学生资助管理中心', level: '市级', region_code: '411800' },
    { org_code: 'X411821', parent_code: 'C4118', name: '示范县学生资助管理中心', level: '县级', region_code: '411821' },
    { org_code: '3641118001', parent_code: 'X411821', name: '示范县职业学校', level: '学校', stage: '中职', region_code: '411821' },
    { org_code: '3441118001', parent_code: 'X411821', name: '示范县高级中学', level: '学校', stage: '普高', region_code: '411821' },
    { org_code: '4141010001', parent_code: 'P41', name: '示范大学', level: '学校', stage: '本专科', region_code: '410105' });
  for (const [school, key] of [['3641118001', 'V'], ['3441118001', 'H']] as const) for (let at = 1; at <= students; at += 1) world.students.push(oldStudent(school, `${key}${at}`, at + (key === 'H' ? 500 : 0)));
  return world;
}

export const oldNumber = (serial: number): string => {
  const seventeen = `411821${2004 + (Math.floor(serial / 900) % 5)}0${1 + (Math.floor(serial / 100) % 9)}1${serial % 10}${String(100 + (serial % 900)).padStart(3, '0')}`;
  return `${seventeen}${checkCharacterOf(`${seventeen}0`)}`;
};
const oldStudent = (school: string, no: string, serial: number): Record<string, string | null> => ({ student_no: no, school_code: school, name: '王小明', id_kind: '居民身份证', id_number: oldNumber(serial), gender: '男', grade: '2021级', major: '护理', class_name: '1班', status: '全日制在读', entry_month: '2021-09', programme_years: '3', household_region: '411821' });

type ListMore = { people?: string[]; payable?: string; paid?: string | null; payments?: boolean };
/** Adds a list with its people to the world. */
export function oldList(world: OldWorld, no: string, list: Record<string, string | null>, { people = [], payable = '800.00', paid = null, payments = false }: ListMore = {}): void {
  world.lists.push({ list_no: no, batch_no: '1', submit_status: '已提交', school_review: '通过', authority_review: '通过', publicity: '学校未公示', created_on: '2022-03-01', ...list });
  for (const [at, student] of people.entries()) {
    world.awards.push({ award_no: `${no}-${at + 1}`, list_no: no, student_no: student, payable, paid, lifted: '是', disabled_hardship: '否' });
    if (payments && paid) world.payments.push({ payment_no: `${no}-${at + 1}-p`, award_no: `${no}-${at + 1}`, paid_on: '2022-05-10', amount: paid, channel: '资助卡', status: '成功' });
  }
}

/** A world drawn by lot: schools, students, lists of all three programmes in every state with clear and unclear times, loans and repayments, and the dirt old tables have. The same seed, the same world. */
export function randomOldWorld(seed: number, size = { schools: 6, students: 20, lists: 60, loans: 60 }): OldWorld {
  const random = randomFrom(seed);
  const world = smallOldWorld(0);
  const schools = Array.from({ length: size.schools }, (_, at) => ({ code: `S${String(at).padStart(3, '0')}`, high: at % 3 === 2 }));
  for (const { code, high } of schools) world.organisations.push({ org_code: code, parent_code: pick(random, ['X411821', 'X411821', 'C4118', 'P41']), name: `第${code}学校`, level: '学校', stage: high ? '普高' : '中职', region_code: '411821' });
  world.organisations.push({ org_code: 'LOST', parent_code: 'NOWHERE', name: '上级不明的学校', level: '学校', stage: '中职' });
  let serial = 0;
  for (const { code } of schools) {
    for (let at = 0; at < size.students; at += 1) world.students.push({ ...oldStudent(code, `${code}-${at}`, 1000 + (serial += 1)), name: pick(random, ['李雷', '韩梅梅', '欧阳子轩']), status: pick(random, ['全日制在读', '全日制在读', '在读', '休学', '毕业', '别的']), id_number: at === 0 ? null : at === 1 ? oldNumber(1000 + serial - 1) : oldNumber(1000 + serial) });
  }
  for (let at = 0; at < size.lists; at += 1) {
    const { code, high } = pick(random, schools);
    const programme = high ? '建档立卡等免学杂费' : pick(random, ['中职国家助学金', '中职国家免学费', '中职国家助学金', '不认识的项目']);
    const paid = random() < 0.4 ? pick(random, ['800.00', '799.99', '0.01', '123.45']) : null;
    const students = Array.from({ length: size.students }, (_, place) => `${code}-${place}`).filter(() => random() < 0.15);
    oldList(world, `L${String(at).padStart(4, '0')}`, {
      programme, school_code: random() < 0.05 ? 'LOST' : code, list_year: pick(random, ['2020', '2021', '2022', '2021-2022', null, '去年']), list_term: pick(random, ['春', '秋季', '上学期', '第二学期', null, '全年']), list_month: pick(random, ['3', '05', '11', '2022-04', null, '13']), batch_no: pick(random, ['1', '1', '2']),
      submit_status: pick(random, ['已提交', '已提交', '未提交']), school_review: pick(random, ['通过', '通过', '待审核', '不通过']), authority_review: pick(random, ['通过', '待审核', '不通过', null]), publicity: pick(random, ['学校已公示', '学校未公示', null]), publicity_start: random() < 0.7 ? '2022-04-01' : null, publicity_end: '2022-04-08',
    }, { people: random() < 0.05 ? [...students, 'GHOST'] : students, payable: pick(random, ['800.00', '425.50', '0.01']), paid, payments: random() < 0.7 });
  }
  world.awards.push({ award_no: 'ORPHAN', list_no: 'NO-LIST', student_no: 'S000-3', payable: '88.88', paid: '1.11' });
  world.payments.push({ payment_no: 'ORPHAN-P', award_no: 'NO-AWARD', paid_on: '2022-05-10', amount: '7.77', channel: '资助卡', status: '成功' });
  for (let at = 0; at < size.loans; at += 1) {
    const no = `N${String(at).padStart(4, '0')}`;
    world.loans.push({ loan_no: no, province_code: random() < 0.03 ? 'NOWHERE' : 'P41', name: '赵贷', id_number: oldNumber(5000 + (at % 40)), stage: pick(random, ['本专科', '研究生', '本科', random() < 0.1 ? '小学' : '本专科']), school_kind: pick(random, [null, '科研院所', '普通高校']), school_name: '示范大学', bank: pick(random, ['中原银行', '郑州银行']), contract_no: pick(random, [`HT${at}`, `HT${at % 7}`, null]), issued_on: pick(random, ['2019-09-20', '2021-09-01', random() < 0.1 ? null : '2022-10-08']), amount: pick(random, ['8000.00', '11999.99', '16000.00', '0.01']), review_status: pick(random, ['审核通过', '待审核', '不通过']) });
    if (random() < 0.6) world.repayments.push({ repayment_no: `R${no}`, loan_no: random() < 0.05 ? 'NO-LOAN' : no, amount: pick(random, ['100.00', '33.33', '0.01']), repaid_at: pick(random, ['2022-12-01', '2023-01-05 10:11:12', '2023-02-01 00:00:00']), review_status: pick(random, ['审核通过', '待审核']) });
  }
  return world;
}

const pick = <T>(random: Random, from: readonly T[]): T => random.pick(from);

/** Makes the old database of this worker anew with these rows. @returns where it is. */
export async function makeOldDatabase(world: OldWorld): Promise<DatabaseTarget> {
  const mine = await workersTarget();
  const target = { ...mine, database: `${mine.database}_old` };
  const connection = await createConnection({ socketPath: mine.socketPath, user: mine.user });
  try {
    await connection.query(`DROP DATABASE IF EXISTS ${target.database}`);
    await connection.query(`CREATE DATABASE ${target.database} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci`);
    await connection.query(`USE ${target.database}`);
    for (const key of oldTableKeys) await fill(connection, key, world[key]);
  } finally {
    await connection.end();
  }
  return target;
}

async function fill(connection: Connection, key: OldTableKey, rows: readonly OldRow[]): Promise<void> {
  const { table, id, columns } = oldTables[key];
  await connection.query(`CREATE TABLE ${table} (${columns.map((column) => `${column} ${column === id ? 'VARCHAR(64) NOT NULL PRIMARY KEY' : DECIMAL.has(column) ? 'DECIMAL(12,2) NULL' : 'VARCHAR(120) NULL'}`).join(', ')})`);
  for (let at = 0; at < rows.length; at += 1000) await connection.query(`INSERT INTO ${table} (${columns.join(', ')}) VALUES ?`, [rows.slice(at, at + 1000).map((row) => columns.map((column) => row[column] ?? null))]);
}
