import { run } from '../../server/database.js';
import { modules, type ModuleGroup } from '../../server/desk/modules.js';
import { businessRoles, type Role } from '../../server/values/actor.js';
import { priorityGroups } from '../../server/values/priority-group.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { county, person, school, student } from '../support/world.js';

/* 附件1 一(一), 一(二) and 三, row by row: the 功能模块 under the very words of the notice, open to exactly its 涉及用户, with what the notice says is on it. */

const authorities: readonly Role[] = ['authority-operator', 'authority-director', 'aid-centre-director'];
const schools: readonly Role[] = ['school-operator', 'school-reviewer'];
const progress: readonly Role[] = ['authority-operator', 'aid-centre-director'];
const functions = ['学生信息查询', '学生受助情况'];
const eightTabs = ['学前', '义教', '普高', '中职', '本专科', '研究生', '各省汇总统计', '学段汇总统计'];
const threeCounts = ['在校学生人数', '逾期学生人数', '当期学生人数', '学籍状态为全日制在读的学生人数。', '学籍状态为全日制在读，且根据入学年月及学制信息可判定为应毕业的学生人数。', '某学生入学年月为2021年9月、学制为2年，则2023年9月起系统判定该生为逾期学生。', '等于在校学生人数减去逾期学生人数。'];

type Row = { paragraph: string; path: string; roles: readonly Role[]; says: readonly string[] };
const rows: readonly Row[] = [
  ...priorityGroups.flatMap(({ label }): Row[] => [
    { paragraph: '一(一)1、一(二)1', path: `综合查询—本地户籍外地就读学生—${label}`, roles: authorities, says: functions },
    { paragraph: '一(一)3、一(二)3', path: `资助业务管理—信息查询—重点保障人群信息查询—${label}`, roles: businessRoles, says: [...functions, '【中央下发】', '【自采集】'] },
  ]),
  { paragraph: '一(一)2(1)', path: '综合查询—重点保障人群受助情况统计—十一类特殊困难学生综合统计', roles: authorities, says: priorityGroups.map(({ label }) => `${label}（人）`) },
  { paragraph: '一(一)2(2)', path: '综合查询—重点保障人群受助情况统计—其他受助情况统计', roles: authorities, says: [...eightTabs, ...priorityGroups.flatMap(({ label }) => [`${label}（人）`, `是否${label}`])] },
  { paragraph: '一(一)4', path: '资助业务管理—信息查询—困难学生信息查询', roles: businessRoles, says: priorityGroups.map(({ label }) => `是否${label}`) },
  { paragraph: '一(一)5', path: '资助业务管理—信息查询—学生受助情况', roles: businessRoles, says: priorityGroups.map(({ label }) => `是否${label}`) },
  { paragraph: '一(一)6(1)', path: '资助业务管理—学生信息管理—家庭经济信息录入', roles: schools, says: priorityGroups.flatMap(({ label }) => [`>${label}</th>`, `是否${label}`]) },
  { paragraph: '一(一)6(1)', path: '资助业务管理—学生信息管理—困难学生认定管理', roles: schools, says: priorityGroups.flatMap(({ label }) => [`>${label}</th>`, `是否${label}`]) },
  { paragraph: '一(一)6(2)', path: '资助业务管理—学生信息管理—困难学生认定结果查看', roles: authorities, says: priorityGroups.flatMap(({ label }) => [`>${label}</th>`, `是否${label}`]) },
  { paragraph: '三', path: '资助项目管理—国家资助—中职国家助学金—工作进展查看', roles: progress, says: threeCounts },
  { paragraph: '三', path: '资助项目管理—国家资助—中职国家免学费—工作进展查看', roles: progress, says: threeCounts },
  { paragraph: '三', path: '综合查询—资助业务工作进展查看', roles: progress, says: threeCounts },
];

let product: Product;
const people = new Map<Role, Person>();
beforeAll(async () => {
  product = await startProduct();
  const authority = await county();
  const place = await school(authority);
  // A table without a row shows no columns.
  const id = await student(place);
  await run("INSERT INTO circumstances (student_id, school_year, priority_groups, household_size, annual_income_fen, factors, entered_by, entered_at) VALUES (?, '2022-2023', 'orphan', 3, 1000000, '{}', 1, UTC_TIMESTAMP(3))", [id]);
  await run("INSERT INTO hardship_determinations (student_id, school_id, school_year, kind, level, suggested, priority_groups, status, current_flag, determined_by, determined_at) VALUES (?, ?, '2022-2023', 'initial', 'special', 'special', 'orphan', 'passed', 1, 1, UTC_TIMESTAMP(3))", [id, place.id]);
  for (const role of [...businessRoles, 'system-administrator', 'security-administrator', 'auditor'] as const) people.set(role, await Person.signedIn(product, await person(schools.includes(role) ? place : authority, role)));
}, 60_000);
afterAll(() => product.stop());

/** Every module under its path of words, as the menu nests them. */
function paths(groups: readonly ModuleGroup[], above: readonly string[] = []): { path: string; href: string; roles: readonly Role[] }[] {
  return groups.flatMap((group) => [...(group.modules ?? []).map(({ label, href, roles }) => ({ path: [...above, group.label, label].join('—'), href, roles })), ...paths(group.groups ?? [], [...above, group.label])]);
}
const menu = paths(modules);

describe.each(rows.map((one) => [one.path, one] as const))('%s', (path, { roles, says }) => {
  it('stands in the menu under these words and is open to exactly these roles, with what the notice puts on it', async () => {
    const [module, ...others] = menu.filter((one) => one.path === path);
    expect([module?.path, others]).toEqual([path, []]);
    expect([...module.roles].sort()).toEqual([...roles].sort());
    const answers: Record<string, number> = {};
    for (const [role, who] of people) answers[role] = (await who.page(module.href)).status;
    expect(answers).toEqual(Object.fromEntries([...people.keys()].map((role) => [role, roles.includes(role) ? 200 : 403])));
    const page = (await people.get(roles[0])?.page(module.href))?.text ?? '';
    expect([...path.split('—'), ...says].filter((words) => !page.includes(words))).toEqual([]);
    expect(page).not.toContain('事实低保边缘');
  });
});

it('the two groups of this upgrade stand last among eleven, the second under its other label', () => {
  expect(priorityGroups.slice(-2).map(({ name, label }) => [name, label])).toEqual([['事实无人抚养儿童', '事实无人抚养儿童'], ['低保边缘家庭', '低保边缘人口']]);
  expect(priorityGroups.map(({ name }) => name)).toEqual(['脱贫家庭（原建档立卡）', '脱贫不稳定家庭（原建档立卡）', '边缘易致贫家庭', '突发严重困难家庭', '城乡低保家庭', '特困救助供养', '孤儿', '残疾', '残疾人子女', '事实无人抚养儿童', '低保边缘家庭']);
});
