import { receiveFile } from '../imports/file-import.js';
import { surveyFile } from '../imports/survey-file.js';
import { refusedOf } from '../web/desk-page.js';
import { redirect, route, type Route } from '../web/route.js';
import { idParams } from '../web/schemas.js';
import { awardImport, demandEntry } from './import-awards.js';
import { listOperators, showList } from './pages.js';

/** Entering a list by file: the file is checked, the report shown, and only then is anything written. */
export const listImportPages: Route[] = [
  route({
    method: 'post', path: '/award-lists/:id/imports', summary: '检查名单人员的 Excel（页面）', policy: listOperators, audit: '名单导入学生', rate: 'upload', params: idParams, upload: 'file', answers: { 303: 'html' },
    async prepare({ actor, params, file }) {
      await demandEntry(actor, params.id);
      return surveyFile(awardImport, file, { actor, ask: true });
    },
    handler: async ({ actor, params, prepared }) => redirect(`/imports/${(await receiveFile(actor, awardImport, params.id, prepared, true)).id}`),
    onRefusal: (input, error) => {
      const refused = refusedOf(input, error);
      return showList(input, input.params.id, { tab: 'people' }, { ...refused, items: refused.items.map((item) => ({ ...item, path: 'file' })) });
    },
  }),
];
