import { routes } from '../../server/app.js';
import { maskDocumentNumber } from '../../server/values/identity-document.js';
import { priorityGroups } from '../../server/values/priority-group.js';
import { belongs } from '../support/group-world.js';
import { newList, walkTo } from '../support/list-walk.js';
import { objectionFor } from '../support/objection.js';
import { office, type Office } from '../support/office.js';
import { startProduct, type Product } from '../support/product.js';
import { documentNumber, student } from '../support/world.js';

/* 公示不得公开个人敏感信息: whoever has not signed in learns of nobody that they belong to a group, are in hardship, or how much; not on any page, not in any answer. */

const NAME = '欧阳清漪';
const NUMBER = documentNumber();
const CARD = '6228480402564890018';
let product: Product;
let here: Office;
let id: number;
/** Public notices of all programmes that have one, open and closed. */
const tokens: string[] = [];

beforeAll(async () => {
  product = await startProduct();
  here = await office(product);
  id = await student(here.place, { name: NAME, document: NUMBER, card: CARD });
  for (const { key } of priorityGroups) await belongs(id, { group: key, area: 'rural', verification: 'true' });
  const entered = await here.operator.call('PUT', `/students/${id}/circumstances`, { groups: Object.fromEntries(priorityGroups.map(({ key }) => [key, 'yes'])), householdSize: 4, annualIncome: '1800.00', factors: { economy: '父母务农', emergency: '父亲车祸' } });
  expect(entered.status).toBe(200);
  expect((await here.operator.post(`/students/${id}/hardship-determinations`, { level: 'special' })).status).toBe(201);
  for (const programme of ['vocational-grant', 'vocational-tuition-waiver']) {
    const list = await newList(here.operator, programme, '2023-05', [id]);
    const { publicity } = await walkTo(here, list.id, 'published');
    tokens.push(publicity?.token ?? '');
  }
}, 60_000);
afterAll(() => product.stop());

/** What nobody may learn of anybody without signing in: groups by name, label and key, levels and tiers, circumstances, numbers. */
const groupWords = priorityGroups.flatMap(({ key, name, label }) => [key, name, label]);
const levelWords = ['特别困难', '一般困难', '困难等级', '困难学生', '父母务农', '父亲车祸', '1800.00', '低保', '特困', '建档立卡', 'rural', 'hardship'];
const ownWords = [NAME, NUMBER, NUMBER.slice(0, 14), maskDocumentNumber(NUMBER), CARD, `****${CARD.slice(-4)}`];
/** The notice says of itself what it leaves out. */
const PROMISE = '不公示证件号、联系方式、家庭情况、困难等级和金额。';
const said = (text: string, words: readonly string[]): string[] => words.filter((word) => text.includes(word));

async function ask(method: string, path: string, accept: string, body?: object): Promise<{ status: number; text: string }> {
  const form = body && !path.startsWith('/api/');
  const reply = await fetch(`${product.url}${path}`, {
    method, redirect: 'manual',
    headers: { Accept: accept, ...(body ? { 'Content-Type': form ? 'application/x-www-form-urlencoded' : 'application/json', Origin: product.url } : {}) },
    ...(body ? { body: form ? new URLSearchParams(body as Record<string, string>).toString() : JSON.stringify(body) } : {}),
  });
  return { status: reply.status, text: `${await reply.text()} ${JSON.stringify([...reply.headers])}` };
}
const accepts = ['text/html', 'application/json', '*/*'];
const filled = (path: string, token: string): string => path.replace(':token', token).replace(/:key\b/g, 'orphan').replace(/:\w+/g, String(id));

it('the notice says of whoever has every flag what the notice may say: place in the list, hidden name, grade, major, class, and no more', async () => {
  for (const token of tokens) {
    const { people } = JSON.parse((await fetch(`${product.url}/publicity/${token}`, { headers: { Accept: 'application/json' } }).then((reply) => reply.text()))) as { people: object[] };
    expect(people).toEqual([{ position: 1, name: '欧阳*漪', grade: '2022级', major: '护理', className: '1班' }]);
  }
});

const open = routes.filter(({ policy }) => policy === 'public').map(({ method, path }) => [method, path] as const);
it.each(open)('%s %s, which anybody may call, holds no group, level, number or whole name', async (method, path) => {
  for (const token of path.includes(':token') ? tokens : ['']) {
    for (const accept of accepts) {
      const body = method === 'post' ? (path.includes('objections') ? objectionFor(token) : { login: here.operator.actor.login, password: 'x', client: 'api' }) : undefined;
      const { status, text } = await ask(method.toUpperCase(), filled(path, token), accept, body);
      expect([status < 500, said(text.replaceAll(PROMISE, ''), [...groupWords, ...levelWords, ...ownWords])]).toEqual([true, []]);
    }
  }
});

it('every other route, asked without signing in, tells only that: no group, level, number or name of anybody', async () => {
  const found: string[] = [];
  for (const { method, path, policy } of routes) {
    if (policy === 'public') continue;
    for (const accept of ['text/html', 'application/json']) {
      const { status, text } = await ask(method.toUpperCase(), filled(path, tokens[0]), accept, method === 'get' ? undefined : {});
      // A page leads to the way in and back to where one wanted to go: the address itself may name a group, as typed.
      const words = said(text.replaceAll(encodeURIComponent(filled(path, tokens[0])), '').replaceAll(filled(path, tokens[0]), ''), [...groupWords.filter((word) => !path.includes(word)), ...levelWords.filter((word) => !path.includes(word)), ...ownWords]);
      if (status === 200 || words.length > 0) found.push(`${method} ${path}: ${status} ${words.join('、')}`);
    }
  }
  expect(found).toEqual([]);
}, 120_000);

it('what is served beside the routes holds nothing of a person: health, figures, descriptions', async () => {
  for (const path of ['/healthz', '/readyz', '/metrics', '/api/openapi.json', '/api/docs', '/m/', '/favicon.svg', '/robots.txt', '/sitemap.xml', '/no-such-page', `/publicity/${'0'.repeat(32)}`]) {
    expect([path, said((await ask('GET', path, 'text/html')).text, ownWords)]).toEqual([path, []]);
  }
});
