import { z } from 'zod';
import { InputInvalid } from '../lib/errors.js';
import { refusedOf } from '../web/desk-page.js';
import { redirect, route, type Route } from '../web/route.js';
import { blankable, id, idParams } from '../web/schemas.js';
import { admitAttachment, attach, downloadAttachment, removeAttachment } from './list-attachments.js';
import { listOperators, listReaders, showList } from './pages.js';

const fileParams = z.strictObject({ id, attachmentId: id });
/** Where the file was sent from: a task's page, else the list's own tab. */
const from = z.strictObject({ task: blankable(id) });
const backTo = (listId: number, task: number | undefined): string => (task ? `/tasks/${task}` : `/award-lists/${listId}?tab=attachments`);

/** 公示附件: upload, look at, download, take away. */
export const listAttachmentPages: Route[] = [
  route({
    method: 'post', path: '/award-lists/:id/attachments', summary: '上传公示附件（页面）', policy: listOperators, audit: '上传公示附件', rate: 'upload', params: idParams, query: from, upload: 'file', answers: { 303: 'html' },
    body: z.strictObject({ noPersonalNumbers: z.string().max(10).optional() }),
    async prepare({ actor, params, file }) {
      if (!file || file.name === '') throw new InputInvalid([{ path: 'file', code: 'required', message: '请选择要上传的文件。' }]);
      return admitAttachment(actor, params.id, file);
    },
    async handler({ actor, params, query, body, prepared }) {
      const attached = await attach(actor, params.id, prepared, body.noPersonalNumbers !== undefined);
      return redirect(backTo(params.id, query.task), `已上传公示附件“${attached.name}”`);
    },
    onRefusal: (input, error) => {
      const refused = refusedOf(input, error);
      return showList(input, input.params.id, { tab: 'attachments' }, { ...refused, items: refused.items.map((item) => ({ ...item, path: 'file' })) });
    },
  }),
  route({
    method: 'get', path: '/award-lists/:id/attachments/:attachmentId', summary: '查看或下载公示附件（页面）', policy: listReaders, audit: '下载公示附件', rate: 'read', params: fileParams, query: z.strictObject({ view: blankable(z.literal('1')) }), answers: { 200: 'file' },
    async handler({ actor, params, query }) {
      const file = await downloadAttachment(actor, params.id, params.attachmentId);
      // Only what a browser draws by itself and runs nothing of is shown in the page's own place.
      return { kind: 'file', ...file, inline: query.view === '1' && /^(image\/(jpeg|png)|application\/pdf)$/.test(file.mime) };
    },
  }),
  route({
    method: 'post', path: '/award-lists/:id/attachments/:attachmentId/removal', summary: '删除本轮公示附件（页面）', policy: listOperators, audit: '删除公示附件', rate: 'write', params: fileParams, query: from, answers: { 303: 'html' },
    async handler({ actor, params, query }) {
      await removeAttachment(actor, params.id, params.attachmentId);
      return redirect(backTo(params.id, query.task), '已删除一份公示附件');
    },
    onRefusal: (input, error) => showList(input, input.params.id, { tab: 'attachments' }, refusedOf(input, error)),
  }),
];
