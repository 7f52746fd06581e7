import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contractOf } from '../../miniapp/contract.mjs';
import { routes } from '../../server/app.js';
import { openapi } from '../../server/system/openapi.js';
import { projectRoot } from '../../server/root.js';

const read = (...path: string[]): string => readFileSync(join(projectRoot, ...path), 'utf8');

it('the phone’s calls are those the server describes', () => {
  const written = read('miniapp', 'src', 'api', 'contract.ts');
  const now = contractOf(JSON.parse(JSON.stringify(openapi(routes))));
  expect(written === now ? 'up to date' : 'miniapp/src/api/contract.ts is stale: with the server running, node miniapp/contract.mjs http://127.0.0.1:3000/api/openapi.json').toBe('up to date');
});

it('phone and desk take their colours and sizes from the same tokens', () => {
  const desk = tokens(read('server', 'web', 'public', 'tokens.css'));
  const phone = tokens(read('miniapp', 'src', 'styles', 'tokens.css'));
  const strayed = [...phone].filter(([name, values]) => desk.has(name) && values.join(' | ') !== desk.get(name)?.slice(0, values.length).join(' | '));
  expect(phone.size).toBeGreaterThan(30);
  expect(strayed.map(([name, values]) => `${name} is ${values.join(' | ')} on the phone and ${desk.get(name)?.join(' | ')} on the desk`)).toEqual([]);
});

/** Colour tokens with their light and dark values in order. */
function tokens(css: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [, name, value] of css.matchAll(/--([\w-]+):\s*(#[0-9a-f]{3,8})\b/g)) found.set(name, [...(found.get(name) ?? []), value]);
  return found;
}
