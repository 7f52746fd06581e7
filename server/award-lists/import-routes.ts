import { InputInvalid, NotFound } from '../lib/errors.js';
import { receiveFile } from '../imports/file-import.js';
import { presentReceived } from '../imports/presenter.js';
import { fileRefusals, previewQuery, receivedShape } from '../imports/schemas.js';
import type { Actor } from '../values/actor.js';
import { json, route, type Route } from '../web/route.js';
import { idParams } from '../web/schemas.js';
import { listInScope } from './award-list.js';
import { awardImport, checkAwardFile } from './import-awards.js';

const inScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const listId = Number(params.id);
  if (!Number.isInteger(listId) || listId < 1) throw new NotFound();
  await listInScope(actor, listId);
};

/** Entering a list by file. */
export const awardImportRoutes: Route[] = [
  route({
    method: 'post', path: '/api/v1/award-lists/:id/imports', summary: '导入名单人员（.xlsx，最多 20,000 行；preview=true 只检查）', policy: { roles: ['school-operator'], scope: inScope }, audit: '名单导入学生', rate: 'upload', params: idParams, upload: 'file', query: previewQuery,
    answers: { 202: receivedShape }, refusals: ['no-such-student', ...fileRefusals, 'not-draft', 'rows-refused', 'no-standard'],
    async prepare({ actor, params, file }) {
      if (!file) throw new InputInvalid([{ path: 'file', code: 'required', message: '请选择要上传的文件。' }]);
      return { name: file.name, checked: await checkAwardFile(actor, params.id, file.bytes) };
    },
    handler: async ({ actor, params, query, prepared }) => json(202, presentReceived(await receiveFile(actor, awardImport, params.id, prepared.name, prepared.checked, query.preview === 'true'))),
  }),
];
