import { z } from 'zod';
import type { ProductError } from '../lib/errors.js';
import type { Role } from '../values/actor.js';
import { formatInstant } from '../values/office-date.js';
import type { TagProps } from '../web/components/tag.js';
import { deskPage, sealFor, type Asking } from '../web/desk-page.js';
import { InvariantsPage } from '../web/pages/invariants-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { blankable, id } from '../web/schemas.js';
import { beginCheck, checkOf, recentChecks, type InvariantCheck } from './invariant-check.js';

const lookers: readonly Role[] = ['system-administrator', 'security-administrator', 'auditor'];
const doers: readonly Role[] = ['system-administrator', 'auditor'];
const good: TagProps = { tone: 'good', icon: 'check', word: '成立' };
const bad: TagProps = { tone: 'bad', icon: 'warn', word: '不成立' };
const tagOf = ({ state, broken }: InvariantCheck): TagProps => (state === 'running' ? { tone: 'run', icon: 'clock', word: '正在核对' } : state === 'failed' ? { tone: 'idle', icon: 'cross', word: '没有做完' } : broken === 0 ? { ...good, word: '都成立' } : { ...bad, word: `${broken} 条不成立` });

/** 账目核对 at the desk: the three administrators look, the system administrator and the auditor have it done. */
export const invariantPages: Route[] = [
  route({ method: 'get', path: '/invariants', summary: '账目核对（页面）', policy: { roles: lookers }, audit: null, rate: 'read', query: z.strictObject({ id: blankable(id) }), answers: { 200: 'html' }, handler: (input) => show(input, input.query.id) }),
  route({
    method: 'post', path: '/invariants', summary: '现在核对账目（页面）', policy: { roles: doers }, audit: '账目核对', rate: 'write', body: z.strictObject({}), answers: { 303: 'html' },
    handler: async ({ actor }) => redirect(`/invariants?id=${await beginCheck(actor)}`),
    onRefusal: (input, error) => show(input, undefined, error),
  }),
];

async function show(asking: Asking, asked?: number, error?: ProductError): Promise<Answer> {
  const recent = await recentChecks(30);
  const one = asked === undefined ? recent.at(0) : await checkOf(asked);
  return deskPage(asking, { title: '账目核对', crumbs: [{ label: '首页', href: '/' }, { label: '巡检', href: '/inspections' }, { label: '账目核对' }] }, (
    <InvariantsPage
      subtitle="名单、发放、公示、流程和留痕之间应当成立的，逐条查一遍；只读，只列份数和编号"
      acts={doers.includes(asking.actor.role) ? [{ key: 'check', label: '现在核对', icon: 'check', tone: 'main', href: '/invariants', allowed: true, unmet: [], seal: sealFor(asking) }] : []}
      {...(error ? { refused: error.message } : {})}
      {...(one?.progress ? { running: { ...one.progress, href: `/invariants?id=${one.id}` } } : {})}
      {...(one && one.lines.length > 0 ? { shown: { title: `${formatInstant(one.at)} ${one.by ?? '每日核对'}`, rows: [...one.lines].sort((a, b) => Number(b.found > 0) - Number(a.found > 0)).map((line) => ({ key: line.key, name: line.name, tag: line.found === 0 ? good : bad, found: line.found === 0 ? '—' : `${line.of} ${line.found.toLocaleString('en-US')} 个`, records: line.records.join('、') || '—', meaning: line.found === 0 ? '—' : line.meaning })) } } : {})}
      earlier={recent.map((each) => ({ id: each.id, at: formatInstant(each.at), by: each.by ?? '每日核对', tag: tagOf(each), href: `/invariants?id=${each.id}`, current: each.id === one?.id }))}
    />
  ));
}
