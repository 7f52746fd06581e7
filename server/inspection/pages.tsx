import { z } from 'zod';
import { recentRuns, type BackupRun } from '../backup/backup-runs.js';
import { NotFound } from '../lib/errors.js';
import type { Role } from '../values/actor.js';
import { formatInstant } from '../values/office-date.js';
import type { TagProps } from '../web/components/tag.js';
import { deskPage, sealFor } from '../web/desk-page.js';
import { InspectionsPage } from '../web/pages/inspections-page.js';
import { redirect, route, type Route } from '../web/route.js';
import { blankable, id } from '../web/schemas.js';
import { inspectionOf, inspectNow, recentInspections } from './inspect.js';
import type { Standing } from './rules.js';
import { bytesInWords } from '../lib/bytes-in-words.js';

const lookers: readonly Role[] = ['system-administrator', 'security-administrator', 'auditor'];
const tags: Record<Standing, TagProps> = { good: { tone: 'good', icon: 'check', word: '正常' }, watch: { tone: 'mine', icon: 'clock', word: '要看一下' }, bad: { tone: 'bad', icon: 'warn', word: '马上处理' } };
const results: Record<BackupRun['state'], TagProps> = { done: { tone: 'good', icon: 'check', word: '做成了' }, failed: { tone: 'bad', icon: 'cross', word: '没有做成' }, running: { tone: 'run', icon: 'clock', word: '正在做' } };

/** 巡检 at the desk: the three administrators look, the system administrator has it done. */
export const inspectionPages: Route[] = [
  route({
    method: 'get', path: '/inspections', summary: '巡检（页面）', policy: { roles: lookers }, audit: null, rate: 'read', query: z.strictObject({ id: blankable(id) }), answers: { 200: 'html' },
    async handler(input) {
      const recent = await recentInspections(30);
      const asked = input.query.id;
      const shown = asked ? recent.find((one) => one.id === asked) ?? (await inspectionOf(asked)) : recent[0];
      if (asked && !shown) throw new NotFound();
      return deskPage(input, { title: '巡检', crumbs: [{ label: '首页', href: '/' }, { label: '巡检' }] }, (
        <InspectionsPage
          subtitle="程序、数据库、备份和账号是不是都正常；不含业务数据"
          acts={input.actor.role === 'system-administrator' ? [{ key: 'inspect', label: '现在检查', tone: 'main', href: '/inspections', allowed: true, unmet: [], seal: sealFor(input) }] : []}
          {...(shown ? { shown: { title: `${formatInstant(shown.at)} ${shown.by ?? '每日巡检'}`, lines: shown.lines.map((line) => ({ ...line, tag: tags[line.standing] })) } } : {})}
          earlier={recent.map((one) => ({ id: one.id, at: formatInstant(one.at), by: one.by ?? '每日巡检', tag: tags[one.worst], href: `/inspections?id=${one.id}`, current: one.id === shown?.id }))}
          backups={(await recentRuns(20)).map((one) => ({ id: one.id, what: one.kind === 'drill' ? '还原演练' : '备份', at: formatInstant(one.startedAt), result: results[one.state], size: one.state === 'done' ? `${Number(one.rowCount).toLocaleString('en-US')} 行${one.bytes > 0 ? `，${bytesInWords(Number(one.bytes))}` : ''}` : '—', note: [one.folder.split('/').at(-1), one.note].filter(Boolean).join('，') }))}
        />
      ));
    },
  }),
  route({
    method: 'post', path: '/inspections', summary: '现在巡检（页面）', policy: { roles: ['system-administrator'] }, audit: '巡检', rate: 'write', body: z.strictObject({}), answers: { 303: 'html' },
    handler: async ({ actor }) => redirect(`/inspections?id=${await inspectNow(actor)}`, '检查完了'),
  }),
];
