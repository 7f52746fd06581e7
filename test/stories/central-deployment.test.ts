import { EnvironmentInvalid, readEnvironment } from '../../server/env.js';
import { row, rows, run } from '../../server/database.js';
import { demoActor } from '../../server/seeding/demo-people.js';
import { deploymentOfData, whyNotDeployed } from '../../server/seeding/deployment.js';
import { DEMO_MORNING, seedDemo } from '../../server/seeding/seed.js';
import type { Around } from '../support/list-walk.js';
import { listOf, newList, walkTo } from '../support/list-walk.js';
import { officeTime, Person, startProduct, type Product } from '../support/product.js';

/* 中央部署 (正文一: 中央部门所属各高等学校、党校和会计学院): the same build, school → central authority, nothing in between. */

let product: Product;
let around: Around;
const sit = async (login: string): Promise<Person> => Person.signedIn(product, await demoActor(login));
beforeAll(async () => {
  product = await startProduct();
  await seedDemo(() => undefined, 'central');
  await officeTime(DEMO_MORNING);
  around = { operator: await sit('school1.operator'), reviewer: await sit('school1.reviewer'), officer: await sit('central.operator') };
}, 120_000);
afterAll(() => product.stop());

it('has a central authority and its institutions, no province, city or county', async () => {
  expect((await rows<{ level: string; n: number }>('SELECT level, COUNT(*) AS n FROM organisations GROUP BY level ORDER BY level')).map(({ level, n }) => [level, n])).toEqual([['central', 1], ['school', 4]]);
  expect(await deploymentOfData()).toBe('central');
});

it.each(['vocational-grant', 'vocational-tuition-waiver'] as const)('a list of %s goes the whole way: school, school review, central review, publicity, central confirmation', async (programme) => {
  const free = await rows<{ id: number }>("SELECT s.id FROM students s JOIN organisations o ON o.id = s.school_id WHERE o.id = ? AND s.enrolment_status = 'full-time' ORDER BY s.id LIMIT 2", [around.operator.actor.organisation.id]);
  const { id } = await newList(around.operator, programme, '2023-05', free.map((one) => one.id));
  await walkTo(around, id, 'confirmed');
  const list = await listOf(around.officer, id);
  expect([list.authority.name, list.status.authorityPublicity]).toEqual(['全国学生资助管理中心', 'confirmed']);
});

it('the central officer finds the schools in board and statistics, without rows or choices of cities and counties', async () => {
  const page = (await around.officer.page('/statistics/work-progress?programme=vocational-grant')).text;
  expect([page.includes('京澜大学附属中等职业学校'), /<option value="(prefecture|county|province)"/.test(page), page.includes('<option value="school"')]).toEqual([true, false, true]);
  const board = (await around.officer.page('/board')).text;
  expect([board.includes('京澜大学附属中等职业学校'), /县（区）级|市级/.test(board)]).toEqual([true, false]);
});

it('the menus are those of the level: no provincial loans, and the university has no list to make', async () => {
  const central = (await around.officer.page('/')).text;
  expect([central.includes('名单公示确认'), central.includes('省级贷款信息管理')]).toEqual([true, false]);
  expect((await (await sit('central.director')).page('/loans/overview')).status).toBe(403);
  expect((await (await sit('university1.operator')).page('/')).text).not.toContain('资助名单公示');
  expect((await (await sit('accounting.operator')).page('/hardship-determinations')).status).toBe(200);
});

it('a wrong word, or data of the other deployment, refuses the start with one clear line', async () => {
  expect(() => readEnvironment({ DEPLOYMENT: 'city' })).toThrow(EnvironmentInvalid);
  expect([readEnvironment({}).deployment, readEnvironment({ DEPLOYMENT: 'central' }).deployment]).toEqual([null, 'central']);
  expect([await whyNotDeployed('central'), await whyNotDeployed(null)]).toEqual([null, null]);
  expect(await whyNotDeployed('province')).toMatch(/^DEPLOYMENT=province（省级部署），但这个数据库是按中央部署（central）建的。[^\n]*$/);
  const { insertId } = await run("INSERT INTO organisations (code, name, level, path) VALUES ('X1', '误建的县', 'county', '/999999/')");
  expect(await whyNotDeployed('central')).toContain('有省、市或县级单位');
  await run('DELETE FROM organisations WHERE id = ?', [insertId]);
  expect(await row('SELECT 1 AS found FROM organisations WHERE code = ?', ['X1'])).toBeUndefined();
});
