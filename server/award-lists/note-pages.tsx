import { z } from 'zod';
import { refusedOf } from '../web/desk-page.js';
import { redirect, route, type Route } from '../web/route.js';
import { blankable, id } from '../web/schemas.js';
import { answerNote, notesOnAward, writeNote } from './award-notes.js';
import { noteParams } from './note-schemas.js';
import { listOperators, listScope, showList } from './pages.js';
import { noteHref } from './views/notes-view.js';

/** As long as a browser may send it; what is wrong with it is told beside the box. */
const body = z.strictObject({ text: z.string().max(5000) });

/** 批注 at the desk: reviewers write them on single rows, the school answers. */
export const awardNotePages: Route[] = [
  route({
    method: 'post', path: '/award-lists/:id/awards/:awardId/notes', summary: '写批注（页面）', policy: { roles: ['school-reviewer', 'authority-operator'], scope: listScope }, audit: '写批注', rate: 'write', answers: { 303: 'html' },
    params: z.strictObject({ id, awardId: id }), query: z.strictObject({ task: blankable(id) }), body,
    async handler({ actor, params, query, body: { text } }) {
      const { student } = await writeNote(actor, params.id, params.awardId, text);
      return redirect(query.task ? `/tasks/${query.task}` : noteHref(params.id, params.awardId), `已给${student.name}写下批注，名单退回时学校会先看到`);
    },
    onRefusal: (input, error) => showList(input, input.params.id, { tab: 'people', note: input.params.awardId, task: input.query.task }, refusedOf(input, error)),
  }),
  route({
    method: 'post', path: '/award-lists/:id/awards/:awardId/notes/:noteId/answer', summary: '答复批注（页面）', policy: listOperators, audit: '答复批注', rate: 'write', answers: { 303: 'html' }, params: noteParams, body,
    async handler({ actor, params, body: { text } }) {
      const { student } = await answerNote(actor, params.id, params.awardId, params.noteId, text);
      const [next] = await notesOnAward(params.id, params.awardId, { limit: 1 });
      return redirect(`/award-lists/${params.id}${next.answer ? '' : `#note-${next.id}`}`, `已答复${student.name}的批注`);
    },
    onRefusal: (input, error) => showList(input, input.params.id, { tab: 'changes' }, { ...refusedOf(input, error), note: input.params.noteId }),
  }),
];
