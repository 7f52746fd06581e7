import { Program, letIn } from '../external-workers/program.js';
import { bankCheckedGrant } from '../support/bank-checked-grant.js';
import { attachPhoto, complete, listOf, newList, openTask, walkTo } from '../support/list-walk.js';
import { office, type Office } from '../support/office.js';
import { Person, startProduct, type Product } from '../support/product.js';
import { putInUse } from '../support/redrawn-grant.js';
import { person, students } from '../support/world.js';

/* The authority has drawn a check by the bank into its procedure. A program like those of Camunda's users does it. */

let product: Product;
let here: Office;
let bank: Program;
beforeAll(async () => {
  product = await startProduct();
  here = await office(product);
  await putInUse(here.authority, bankCheckedGrant());
  bank = await letIn({ product, drawer: await person(here.authority, 'process-administrator'), publisher: await person(here.authority, 'process-publisher'), authority: here.authority });
});
afterAll(() => product.stop());

type Handler = (task: { id: number; businessKey: string }, report: (what: string, body?: object) => Promise<unknown>) => Promise<void>;
/** The loop of a Camunda client: ask and wait, hand each task to its handler, ask again, until told to stop. */
function subscribe(program: Program, handler: Handler): { stop(): Promise<void> } {
  const end = new AbortController();
  const loop = (async () => {
    while (!end.signal.aborted) for (const task of await program.fetch(5, { wait: 1_000 })) await handler(task, async (what, body) => { await program.report(task.id, what, body); });
  })();
  return { stop: async () => { end.abort(); await loop; } };
}
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await holds()) return;
    await new Promise((done) => { setTimeout(done, 50); });
  }
  throw new Error('it never came to that');
}

it('after the authority’s review the list waits for the bank; when the program has done its work the school can publish', async () => {
  const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 2));
  await walkTo(here, list.id, 'reviewedAtAuthority');
  expect(await openTask(here.operator, list.id, 'publish-list')).toBeUndefined();
  expect((await here.operator.page(`/award-lists/${list.id}`)).text).toContain('现在不用您办理');
  expect((await here.operator.page(`/award-lists/${list.id}?tab=diagram`)).text).toContain('现在停在“银行账户核验”，由外部程序（bank-account-check）办理');
  const seen: string[] = [];
  const loop = subscribe(bank, async ({ businessKey }, report) => { seen.push(businessKey); await report('complete'); });
  await until(async () => (await openTask(here.operator, list.id, 'publish-list')) !== undefined);
  await loop.stop();
  expect(seen).toEqual([`award-list:${list.id}`]);
  await attachPhoto(here.operator, list.id);
  expect((await complete(here.operator, list.id, 'publish-list', { start: '2023-05-10', end: '2023-05-16' })).status).toBe(200);
  expect((await listOf(here.operator, list.id)).stage).toBe('awaiting-confirmation');
});

it('an account the bank does not know goes to the authority, who looks by hand; then the school can publish', async () => {
  const list = await newList(here.operator, 'vocational-grant', '2023-06', await students(here.place, 1));
  await walkTo(here, list.id, 'reviewedAtAuthority');
  const loop = subscribe(bank, async (_task, report) => { await report('bpmn-error', { errorCode: 'NO_ACCOUNT', errorMessage: '没有这个户' }); });
  await until(async () => (await openTask(here.officer, list.id, 'check-by-hand')) !== undefined);
  await loop.stop();
  expect((await complete(here.officer, list.id, 'check-by-hand', {})).status).toBe(200);
  expect(await openTask(here.operator, list.id, 'publish-list')).toBeDefined();
});

it('a program that fails for good stops nothing for ever: the administrator sees why, tries again, and the next worker does it', async () => {
  const list = await newList(here.operator, 'vocational-grant', '2023-07', await students(here.place, 1));
  await walkTo(here, list.id, 'reviewedAtAuthority');
  const [task] = await bank.fetch();
  await bank.report(task.id, 'failure', { errorMessage: '银行系统停机', retries: 0 });
  const drawer = await Person.signedIn(product, await person(here.authority, 'process-administrator'));
  expect((await drawer.page('/incidents')).text).toContain('银行系统停机');
  const { items }: { items: { id: number; state: string }[] } = (await drawer.get('/incidents?state=open')).body;
  expect((await drawer.submit(`/incidents/${items[0].id}/retry`, {})).status).toBe(303);
  const loop = subscribe(bank, async (_one, report) => { await report('complete'); });
  await until(async () => (await openTask(here.operator, list.id, 'publish-list')) !== undefined);
  await loop.stop();
});
