import ExcelJS from 'exceljs';
import type * as z from 'zod';
import { routes } from '../../server/app.js';
import type { Route } from '../../server/web/route.js';
import type { Person } from './product.js';

/** One thing somebody was given: what was asked, how it was answered, and every word of it (cells of a spreadsheet too). */
export type Given = { address: string; status: number; words: string; body: unknown };

/** What a query may ask, where a route wants to be asked something. */
const WANTED: Record<string, string> = { month: '2023-05', programme: 'vocational-grant', year: '2023', term: '2023-spring', q: '王', purpose: '核对名单', start: '2023-05-10', from: '1', decision: 'pass', list: 'students', count: 'true', schoolYear: '2022-2023', received: '1' };
/** Addresses of one kind each person is asked to open; a page with tabs is several. */
const OF_A_KIND = 4;
const OF_A_PAGE = 10;

/** Drawn from the same figures as the table beside them, and slow to draw. */
const DRAWN = /\.png$|evidence\.zip$/;
const gets = routes.filter(({ method, policy, path }) => method === 'get' && policy !== 'public' && !DRAWN.test(path));
const pages = gets.filter(({ path }) => !path.startsWith('/api/')).map((route) => ({ route, pattern: new RegExp(`^${route.path.replace(/[.]/g, '\\.').replace(/:\w+/g, '[^/]+')}$`) }));
const api = gets.filter(({ path }) => path.startsWith('/api/v1/'));
const isBinary = (type: string): boolean => /spreadsheet|octet|image\/(png|jpe?g)|pdf|zip/.test(type);

const queryOf = (route: Route, all: boolean): string => {
  const shape = Object.keys((route.query as z.ZodObject | undefined)?.shape ?? {}).filter((name) => name in WANTED && (all || name === 'count' || name === 'purpose'));
  return shape.length > 0 ? `?${new URLSearchParams(shape.map((name) => [name, WANTED[name]])).toString()}` : '';
};

/** Everything a person can get: every page links lead to, every route of the API, and what hangs on what these name. */
export async function fetchEverything(person: Person, { leavingNoTrace = false } = {}): Promise<Given[]> {
  // What is taken home goes on record, and few things may be taken home in a minute.
  const may = (route: Route): boolean => !leavingNoTrace || (route.audit === null && route.rate !== 'export');
  const given = await fetchPages(person, may);
  given.push(...(await fetchApi(person, given, may)));
  return given;
}

async function fetchPages(person: Person, may: (route: Route) => boolean): Promise<Given[]> {
  const given: Given[] = [];
  const known = new Set<string>();
  const ofKind = new Map<string, number>();
  const ahead = ['/', ...pages.filter(({ route }) => !route.path.includes(':')).map(({ route }) => route.path + queryOf(route, false)), '/search?q=王', '/search?q=2023'];
  for (let address = ahead.shift(); address; address = ahead.shift()) {
    const [place] = address.split('#');
    const [path, query = ''] = place.split('?');
    const kind = pages.find(({ pattern }) => pattern.test(path));
    if (!kind || known.has(place) || !may(kind.route)) continue;
    known.add(place);
    const tooMany = [[kind.route.path, OF_A_PAGE], [`${kind.route.path} ${new URLSearchParams(query).get('tab') ?? ''}`, OF_A_KIND]] as const;
    if (tooMany.some(([sort, most]) => (ofKind.get(sort) ?? 0) >= most)) continue;
    for (const [sort] of tooMany) ofKind.set(sort, (ofKind.get(sort) ?? 0) + 1);
    const one = await fetched(person, place, () => person.raw(place));
    given.push(one);
    if (one.status === 200) ahead.push(...[...one.words.matchAll(/<a [^>]*?href="(\/[^"]*)"/g)].map(([, href]) => href.replace(/&amp;/g, '&')));
  }
  return given;
}

async function fetchApi(person: Person, seen: readonly Given[], may: (route: Route) => boolean): Promise<Given[]> {
  const given: Given[] = [];
  const ids = new Map<string, Set<string>>();
  const learn = (kind: string, id: unknown): void => { if (typeof id === 'number' || typeof id === 'string') ids.set(kind, (ids.get(kind) ?? new Set()).add(String(id))); };
  for (const { words } of seen) for (const [, kind, id] of words.matchAll(/\/([a-z-]+)\/(\d+)/g)) learn(kind, id);
  const ask = async (route: Route, path: string): Promise<void> => {
    for (const all of [false, true]) {
      const address = path + queryOf(route, all);
      const one = await fetched(person, address, () => person.rawApi(address));
      given.push(one);
      const [kind] = path.replace('/api/v1/', '').split('/').slice(-1);
      for (const item of (one.body as { items?: { id?: unknown }[] } | null)?.items ?? []) learn(kind, item.id);
      if (one.status !== 400) return;
    }
  };
  for (const route of api.filter((one) => may(one) && !one.path.includes(':'))) await ask(route, route.path);
  for (const route of api.filter((one) => may(one) && one.path.includes(':'))) for (const path of filled(route.path, ids).slice(0, OF_A_KIND)) await ask(route, path);
  return given;
}

/** The addresses of a route for what is known: `/award-lists/:id/awards` for every list heard of. */
function filled(path: string, ids: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  let made = [''];
  for (const part of path.split('/').slice(1)) {
    if (!part.startsWith(':')) { made = made.map((so) => `${so}/${part}`); continue; }
    const known = part.startsWith(':id') || /Id/.test(part) ? ids.get(path.split(`/${part}`)[0].split('/').at(-1) ?? '') : undefined;
    const words = part === ':key' ? ['orphan', 'vocational-grant'] : part === ':version' ? ['1'] : part.startsWith(':kind') ? ['students.xlsx'] : [...known ?? []];
    made = made.flatMap((so) => words.slice(0, OF_A_KIND).map((word) => `${so}/${part.startsWith(':id.') ? part.replace(':id', word) : word}`));
  }
  return made;
}

async function fetched(person: Person, address: string, ask: () => Promise<Response>): Promise<Given> {
  const response = await ask();
  const type = response.headers.get('content-type') ?? '';
  if (response.status !== 200 || !isBinary(type)) {
    const words = await response.text();
    return { address, status: response.status, words, body: /json/.test(type) ? JSON.parse(words) : null };
  }
  const bytes = Buffer.from(await response.arrayBuffer());
  return { address, status: response.status, words: /spreadsheet/.test(type) ? await wordsOf(bytes) : '', body: null };
}

/** Every cell of every sheet. */
async function wordsOf(bytes: Buffer): Promise<string> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(bytes as never);
  const words: string[] = [];
  book.eachSheet((sheet) => sheet.eachRow((row) => words.push(JSON.stringify(row.values))));
  return words.join('\n');
}
