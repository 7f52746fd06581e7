import { z } from 'zod';
import { formatYuan } from '../lib/money.js';
import { json, route, type Route } from '../web/route.js';
import { idParams } from '../web/schemas.js';
import { askArchive, askReopening, decideArchive, goOn, yearArchive, yearArchives } from './archive.js';
import { archiveShape, askers, deciders, oneReaders, presentArchive, readers, reason, remark, reopeners, reopeningReason, resumers, schoolYear, version, yearShape } from './schemas.js';
import { yearsWithLists } from './years.js';

const base = '/api/v1/year-archives';
const about = { method: 'post' as const, rate: 'write' as const, params: idParams };

/** 学年归档 as data. */
export const yearArchiveRoutes: Route[] = [
  route({ method: 'get', path: base, summary: '学年归档：有名单的各学年，和各次归档', policy: readers, audit: null, rate: 'read', answers: { 200: z.object({ years: z.array(yearShape), items: z.array(archiveShape) }) },
    handler: async ({ actor }) => json(200, { years: (await yearsWithLists(actor)).map(({ year, paid, ...sums }) => ({ schoolYear: year, ...sums, paid: formatYuan(paid) })), items: (await yearArchives(actor)).map(presentArchive) }) }),
  route({ method: 'post', path: base, summary: '申请归档一个结束了的学年（省级）；另一人同意以后名单只能查看', policy: askers, audit: '申请学年归档', rate: 'write', body: z.strictObject({ schoolYear, reason: reason.default('') }), answers: { 201: archiveShape },
    refusals: ['in-progress', 'already-archived', 'year-not-over', 'nothing-to-archive', 'reason-required'], handler: async ({ actor, body }) => json(201, presentArchive(await askArchive(actor, body))) }),
  route({ method: 'get', path: `${base}/:id`, summary: '一次学年归档：谁申请、谁同意、办到哪里、校验值', policy: oneReaders, audit: null, rate: 'read', params: idParams, answers: { 200: archiveShape }, handler: async ({ actor, params }) => json(200, presentArchive(await yearArchive(actor, params.id))) }),
  route({ ...about, path: `${base}/:id/decision`, summary: '同意或不同意归档、重新打开（另一人）', policy: deciders, audit: '决定学年归档', body: z.strictObject({ version, agree: z.boolean(), remark: remark.default('') }), answers: { 200: archiveShape },
    refusals: ['same-person', 'stale-version', 'already-done', 'remark-required', 'year-not-over', 'nothing-to-archive', 'reason-required'], handler: async ({ actor, params, body }) => json(200, presentArchive(await decideArchive(actor, params.id, body))) }),
  route({ ...about, path: `${base}/:id/reopening`, summary: '申请重新打开已归档的学年（写明理由）', policy: reopeners, audit: '申请重新打开学年', body: z.strictObject({ version, reason: reopeningReason }), answers: { 200: archiveShape },
    refusals: ['stale-version', 'not-archived'], handler: async ({ actor, params, body }) => json(200, presentArchive(await askReopening(actor, params.id, body))) }),
  route({ ...about, path: `${base}/:id/continuation`, summary: '后台中断以后继续；存档与归档时不符的（pack-damaged），在 work.failure 里写明是哪份名单', policy: resumers, audit: '继续后台归档', body: z.strictObject({ version }), answers: { 200: archiveShape },
    refusals: ['stale-version', 'already-done', 'pack-damaged'], handler: async ({ actor, params, body }) => json(200, presentArchive(await goOn(actor, params.id, body.version))) }),
];
