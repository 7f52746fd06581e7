import { z } from 'zod';
import { NotFound } from '../lib/errors.js';
import { receiveFile } from '../imports/file-import.js';
import { presentReceived } from '../imports/presenter.js';
import { columnsField, fileRefusals, previewQuery, receivedShape } from '../imports/schemas.js';
import { surveyFile } from '../imports/survey-file.js';
import type { Actor } from '../values/actor.js';
import { json, route, type Route } from '../web/route.js';
import { id, idParams, version } from '../web/schemas.js';
import { listInScope } from './award-list.js';
import { changeTiers } from './enter-awards.js';
import { awardImport, demandEntry } from './import-awards.js';
import { presentList } from './presenter.js';
import { awardListShape } from './schemas.js';

const inScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const listId = Number(params.id);
  if (!Number.isInteger(listId) || listId < 1) throw new NotFound();
  await listInScope(actor, listId);
};

/** Entering a list by file, and changing many of its people at once. */
export const awardImportRoutes: Route[] = [
  route({
    method: 'post', path: '/api/v1/award-lists/:id/tier-changes', summary: '批量修改档次：全部或选中的学生', policy: { roles: ['school-operator'], scope: inScope }, audit: '名单批量修改档次', rate: 'write', params: idParams,
    body: z.strictObject({ version, tier: z.string().max(20), awards: z.union([z.literal('all'), z.array(id).min(1).max(20_000)]) }), answers: { 200: awardListShape }, refusals: ['not-draft', 'stale-version', 'unknown-tier'],
    async handler({ actor, params, body }) {
      await changeTiers(actor, params.id, body);
      return json(200, await presentList(actor, await listInScope(actor, params.id)));
    },
  }),
  route({
    method: 'post', path: '/api/v1/award-lists/:id/imports', summary: '导入名单人员（.xlsx 或 .csv，最多 20,000 行；preview=true 只检查）', policy: { roles: ['school-operator'], scope: inScope }, audit: '名单导入学生', rate: 'upload', params: idParams, upload: 'file', query: previewQuery, body: columnsField,
    answers: { 202: receivedShape }, refusals: ['no-such-student', ...fileRefusals, 'not-draft', 'rows-refused', 'no-standard'],
    async prepare({ actor, params, file, body }) {
      await demandEntry(actor, params.id);
      return surveyFile(awardImport, file, { actor, columns: body.columns });
    },
    handler: async ({ actor, params, query, prepared }) => json(202, presentReceived(await receiveFile(actor, awardImport, params.id, prepared, query.preview === 'true'))),
  }),
];
