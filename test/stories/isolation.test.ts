import { attachPhoto, listOf, newList, openTask, walkTo } from '../support/list-walk.js';
import { awardsOn, office, type Office } from '../support/office.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { row } from '../../server/database.js';
import type { Role } from '../../server/values/actor.js';
import { county, person, prefecture, students } from '../support/world.js';

let product: Product;
let here: Office;
let list: { id: number };
let strangers: [string, Person][];
beforeAll(async () => {
  product = await startProduct();
  const above = await prefecture();
  here = await office(product, await county(above));
  const neighbour = await office(product, here.authority);
  const away = await office(product, await county(above));
  list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 2));
  await walkTo(here, list.id, 'confirmed');
  const otherPrefecture = await county();
  const somebody = async (role: Role, at = here.authority): Promise<Person> => Person.signedIn(product, await person(at, role));
  strangers = [
    ['a school of the same county', neighbour.operator], ['its reviewer', neighbour.reviewer], ['another county of the same prefecture', away.officer], ['a county of another prefecture', await somebody('authority-operator', otherPrefecture)],
    ['the director of another county', await somebody('authority-director', otherPrefecture)], ['the auditor', await somebody('auditor')], ['the system administrator', await somebody('system-administrator')],
    ['the security administrator', await somebody('security-administrator')], ['the process administrator', await somebody('process-administrator')],
  ];
}, 60_000);
afterAll(() => product.stop());

it('nobody outside school and direct line finds the list on any door', async () => {
  const [award] = await awardsOn(here.operator, list.id);
  const file: { items: { id: number }[] } = (await here.operator.get(`/award-lists/${list.id}/attachments`)).body;
  const instance = await row<{ id: number }>('SELECT id FROM process_instances WHERE subject_id = ?', [list.id]);
  const task = await openTask(here.operator, list.id, 'request-withdrawal');
  const doors: [string, string, unknown?][] = [
    ['GET', `/award-lists/${list.id}`], ['GET', `/award-lists/${list.id}/awards`], ['GET', `/award-lists/${list.id}/history`], ['GET', `/award-lists/${list.id}/rounds`], ['GET', `/award-lists/${list.id}/changes`], ['GET', `/award-lists/${list.id}/export.xlsx`],
    ['GET', `/award-lists/${list.id}/attachments`], ['GET', `/award-lists/${list.id}/attachments/${file.items[0].id}`], ['GET', `/award-lists/${list.id}/disbursements`], ['GET', `/award-lists/${list.id}/withdrawal-impact`],
    ['POST', `/award-lists/${list.id}/submission`, {}], ['PATCH', `/award-lists/${list.id}/awards/${award.id}`, { version: 0, tier: 'high' }], ['POST', `/award-lists/${list.id}/withdrawal-requests`, { reason: 'x' }], ['DELETE', `/award-lists/${list.id}`],
    ['GET', `/tasks/${task?.id}`], ['POST', `/tasks/${task?.id}/completion`, { version: 0 }], ['GET', `/process-instances/${instance?.id}`], ['GET', `/process-instances/${instance?.id}/diagram.svg`], ['GET', `/process-instances/${instance?.id}/history`],
  ];
  for (const [who, stranger] of strangers) {
    for (const [method, path, body] of doors) expect([who, method, path, (await stranger.call(method, path, body)).status]).toEqual([who, method, path, 404]);
    const absent = await stranger.get('/award-lists/4000000');
    const foreign = await stranger.get(`/award-lists/${list.id}`);
    expect(absent.text).toBe(foreign.text);
  }
});

it('collections show a stranger nothing of it', async () => {
  for (const [who, stranger] of strangers) {
    const lists = await stranger.get('/award-lists?count=true&month=2023-05');
    const found = lists.status === 200 ? (lists.body as { items: { id: number }[]; total: number }) : { items: [], total: 0 };
    expect([who, found.items.some(({ id }) => id === list.id)]).toEqual([who, false]);
    if (stranger.actor.role === 'authority-operator') expect([who, found.total]).toEqual([who, 0]);
    const search = await stranger.page(`/search?q=${encodeURIComponent(here.place.name)}`);
    expect([who, search.text.includes(`/award-lists/${list.id}"`)]).toEqual([who, false]);
    expect([who, [403, 404].includes((await stranger.page(`/award-lists/${list.id}`)).status)]).toEqual([who, true]);
  }
});

it('an attachment is not reached through the address of another list', async () => {
  const second = await newList(here.operator, 'vocational-grant', '2023-04', await students(here.place, 1));
  await attachPhoto(here.operator, second.id);
  const file: { items: { id: number }[] } = (await here.operator.get(`/award-lists/${list.id}/attachments`)).body;
  expect((await here.operator.get(`/award-lists/${second.id}/attachments/${file.items[0].id}`)).status).toBe(404);
  expect((await here.operator.get(`/award-lists/${list.id}/attachments/${file.items[0].id}`)).status).toBe(200);
});

it('those who only look may look and not act: director, aid-centre director, and the authority above', async () => {
  const above = await row<{ id: number; name: string; path: string }>("SELECT id, name, path FROM organisations WHERE level = 'prefecture' AND ? LIKE CONCAT(path, '%')", [here.authority.path]);
  const readers = await Promise.all([
    person(here.authority, 'authority-director'), person(here.authority, 'aid-centre-director'),
    person({ id: above?.id ?? 0, name: above?.name ?? '', level: 'prefecture', path: above?.path ?? '' }, 'authority-operator'),
  ].map(async (actor) => Person.signedIn(product, await actor)));
  for (const reader of readers) {
    const seen = await listOf(reader, list.id);
    expect(seen.id).toBe(list.id);
    expect(Object.values(seen.can).some(({ allowed }) => allowed)).toBe(false);
    for (const [method, path, body] of [['POST', `/award-lists/${list.id}/submission`, {}], ['POST', `/award-lists/${list.id}/withdrawal-requests`, { reason: 'x' }], ['POST', `/award-lists/${list.id}/disbursements`, { nonsense: 1 }]] as const) {
      const answer = await reader.call(method, path, body);
      expect([answer.status, answer.code]).toEqual([403, 'role-not-allowed']);
    }
    expect((await reader.page(`/award-lists/${list.id}`)).status).toBe(200);
  }
});
