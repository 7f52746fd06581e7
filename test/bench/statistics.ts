import { pinyinKeys } from '../../server/lib/pinyin.js';
import { findPopulation, type PopulationAsked } from '../../server/statistics/population.js';
import { aidByStage, groupStatistics } from '../../server/statistics/group-statistics.js';
import { workProgress } from '../../server/statistics/work-progress.js';
import { findStudents } from '../../server/students/query.js';
import { countRosters } from '../../server/statistics/count-rosters.js';
import { row, rows, run } from '../../server/database.js';
import { priorityGroups } from '../../server/values/priority-group.js';
import type { Actor } from '../../server/values/actor.js';
import { call, type Call } from './callers.js';
import { median, percentile, rounded, type Table } from './figures.js';
import type { BenchProduct } from './product.js';
import { planOfLongest } from './plans.js';
import { organisation, person } from './world.js';

const ASKED = 20;
const A_STATEMENT = 20_000;

/** A province of vocational students with memberships: what its statistics and the people behind their numbers take. */
export async function measureStatistics(product: BenchProduct, { students, memberships, schools }: { students: number; memberships: number; schools: number }): Promise<Table> {
  const province = await organisation('统计省', 'province', null, '/');
  const places: number[] = [];
  for (let at = 0; at < schools; at += 1) {
    const prefecture = at % 50 === 0 ? await organisation(`统计市${at / 50}`, 'prefecture', province.id, province.path) : null;
    if (prefecture) county = await organisation(`统计县${at}`, 'county', prefecture.id, prefecture.path);
    else if (at % 6 === 0) county = await organisation(`统计县${at}`, 'county', parentOf(county.path), county.path.replace(/\d+\/$/, ''));
    places.push((await organisation(`统计学校${at}`, 'school', county.id, county.path)).id);
  }
  await build(places, students, memberships);
  const begun = performance.now();
  while ((await countRosters(province.path, 1000)) > 0);
  const counted = performance.now() - begun;
  const officer = await person(province.id, 'authority-operator');
  const actor: Actor = { userId: officer.userId, login: '', name: '', role: 'authority-operator', organisation: { id: province.id, name: '统计省', level: 'province', path: province.path } };
  const people = (asked: PopulationAsked) => findPopulation(actor, asked, { limit: 50 }, { count: true });
  const searched = (q: string): string => `/api/v1/aid-records?q=${encodeURIComponent(q)}&count=true`;
  const asked: [what: string, path: string, work: () => Promise<unknown>][] = [
    ['工作进展，按市', '/api/v1/statistics/work-progress', () => workProgress(actor, {})], ['工作进展，按学校', '/api/v1/statistics/work-progress?by=school', () => workProgress(actor, { by: 'school' })], ['当期学生明细，带总数', '/api/v1/statistics/work-progress?drill=current', () => people({ progress: 'current' })],
    ['十一类综合统计，按市', '/api/v1/statistics/priority-groups', () => groupStatistics(actor, {})], ['十一类综合统计，按学校', '/api/v1/statistics/priority-groups?by=school', () => groupStatistics(actor, { by: 'school' })], ['孤儿明细，带总数', '/api/v1/statistics/priority-groups?drill=orphan', () => people({ group: 'orphan' })], ['应助未助明细，带总数', '/api/v1/statistics/priority-groups?drill=unaided', () => people({ group: 'any', aided: 'no' })],
    ['按姓名找（没有这个人）', searched(NOBODY), () => people({ q: NOBODY })], ['按姓名找（两个字，很多人）', searched('梓桐'), () => people({ q: '梓桐' })], ['按拼音找（没有这个人）', searched('xqxqz'), () => people({ q: 'xqxqz' })], ['按证件号码末四位找', searched('9999'), () => people({ q: '9999' })], ['在孤儿里按姓名找（一个字）', `/api/v1/priority-groups/orphan/students?q=${encodeURIComponent('桐')}&count=true`, () => people({ group: 'orphan', q: '桐' })],
    ['学生列表按姓名找（没有这个人）', `/api/v1/students?q=${encodeURIComponent(NOBODY)}&count=true`, () => findStudents(actor, { q: NOBODY, limit: 50 }, { count: true })],
    ['中职受助统计', '/api/v1/statistics/aid-by-stage?tab=vocational', () => aidByStage(actor, 'vocational', {})], ['学段汇总统计', '/api/v1/statistics/aid-by-stage?tab=stages', () => aidByStage(actor, 'stages', {})],
  ];
  const found: string[][] = [];
  const plans: string[] = [];
  for (const [what, path, work] of asked) {
    plans.push(`${what}：${await planOfLongest(work)}`);
    const calls = Array.from({ length: ASKED }, (): Call => ({ method: 'GET', path, token: officer.token }));
    await call(product.port, calls.slice(0, 2), 1);
    const { latencies, failures } = await call(product.port, calls, 1);
    found.push([what, rounded(median(latencies)), rounded(percentile(latencies, 0.99)), String(failures.length)]);
  }
  const cells = (await row<{ n: number }>('SELECT COUNT(*) AS n FROM group_counts'))?.n ?? 0;
  return {
    title: '统计', head: ['问什么（全省）', 'p50 毫秒', 'p99 毫秒', '出错'], rows: found,
    note: `${students.toLocaleString('en-US')} 名中职学生、${memberships.toLocaleString('en-US')} 条群体记录、${schools} 所学校。数字取自汇总行（roster_counts、group_counts 共 ${cells.toLocaleString('en-US')} 格），查询前把有变动的学校重新统计；全部学校从头统计一遍 ${rounded(counted / 1000)} 秒。明细逐校列出：每校几人由汇总行知道，只看这一页所在的几所学校（students_search 按 school_id、enrolment_status 取，group_memberships_once 和 awards_person 按人逐个查），总数就是统计表上的数。姓名逐校在 students_search 里找，不读名册行。\n\n每一项里最久的一条查询怎样执行（表：取法，索引，估计行数）：${plans.map((plan) => `\n- ${plan}`).join('')}`,
  };
}

/** Nobody of the province is called so. */
const NOBODY = '若兰';
const SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文'];
const GIVEN = [...'梓桐涵轩琪萱浩宇子墨欣怡诗雨晨博文思远佳明晓东建国志强丽娜静敏燕艳娟霞秀英华慧巧美婷雅芝玉萍红娥玲芬芳彩春菊凤洁梅琳素云莲真环雪荣爱妹香月莺媛瑞凡嘉琼勤珍贞莉桂娣叶璧璐娅琦晶妍茜秋珊莎锦黛青倩婉娴瑾颖露瑶婵雁蓓纨仪荷丹蓉眉君琴蕊薇菁梦岚苑婕馨瑗琰韵融园艺咏卿聪澜纯毓悦昭冰爽琬茗羽希宁飘育滢馥筠柔竹霭凝霄枫芸菲寒伊亚宜可姬舒影荔枝丽阳妮宝贝初程梵罡恒鸿桦骅剑娇纪宽苛灵玛媚琪晴容睿烁堂唯威韦雯苇阅彦宇雨洋忠宗曼紫逸贤蝶菡绿蓝儿翠烟']; // no 若, no 兰
const picked = (what: string, from: readonly string[]): string => `ELT(1 + CRC32(CONCAT('${what}', n.id)) MOD ${from.length}, ${from.map((one) => `'${one}'`).join(', ')})`;
const spelt = (from: readonly string[]): string[] => from.map((one) => pinyinKeys(one).full);
/** A name of two or three characters, and how it is typed in letters. */
const NAME = `CONCAT(${picked('s', SURNAMES)}, ${picked('a', GIVEN)}, IF(n.id MOD 8 = 0, '', ${picked('b', GIVEN)}))`;
const LETTERS = ['', 'LEFT'].map((part) => `CONCAT(${[picked('s', spelt(SURNAMES)), picked('a', spelt(GIVEN))].map((one) => (part ? `LEFT(${one}, 1)` : one)).join(', ')}, IF(n.id MOD 8 = 0, '', ${part ? `LEFT(${picked('b', spelt(GIVEN))}, 1)` : picked('b', spelt(GIVEN))}))`).join(', ');

let county = { id: 0, path: '/' };
const parentOf = (path: string): number => Number(path.split('/').filter(Boolean).at(-2));

/** Persons, students and memberships by doubling statements; nothing of it is measured. */
async function build(places: readonly number[], students: number, memberships: number): Promise<void> {
  const from = (await row<{ last: number | null }>('SELECT MAX(id) AS last FROM persons'))?.last ?? 0;
  await run('CREATE TABLE IF NOT EXISTS bench_numbers (n INT UNSIGNED NOT NULL PRIMARY KEY)');
  await run(`INSERT IGNORE INTO bench_numbers VALUES ${Array.from({ length: 1000 }, (_, at) => `(${at})`).join(',')}`);
  for (let size = 1000; size < A_STATEMENT; size *= 2) await run('INSERT IGNORE INTO bench_numbers SELECT n + ? FROM bench_numbers', [size]);
  const school = `ELT(1 + n.at MOD ${places.length}, ${places.join(', ')})`;
  for (let at = 0; at < students; at += A_STATEMENT) {
    await run('INSERT INTO persons (document_index) SELECT UNHEX(MD5(CONCAT(?, n))) FROM bench_numbers WHERE n < ?', [`bench${at}-`, Math.min(A_STATEMENT, students - at)]);
    await run(
      `INSERT INTO students (uid, school_id, person_id, name, name_pinyin, name_initials, document_sealed, document_index, document_masked, gender, grade, major, class_name, enrolment_status, entry_month, programme_months, household_region)
       SELECT UUID(), ${school}, n.id, ${NAME}, ${LETTERS}, '', n.document_index, CONCAT('4118**********', LPAD(CRC32(CONCAT('t', n.id)) MOD 9000, 4, '0')), 'female', '2022级', '护理', '1班', IF(n.at MOD 40 = 0, 'suspended', 'full-time'), ELT(1 + n.at MOD 4, '2022-09', '2021-09', '2020-09', '2019-09'), 36 + 12 * (n.at MOD 80 > 0), '411821'
         FROM (SELECT p.id, p.document_index, p.id - ? AS at FROM persons p WHERE p.id > ? ORDER BY p.id LIMIT ${Math.min(A_STATEMENT, students - at)}) n`, [from, Math.max(from, (await row<{ last: number | null }>('SELECT MAX(person_id) AS last FROM students'))?.last ?? 0)]);
  }
  // In parts, as a statement may take half a minute.
  for (let first = 0, last = (await row<{ last: number }>('SELECT MAX(id) AS last FROM students'))?.last ?? 0; first <= last; first += A_STATEMENT) {
    await run('INSERT INTO student_names (name, pinyin, initials) SELECT CONVERT(s.name USING utf8mb4) COLLATE utf8mb4_bin, s.name_pinyin, s.name_initials FROM students s WHERE s.id BETWEEN ? AND ? ON DUPLICATE KEY UPDATE student_names.pinyin = student_names.pinyin', [first, first + A_STATEMENT - 1]);
  }
  const keys = priorityGroups.map(({ key }) => `'${key}'`).join(', ');
  const each = Math.ceil(memberships / students);
  // So many rows a statement that none runs into the limit of a query.
  const span = (await row<{ first: number; last: number }>('SELECT MIN(id) AS first, MAX(id) AS last FROM students WHERE person_id > ?', [from])) ?? { first: 1, last: 0 };
  let wanted = memberships;
  for (let round = 0; round < each; round += 1) {
    for (let first = span.first; first <= span.last && wanted > 0; first += A_STATEMENT) {
      wanted -= (await run(
        `INSERT INTO group_memberships (person_id, group_key, source, name, document_masked, valid_from, verification) SELECT s.person_id, ELT(1 + (s.id + ${round * 3}) MOD 11, ${keys}), IF(s.id MOD 4 = 0, 'local', 'central'), s.name, s.document_masked, '2022-09', 'true' FROM students s WHERE s.id BETWEEN ? AND ? AND s.person_id > ? LIMIT ?`,
        [first, first + A_STATEMENT - 1, from, wanted])).affected;
    }
  }
  await rows('ANALYZE TABLE students, student_names, group_memberships, roster_counts, group_counts');
  // The server's clockwork has counted the schools while they were still empty.
  await run(`INSERT INTO roster_marks (school_id) VALUES ${places.map((id) => `(${id})`).join(', ')}`);
}
