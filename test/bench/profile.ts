import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Node = { id: number; callFrame: { functionName: string; url: string }; children?: number[] };
type Profile = { nodes: Node[]; samples: number[]; timeDeltas: number[] };

/** Where a process's time went, as shares of its busy time. */
export type Shares = { engine: number; database: number; web: number; rest: number; collecting: number };

const parts: [keyof Shares, RegExp][] = [
  ['engine', /node_modules\/(bpmn-elements|smqp|bpmn-engine|moddle-context-serializer)\/|server\/workflow\/(engine|learned|waits)/],
  ['database', /node_modules\/(mysql2|sequelize|sqlstring|sequelize-pool|retry-as-promised|denque|generate-function|long|lru\.min|named-placeholders|iconv-lite)\/|server\/(database|operations)\.js/],
  ['web', /node_modules\/(koa|@koa|koa-[a-z]+|helmet|zod|pino|prom-client|co-body|raw-body|accepts|cookies|content-type|type-is|on-finished|statuses|negotiator|qs|path-to-regexp)[^/]*\/|server\/web\//],
];

/** Reads the newest profile of a folder. Time of a library function counts for the nearest frame of ours or of a known part above it. */
export function readShares(folder: string): { shares: Shares; busyMs: number; top: [string, number][] } {
  const newest = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile')).sort().at(-1);
  if (!newest) throw new Error(`no profile in ${folder}`);
  const { nodes, samples, timeDeltas }: Profile = JSON.parse(readFileSync(join(folder, newest), 'utf8'));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id] as const)));
  const partOf = new Map<number, keyof Shares | null>();
  const part = (id: number): keyof Shares | null => {
    const known = partOf.get(id);
    if (known !== undefined) return known;
    const node = byId.get(id);
    const parent = parents.get(id);
    const { url = '', functionName = '' } = node?.callFrame ?? {};
    const own: keyof Shares | null = functionName === '(idle)' || functionName === '(program)' ? null : functionName === '(garbage collector)' ? 'collecting' : parts.find(([, pattern]) => pattern.test(url))?.[0] ?? null;
    const found = own ?? (functionName === '(idle)' || functionName === '(program)' || parent === undefined ? null : part(parent));
    partOf.set(id, found);
    return found;
  };
  const times: Shares = { engine: 0, database: 0, web: 0, rest: 0, collecting: 0 };
  const self = new Map<string, number>();
  let busy = 0;
  for (const [at, id] of samples.entries()) {
    const node = byId.get(id);
    const name = node?.callFrame.functionName ?? '';
    if (name === '(idle)') continue;
    const ms = timeDeltas[at] / 1000;
    busy += ms;
    times[part(id) ?? 'rest'] += ms;
    const place = `${name} ${node?.callFrame.url.replace(/^.*(node_modules|server)\//, '$1/') ?? ''}`;
    self.set(place, (self.get(place) ?? 0) + ms);
  }
  const shares = Object.fromEntries(Object.entries(times).map(([key, ms]) => [key, ms / busy])) as Shares;
  return { shares, busyMs: busy, top: [...self].sort((a, b) => b[1] - a[1]).slice(0, 40) };
}
