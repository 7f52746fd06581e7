import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyedPlaces } from '../../server/award-lists/keyed-places.js';
import { actOfTask } from '../../server/award-lists/task-acts.js';
import { registerFeatures } from '../../server/processes.js';
import { projectRoot } from '../../server/root.js';
import { businessRoles } from '../../server/values/actor.js';
import { checkDefinition, type Finding } from '../../server/workflow/check-definition.js';
import { knownNames } from '../../server/workflow/registry.js';
import { startProduct, Person, type Product } from '../support/product.js';
import { county, person } from '../support/world.js';

/* Rules of the office know steps by their ids. A drawing that loses such a step is refused, and told what nobody would do any more. */

beforeAll(() => registerFeatures());

const shipped = (name: string): string => readFileSync(join(projectRoot, 'processes', `${name}.bpmn`), 'utf8');
const keyed = async (xml: string): Promise<Finding[]> => (await checkDefinition(xml, knownNames([...businessRoles]))).filter(({ code }) => code.startsWith('keyed-'));
const renamed = (id: string, to: string): string => shipped('vocational-grant').replaceAll(`"${id}"`, `"${to}"`).replaceAll(`>${id}<`, `>${to}<`);

it.each(['vocational-grant', 'vocational-tuition-waiver', 'senior-high-fee-waiver', 'loan-batch', 'repayment-batch', 'hardship-determination'])('the shipped %s has every place its rules know', async (name) => {
  expect(await keyed(shipped(name))).toEqual([]);
  expect(knownNames([]).keyed[name].length).toBeGreaterThan(0);
});

it('every act of a list that is a step of a drawing is among the places', () => {
  const places = new Set(Object.values(keyedPlaces).flat().map(({ key }) => key));
  expect(Object.keys(actOfTask).filter((key) => !places.has(key))).toEqual([]);
});

describe('a drawing of the grant is refused', () => {
  it('when a step has another id: it says which rule would be lost, where the step is now and what to do', async () => {
    const [finding, ...others] = await keyed(renamed('confirm-publicity', 'confirm-the-list'));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ level: 'error', code: 'keyed-step-missing', elementId: 'confirm-the-list' });
    expect(finding.message).toMatch(/图里没有 confirm-publicity 这一步（名单公示确认）：名单公示确认就不再核对.*编号现在是 confirm-the-list，请改回 confirm-publicity/);
  });

  it.each(['enter-list', 'school-review', 'authority-review', 'publish-list', 'manage-disbursement', 'request-withdrawal', 'review-withdrawal'])('when %s has another id', async (id) => {
    expect(await keyed(renamed(id, `new-${id}`))).toMatchObject([{ code: 'keyed-step-missing', elementId: `new-${id}` }]);
  });

  it('when a step is no user task any more', async () => {
    const xml = shipped('vocational-grant').replace(/<bpmn:userTask id="authority-review"([\s\S]*?)<\/bpmn:userTask>/, '<bpmn:manualTask id="authority-review"$1</bpmn:manualTask>');
    expect((await keyed(xml)).map(({ code, message }) => [code, /请把它画回来，编号写 authority-review/.test(message)])).toEqual([['keyed-step-missing', true]]);
  });

  it('when a decision has another value, a field another id or a message another name', async () => {
    expect(await keyed(shipped('vocational-grant').replaceAll('value="reject"', 'value="no"'))).toMatchObject([{ code: 'keyed-decision-missing', elementId: 'confirm-publicity', message: expect.stringContaining('没有 reject 这个决定') }]);
    expect(await keyed(shipped('vocational-grant').replace('camunda:formField id="end"', 'camunda:formField id="until"'))).toMatchObject([{ code: 'keyed-field-missing', elementId: 'publish-list' }]);
    expect(await keyed(shipped('vocational-grant').replace('name="submission-taken-back"', 'name="taken-back"'))).toMatchObject([{ code: 'keyed-message-missing', message: expect.stringContaining('提交以后不能再撤回') }]);
  });
});

it('names may change, and a drawing under a key of its own owes nothing', async () => {
  expect(await keyed(shipped('vocational-grant').replaceAll('name="名单公示确认"', 'name="上级确认"'))).toEqual([]);
  expect(await keyed(renamed('confirm-publicity', 'confirm-the-list').replaceAll('"vocational-grant"', '"our-own-grant"'))).toEqual([]);
});

describe('at the door', () => {
  let product: Product;
  beforeAll(async () => { product = await startProduct(); });
  afterAll(() => product.stop());

  it('is not saved as a version that could be used, and as an unfinished one never activated', async () => {
    const authority = await county();
    const [drawer, publisher] = [await Person.signedIn(product, await person(authority, 'process-administrator')), await Person.signedIn(product, await person(authority, 'process-publisher'))];
    const xml = renamed('confirm-publicity', 'confirm-the-list');
    const refused = await drawer.call('POST', '/process-definitions', xml);
    expect([refused.status, refused.code, (refused.body as { errors: { code: string; elementId: string }[] }).errors.map(({ code, elementId }) => `${code} ${elementId}`)]).toEqual([422, 'definition-invalid', ['keyed-step-missing confirm-the-list']]);
    const kept = await drawer.call('POST', '/process-definitions?unfinished=true', xml);
    expect(kept.status).toBe(201);
    const { version } = kept.body as { version: number };
    expect((await publisher.post(`/process-definitions/vocational-grant/versions/${version}/activation`, { comment: '试' })).code).toBe('definition-invalid');
  });
});
