import { countAwaiting } from '../../server/priority-groups/count-awaiting.js';
import { countElsewhere } from '../../server/statistics/population.js';
import { priorityGroups } from '../../server/values/priority-group.js';
import { educationStages } from '../../server/values/stage.js';
import { belongs, receivedBefore, regionOfPlace, registeredIn } from '../support/group-world.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { county, person, prefecture, province, school, student, type Place } from '../support/world.js';
import type { Role } from '../../server/values/actor.js';

/* 附件1 一(一) and 一(二), for all eleven groups: the functions, whom they list, and who may use them. */

let product: Product;
let city: Place;
let shire: Place;
let neighbour: Place;
let here: Place;
let there: Place;
const people = new Map<string, Person>();
const who = (name: string): Person => {
  const found = people.get(name);
  if (!found) throw new Error(name);
  return found;
};

beforeAll(async () => {
  product = await startProduct();
  city = await prefecture(await province());
  shire = await county(city);
  neighbour = await county(city);
  await regionOfPlace(city.id, '411800');
  await regionOfPlace(shire.id, '411821');
  await regionOfPlace(neighbour.id, '411822');
  here = await school(shire);
  there = await school(neighbour);
  await regionOfPlace(here.id, '411821');
  await regionOfPlace(there.id, '411822');
  const staff: [string, Place, Role][] = [['operator', here, 'school-operator'], ['reviewer', here, 'school-reviewer'], ['officer', shire, 'authority-operator'], ['director', shire, 'authority-director'], ['aidcentre', shire, 'aid-centre-director'], ['cityofficer', city, 'authority-operator'], ['admin', shire, 'system-administrator']];
  for (const [name, place, role] of staff) people.set(name, await Person.signedIn(product, await person(place, role)));
}, 60_000);
afterAll(() => product.stop());

type Found = { items: { id: number; name: string; memberships: { id: number; source: string; verification: string; version: number }[]; aid: { month: string }[]; times: number; paid: string }[]; total: number };
const students = async (name: string, path: string): Promise<Found> => (await who(name).get(`${path}${path.includes('?') ? '&' : '?'}count=true`)).body;
const ids = (found: Found): number[] => found.items.map(({ id }) => id);

describe.each(priorityGroups.map(({ key, label }) => [label, key] as const))('%s', (label, key) => {
  it('学生信息查询 and 学生受助情况 of those studying here, 中央下发 and 自采集, in both tabs and once together', async () => {
    const both = await student(here);
    await belongs(both, { group: key, source: 'central' });
    await belongs(both, { group: key, source: 'local', verification: 'true' });
    const central = await student(here);
    await belongs(central, { group: key, source: 'central' });
    const abroad = await student(there);
    await belongs(abroad, { group: key, source: 'central' });
    await receivedBefore(both, '2020-12', 100_000);
    await receivedBefore(both, '2022-12', 50_000, 'senior-high');
    const path = `/priority-groups/${key}/students`;
    expect(ids(await students('officer', path))).toEqual([both, central]);
    expect(ids(await students('officer', `${path}?source=central`))).toEqual([both, central]);
    expect(ids(await students('reviewer', `${path}?source=local`))).toEqual([both]);
    expect(ids(await students('cityofficer', path))).toEqual([both, central, abroad]);
    const aid = await students('director', `/priority-groups/${key}/aid-history`);
    expect(aid.items.map(({ id, times, paid, aid: facts }) => [id, times, paid, facts.map(({ month }) => month)])).toEqual([[both, 2, '1500.00', ['2022-12', '2020-12']], [central, 0, '0.00', []]]);
    const page = await who('operator').page(`/priority-groups/${key}?source=central`);
    for (const words of [label, '【中央下发】', '【自采集】', '学生信息查询', '学生受助情况']) expect(page.text).toContain(words);
  });

  it('本地户籍外地就读: by the viewer’s own region; a neighbour county is elsewhere for the county, not for the prefecture', async () => {
    const away = await student(there);
    await registeredIn(away, '411821');
    const other = await student(there);
    await registeredIn(other, '411822');
    const near = await student(here);
    await registeredIn(near, '411821');
    for (const id of [away, other, near]) await belongs(id, { group: key });
    await receivedBefore(away, '2021-12', 30_000);
    const scope = 'scope=registered-here-studying-elsewhere';
    for (const name of ['officer', 'director', 'aidcentre']) expect([name, ids(await students(name, `/priority-groups/${key}/students?${scope}`))]).toEqual([name, [away]]);
    expect(ids(await students('cityofficer', `/priority-groups/${key}/students?${scope}`))).toEqual([]);
    expect([(await countElsewhere(who('officer').actor)).get(key), (await countElsewhere(who('cityofficer').actor)).get(key)]).toEqual([1, undefined]);
    expect((await students('officer', `/priority-groups/${key}/aid-history?${scope}`)).items.map(({ times }) => times)).toEqual([1]);
    for (const name of ['operator', 'reviewer', 'admin']) {
      expect([name, (await who(name).get(`/priority-groups/${key}/students?${scope}`)).code, (await who(name).page(`/studying-elsewhere/${key}`)).status]).toEqual([name, 'role-not-allowed', 403]);
    }
    expect((await who('aidcentre').page(`/studying-elsewhere/${key}?tab=aid`)).text).toContain(label);
  });

  it('is a column of the two statistics and a filter of 学生受助情况 in each of the eight tabs', async () => {
    const tabs = [...educationStages, 'provinces', 'stages'];
    for (const tab of tabs) {
      const page = await who('director').page(`/statistics/aid-by-stage?tab=${tab}`);
      expect([tab, page.text.includes(`${label}（人）`), page.text.includes(`是否${label}`), page.text.includes(`name="${key}"`)]).toEqual([tab, true, true, true]);
    }
    expect((await who('aidcentre').page('/statistics/priority-groups')).text).toContain(`${label}（人）`);
    const [yes, no, all] = [await students('operator', `/aid-records?${key}=yes`), await students('operator', `/aid-records?${key}=no`), await students('operator', '/aid-records')];
    expect([yes.total > 0, yes.total + no.total]).toEqual([true, all.total]);
    expect((await who('reviewer').page('/aid-records')).text).toContain(`是否${label}`);
  });
});

it('statistics of the groups are for authorities; 信息查询 is for all business roles; administrators see nobody', async () => {
  const answers: Record<string, number[]> = {};
  for (const name of ['operator', 'reviewer', 'officer', 'director', 'aidcentre', 'admin']) {
    answers[name] = [];
    for (const address of ['/statistics/priority-groups', '/statistics/aid-by-stage?tab=vocational', '/priority-groups/orphan/students', '/priority-groups/orphan/aid-history', '/aid-records', '/unaided-students']) answers[name].push((await who(name).get(address)).status);
  }
  const schools = [403, 403, 200, 200, 200, 200];
  const all = [200, 200, 200, 200, 200, 200];
  expect(answers).toEqual({ operator: schools, reviewer: schools, officer: all, director: all, aidcentre: all, admin: [403, 403, 403, 403, 403, 403] });
});

it('the words of the notice: name 低保边缘家庭, label 低保边缘人口, never 事实低保边缘人口', async () => {
  const page = await who('officer').page('/priority-groups');
  expect(page.text).toContain('低保边缘人口');
  expect(page.text).not.toContain('事实低保边缘人口');
  const labels = priorityGroups.map(({ label }) => page.text.indexOf(`>${label}</a></th>`));
  expect([labels.every((at) => at > 0), [...labels].sort((a, b) => a - b)]).toEqual([true, labels]);
});

it('the school verifies what was issued: 不属实 needs a reason and leaves the statistics, 已转出 waits for the next school', async () => {
  const operator = who('operator');
  const id = await student(here);
  const record = await belongs(id, { group: 'orphan' });
  const waiting = await countAwaiting(operator.actor);
  const count = async (): Promise<number> => (await students('officer', '/priority-groups/orphan/students')).total;
  const before = await count();
  const verify = (outcome: string, version: number, reason?: string) => operator.post(`/group-memberships/${record}/verifications`, { outcome, version, ...(reason ? { reason } : {}) });
  expect((await verify('untrue', 0)).code).toBe('remark-required');
  expect((await verify('untrue', 0, '2023年3月已退出')).status).toBe(201);
  expect((await verify('true', 0)).code).toBe('stale-version');
  expect([await count(), await countAwaiting(operator.actor)]).toEqual([before - 1, waiting - 1]);
  expect(ids(await students('officer', '/priority-groups/orphan/students?verification=untrue'))).toContain(id);
  expect((await verify('transferred', 1)).status).toBe(201);
  expect([await count(), await countAwaiting(operator.actor)]).toEqual([before, waiting - 1]);
  for (const name of ['reviewer', 'officer']) expect([name, (await who(name).post(`/group-memberships/${record}/verifications`, { outcome: 'true', version: 2 })).code]).toEqual([name, 'role-not-allowed']);
  const stranger = await Person.signedIn(product, await person(there, 'school-operator'));
  expect((await stranger.post(`/group-memberships/${record}/verifications`, { outcome: 'true', version: 2 })).status).toBe(404);
  const page = await operator.page(`/students/${await waitingStudent()}/record`);
  expect(page.text).toContain('核实：孤儿（中央下发）');
});

async function waitingStudent(): Promise<number> {
  const id = await student(here);
  await belongs(id, { group: 'orphan' });
  return id;
}

it('自采集: the school keeps what it found itself, once, and ends it; 应助未助 lists who is aided nowhere', async () => {
  const id = await student(here, { name: '张若兰' });
  const operator = who('operator');
  const collect = (body: object) => operator.post(`/students/${id}/group-memberships`, body);
  expect((await collect({ group: 'sudden-hardship', validFrom: '2023-05', validTo: '2023-04' })).code).toBe('period-backwards');
  const made = await collect({ group: 'sudden-hardship', area: 'rural', validFrom: '2023-05' });
  expect([made.status, (made.body as { verification: string }).verification]).toEqual([201, 'true']);
  expect((await collect({ group: 'sudden-hardship', validFrom: '2023-05' })).code).toBe('in-use');
  const unaided = await students('operator', '/unaided-students?q=zrl');
  expect(ids(unaided)).toContain(id);
  await receivedBefore(id, '2023-04', 20_000);
  expect(ids(await students('operator', '/unaided-students?q=张若兰'))).not.toContain(id);
  const { id: record, version } = made.body as { id: number; version: number };
  expect((await operator.patch(`/group-memberships/${record}`, { version, validTo: '2023-05' })).status).toBe(200);
  const central = await belongs(id, { group: 'disabled' });
  expect((await operator.patch(`/group-memberships/${central}`, { version: 0, validTo: '2023-06' })).code).toBe('not-own-record');
  const refused = await operator.submit(`/students/${id}/group-memberships`, { _key: 'collect-again-1', group: 'sudden-hardship', area: '', validFrom: '2023-05', validTo: '' });
  expect([refused.status, refused.text.includes('已经登记过')]).toEqual([409, true]);
});
