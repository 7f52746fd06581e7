import { randomUUID } from 'node:crypto';
import { run } from '../../server/database.js';
import { pinyinKeys } from '../../server/lib/pinyin.js';
import { protection } from '../../server/protection.js';
import type { Actor, Level, Role } from '../../server/values/actor.js';
import { checkCharacterOf, maskResidentId } from '../../server/values/resident-id.js';
import { dutyOf } from '../../server/values/duty.js';

/** An organisation made for a test. */
export type Place = { id: number; name: string; level: Level; path: string };

let serial = 0;
const next = (): number => (serial += 1);

async function place(name: string, level: Level, parent: Place | null, more: { kind?: string; stage?: string } = {}): Promise<Place> {
  const number = next();
  const { insertId } = await run('INSERT INTO organisations (code, name, level, kind, stage, parent_id, region_code, path, telephone) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    [`T${number}`, name, level, more.kind ?? 'education', more.stage ?? null, parent?.id ?? null, '411821', '', '0398-62000001']);
  const path = `${parent?.path ?? '/'}${insertId}/`;
  await run('UPDATE organisations SET path = ? WHERE id = ?', [path, insertId]);
  return { id: insertId, name, level, path };
}

/** A province of its own, so that nothing of another test is in its subtree. */
export const province = (name = `第${serial + 1}省学生资助管理中心`, above: Place | null = null): Promise<Place> => place(name, 'province', above);
/** A centre with nothing below it yet. */
export const central = (name = `第${serial + 1}全国学生资助管理中心`): Promise<Place> => place(name, 'central', null);
export const prefecture = async (above?: Place, name = `第${serial + 1}市学生资助管理中心`): Promise<Place> => place(name, 'prefecture', above ?? (await province()));
/** A county, with its own prefecture and province unless one is given. */
export const county = async (above?: Place, name = `第${serial + 1}县学生资助管理中心`): Promise<Place> => place(name, 'county', above ?? (await prefecture()));
/** A vocational school under its direct authority, unless another stage is asked for. */
export const school = (authority: Place, overrides: { name?: string; stage?: string } = {}): Promise<Place> => place(overrides.name ?? `第${serial + 1}职业学校`, 'school', authority, { kind: 'school', stage: overrides.stage ?? 'vocational' });

const people = ['李秀梅', '赵国栋', '王建平', '赵敏', '陈立新', '周文娟', '吴海涛', '郑晓燕', '孙志强', '马丽华'];

/** Somebody with this post, as who they act. */
export async function person(organisation: Place, role: Role, name = people[serial % people.length]): Promise<Actor> {
  const login = `t${next()}.${role}`;
  const { insertId } = await run('INSERT INTO users (login, name, duty, organisation_id, password_ages) VALUES (?, ?, ?, ?, 0)', [login, name, dutyOf(role), organisation.id]);
  await run('INSERT INTO posts (user_id, organisation_id, role) VALUES (?, ?, ?)', [insertId, organisation.id, role]);
  return { userId: insertId, login, name, role, organisation: { id: organisation.id, name: organisation.name, level: organisation.level, path: organisation.path } };
}

export type StudentOverrides = { name?: string; document?: string; grade?: string; major?: string; className?: string; status?: string; entryMonth?: string | null; months?: number | null; card?: string | null };

/** A valid document number that no other test uses. */
export function documentNumber(): string {
  const number = next();
  const day = Math.floor(number / 900); // born on each day so many
  const seventeen = `411821${2005 + (day % 5)}0${1 + (Math.floor(day / 5) % 9)}${10 + (Math.floor(day / 45) % 18)}${100 + (number % 900)}`;
  return `${seventeen}${checkCharacterOf(`${seventeen}0`)}`;
}

/** A full-time student of the school. @returns the id. */
export async function student(at: Place, overrides: StudentOverrides = {}): Promise<number> {
  const { cipher } = protection();
  const uid = randomUUID();
  const document = overrides.document ?? documentNumber();
  const name = overrides.name ?? `张梓${'桐涵轩琪萱'[serial % 5]}`;
  const index = cipher.blindIndex('document', document);
  await run('INSERT IGNORE INTO persons (document_index) VALUES (?)', [index]);
  const card = overrides.card === undefined ? null : overrides.card;
  const pinyin = pinyinKeys(name);
  await run('INSERT INTO student_names (name, pinyin, initials) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE name = VALUES(name)', [name, pinyin.full, pinyin.initials]);
  return (await run(
    `INSERT INTO students (uid, school_id, person_id, name, name_pinyin, name_initials, document_sealed, document_index, document_masked, gender, grade, major, class_name, enrolment_status, entry_month, programme_months, card_sealed, card_index, card_tail)
     SELECT ?, ?, id, ?, ?, ?, ?, ?, ?, 'female', ?, ?, ?, ?, ?, ?, ?, ?, ? FROM persons WHERE document_index = ?`,
    [uid, at.id, name, pinyin.full, pinyin.initials, cipher.seal(document, `students.document:${uid}`), index, maskResidentId(document), overrides.grade ?? '2022级', overrides.major ?? '护理', overrides.className ?? '1班',
      overrides.status ?? 'full-time', overrides.entryMonth === undefined ? '2022-09' : overrides.entryMonth, overrides.months === undefined ? 36 : overrides.months,
      card ? cipher.seal(card, `students.card:${uid}`) : null, card ? cipher.blindIndex('card', card) : null, card ? card.slice(-4) : null, index])).insertId;
}

/** Several students at once. @returns their ids. */
export async function students(at: Place, count: number, overrides: StudentOverrides = {}): Promise<number[]> {
  const ids: number[] = [];
  for (let made = 0; made < count; made += 1) ids.push(await student(at, overrides));
  return ids;
}
