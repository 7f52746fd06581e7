import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installShipped } from '../../server/workflow/definition.js';
import type { Changes } from '../support/list-changes.js';
import { complete, newList, openTask, walkTo } from '../support/list-walk.js';
import { office } from '../support/office.js';
import { words } from '../support/page-words.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { county, person, prefecture, students } from '../support/world.js';

let product: Product;
beforeAll(async () => { product = await startProduct(); });
afterAll(() => product.stop());

it('a level a province drew into the path sees what changed since it passed the list, and writes notes at its own step', async () => {
  const shipped = readFileSync(join(__dirname, '../../processes/vocational-grant.bpmn'), 'utf8');
  const drawn = shipped.replace('<bpmn:sequenceFlow id="to-publication" sourceRef="passAuthorityReview" targetRef="publish-list" />', `
    <bpmn:userTask id="prefecture-review" name="市级复核" aid:candidates="authority-operator@prefecture"><bpmn:extensionElements><aid:decisions><aid:decision value="pass" name="复核通过" remarkRequired="false" /></aid:decisions></bpmn:extensionElements></bpmn:userTask>
    <bpmn:sequenceFlow id="to-publication" sourceRef="passAuthorityReview" targetRef="prefecture-review" /><bpmn:sequenceFlow id="checked" sourceRef="prefecture-review" targetRef="publish-list" />`)
    .replace('</bpmndi:BPMNPlane>', '<bpmndi:BPMNShape id="prefecture-review_di" bpmnElement="prefecture-review"><dc:Bounds x="900" y="700" width="100" height="80" /></bpmndi:BPMNShape><bpmndi:BPMNEdge id="checked_di" bpmnElement="checked"><di:waypoint x="950" y="700" /><di:waypoint x="950" y="600" /></bpmndi:BPMNEdge></bpmndi:BPMNPlane>');
  await installShipped([{ name: 'vocational-grant.bpmn', xml: drawn }], new Date('2023-05-10T01:00:00Z'));
  const city = await prefecture();
  const here = await office(product, await county(city));
  const above = await Person.signedIn(product, await person(city, 'authority-operator'));
  const [stays, comes] = await students(here.place, 2);
  const list = await newList(here.operator, 'vocational-grant', '2023-04', [stays]);
  await walkTo(here, list.id, 'reviewedAtAuthority');
  const { items: [award] }: { items: { id: number }[] } = (await above.get(`/award-lists/${list.id}/awards`)).body;
  const note = await above.post(`/award-lists/${list.id}/awards/${award.id}/notes`, { text: '请县里再核一次' });
  expect([note.status, (note.body as { step: string }).step]).toEqual([201, '市级复核']);
  expect((await here.officer.post(`/award-lists/${list.id}/awards/${award.id}/notes`, { text: '不在我这里' })).code).toBe('no-open-task');
  await complete(above, list.id, 'prefecture-review', { decision: 'pass' });
  await complete(here.operator, list.id, 'publish-list', { start: '2023-05-10', end: '2023-05-16' });
  await complete(here.officer, list.id, 'confirm-publicity', { decision: 'reject', remark: '少一人' });
  await here.operator.post(`/award-lists/${list.id}/awards`, { studentId: comes });
  await walkTo(here, list.id, 'reviewedAtAuthority');
  const task = await openTask(above, list.id, 'prefecture-review');
  expect(words(await above.page(`/tasks/${task?.id}`))).toMatch(/“市级复核”通过以后的变化.*＋1 人 新增/);
  const found: Changes = (await above.get(`/award-lists/${list.id}/changes?from=last-approval`)).body;
  expect(found.items.map(({ kind, studentId }) => [kind, studentId])).toEqual([['added', comes]]);
});
