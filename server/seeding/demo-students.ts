import { createHash } from 'node:crypto';
import { rows, run } from '../database.js';
import { pinyinKeys } from '../lib/pinyin.js';
import { protection } from '../protection.js';
import { checkCharacterOf, maskResidentId } from '../values/resident-id.js';
import type { DemoOrganisation } from './demo-people.js';
import { keepNames } from '../students/student-names.js';

const surnames = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎'];
const given = ['子轩', '雨桐', '浩然', '梓涵', '思敏', '嘉豪', '雅静', '建国', '欣怡', '宇航', '佳琪', '文博', '诗涵', '俊杰', '梦瑶', '天佑', '晓峰', '静怡', '家乐', '语嫣', '志远', '心怡', '明哲', '婉婷', '一鸣', '可欣', '鹏飞', '紫萱', '振宇', '若曦', '永康', '若兰', '少杰', '晨曦', '国强', '丽娜', '凯文', '美玲', '海波', '小雨'];
const majors = ['护理', '机电技术应用', '学前教育', '电子商务', '汽车运用与维修', '畜禽生产技术', '计算机应用', '农业机械使用与维护', '会计事务', '旅游服务与管理'];

/** Where some of the students are registered although they study elsewhere: other counties, the other prefecture, another province. */
const homes = ['411821', '411822', '411921', '410105', '420106'];

/** Rolls one number from a text, always the same: the demo world is equal at every birth. */
const roll = (text: string, below: number): number => createHash('sha256').update(text).digest().readUInt32BE(0) % below;

/**
 * The demo students of one school: invented people with valid document numbers of an invented sequence. The first hundred
 * are full-time and on no list, so that whoever tries the product always finds somebody free.
 */
export async function seedStudents(school: DemoOrganisation): Promise<void> {
  const { cipher } = protection();
  const count = school.students ?? 0;
  const values = Array.from({ length: count }, (_, index) => studentRow(school, index, cipher));
  const indexes = values.map((one) => [one.documentIndex]);
  for (let at = 0; at < count; at += 500) await run('INSERT IGNORE INTO persons (document_index) VALUES ?', [indexes.slice(at, at + 500)]);
  const persons = new Map((await rows<{ id: number; document_index: Buffer }>('SELECT id, document_index FROM persons')).map((one) => [one.document_index.toString('hex'), one.id]));
  await keepNames(values.map(({ name, pinyin }) => ({ name, pinyin: pinyin.full, initials: pinyin.initials })));
  for (let at = 0; at < count; at += 500) {
    await run(
      `INSERT INTO students (uid, school_id, person_id, name, name_pinyin, name_initials, document_sealed, document_index, document_masked, gender, grade, major, class_name, enrolment_status, entry_month, programme_months, household_region, card_sealed, card_index, card_tail) VALUES ?`,
      [values.slice(at, at + 500).map((one) => [one.uid, school.id, persons.get(one.documentIndex.toString('hex')) ?? 0, one.name, one.pinyin.full, one.pinyin.initials, one.sealed, one.documentIndex, one.masked, one.gender, one.grade, one.major, one.className, one.status, one.entryMonth, one.months, one.region, one.cardSealed, one.cardIndex, one.cardTail])]);
  }
}

type Cipher = ReturnType<typeof protection>['cipher'];

function studentRow(school: DemoOrganisation, index: number, cipher: Cipher) {
  const seed = `${school.code}:${index}`;
  const name = `${surnames[roll(`s${seed}`, surnames.length)]}${given[roll(`g${seed}`, given.length)]}`;
  const year = 2022 - (index % 3);
  const birth = `${year - 15}${String(1 + roll(`m${seed}`, 12)).padStart(2, '0')}${String(1 + roll(`d${seed}`, 28)).padStart(2, '0')}`;
  // An invented county for each school and a serial within it: no two numbers of the demo world are equal.
  const seventeen = `41${school.region.slice(2, 4)}${10 + (school.id % 90)}${birth}${String(index % 1000).padStart(3, '0')}`;
  const document = `${seventeen}${checkCharacterOf(`${seventeen}0`)}`;
  const uid = uuidOf(seed);
  const card = `621799${String(roll(`c${seed}`, 10_000)).padStart(4, '0')}${String(roll(`k${seed}`, 1_000_000_000)).padStart(9, '0')}`;
  const free = index < 100;
  const unusual = free ? 0 : roll(`u${seed}`, 60);
  return {
    uid, name, pinyin: pinyinKeys(name), sealed: cipher.seal(document, `students.document:${uid}`), documentIndex: cipher.blindIndex('document', document), masked: maskResidentId(document),
    gender: Number(seventeen[16]) % 2 === 1 ? 'male' : 'female', grade: `${year}级`, major: majors[roll(`j${school.code}${index % 30}`, majors.length)], className: `${1 + (index % 4)}班`,
    status: unusual === 1 ? 'suspended' : 'full-time', entryMonth: unusual === 3 ? null : `${year}-09`, months: unusual === 2 ? 24 : unusual === 4 ? 30 : 36, region: roll(`h${seed}`, 8) === 0 ? homes[roll(`w${seed}`, homes.length)] : school.region,
    cardSealed: cipher.seal(card, `students.card:${uid}`), cardIndex: cipher.blindIndex('card', card), cardTail: card.slice(-4),
  };
}

function uuidOf(text: string): string {
  const hex = createHash('sha256').update(`uid${text}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
