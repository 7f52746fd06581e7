import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../lib/pagination.js';
import { NotFound } from '../lib/errors.js';
import { businessRoles, type Actor } from '../values/actor.js';
import { officeIso } from '../values/office-date.js';
import { json, route, type Route } from '../web/route.js';
import { can, id, idParams, listOf, paging } from '../web/schemas.js';
import { waitingTasks } from '../workflow/waiting-tasks.js';
import { factsOf, listInScope } from './award-list.js';
import { answerNote, countNotes, notesOf, notesOnAward, whyNoAnswer, whyNoNotes, writeNote, type AwardNote } from './award-notes.js';
import type { Unmet } from './guards.js';
import { noteParams, noteText } from './note-schemas.js';

const inScope = async (actor: Actor, params: Record<string, string>): Promise<void> => {
  const listId = Number(params.id);
  if (!Number.isInteger(listId) || listId < 1) throw new NotFound();
  await listInScope(actor, listId);
};
const readers = { roles: businessRoles, scope: inScope } as const;
const awardParams = z.strictObject({ id, awardId: id });

/** A note as the API shows it. */
export const noteShape = z.object({
  id: z.number(), awardId: z.number().nullable(), writtenOn: z.number(), student: z.object({ id: z.number(), name: z.string(), grade: z.string(), major: z.string(), className: z.string() }),
  text: z.string(), state: z.enum(['open', 'answered']), step: z.string(), round: z.number(), by: z.string(), organisation: z.string(), at: z.string(),
  answer: z.object({ text: z.string(), by: z.string(), at: z.string() }).nullable(),
});
const presentNote = (note: AwardNote): z.infer<typeof noteShape> => ({ ...note, state: note.answer ? 'answered' : 'open', at: officeIso(note.at), answer: note.answer && { ...note.answer, at: officeIso(note.answer.at) } });
const answer = (why: Unmet | null) => ({ allowed: why === null, unmet: why ? [why] : [] });

async function canOf(actor: Actor, listId: number): Promise<z.infer<typeof can>> {
  const facts = await factsOf(await listInScope(actor, listId));
  return { 'write-note': answer(whyNoNotes(actor, facts, await waitingTasks(actor, 'award-list', [listId]))), 'answer-note': answer(whyNoAnswer(actor, facts)) };
}

const page = async (actor: Actor, listId: number, query: { limit: number; cursor?: string }, read: (part: { limit: number; offset: number }) => Promise<AwardNote[]>) => {
  const offset = decodeCursor(query.cursor) ?? 0;
  const found = await read({ limit: query.limit + 1, offset });
  return { items: found.slice(0, query.limit).map(presentNote), nextCursor: found.length > query.limit ? encodeCursor(offset + query.limit) : null, can: await canOf(actor, listId) };
};
const pageShape = listOf(noteShape).extend({ can });
const base = '/api/v1/award-lists';

/** 批注 on single awards: reviewers write, the school answers, everybody who sees the list reads. */
export const awardNoteRoutes: Route[] = [
  route({
    method: 'get', path: `${base}/:id/notes`, summary: '一份名单上的批注，没有答复的在前', policy: readers, audit: null, rate: 'read', params: idParams, query: z.strictObject({ state: z.enum(['open', 'answered']).optional(), ...paging }), answers: { 200: pageShape },
    async handler({ actor, params, query }) {
      const found = await page(actor, params.id, query, (part) => notesOf(params.id, { state: query.state, ...part }));
      const counts = query.count === 'true' ? (await countNotes([params.id])).get(params.id) ?? { open: 0, all: 0 } : null;
      return json(200, { ...found, ...(counts ? { total: query.state === 'open' ? counts.open : query.state === 'answered' ? counts.all - counts.open : counts.all } : {}) });
    },
  }),
  route({ method: 'get', path: `${base}/:id/awards/:awardId/notes`, summary: '一名学生的批注', policy: readers, audit: null, rate: 'read', params: awardParams, query: z.strictObject({ limit: paging.limit, cursor: paging.cursor }), answers: { 200: pageShape },
    handler: async ({ actor, params, query }) => json(200, await page(actor, params.id, query, (part) => notesOnAward(params.id, params.awardId, part))) }),
  route({ method: 'post', path: `${base}/:id/awards/:awardId/notes`, summary: '给名单上的一名学生写批注（审核任务在自己手上时）', policy: { roles: ['school-reviewer', 'authority-operator'], scope: inScope }, audit: '写批注', rate: 'write', params: awardParams, body: z.strictObject({ text: noteText }), answers: { 201: noteShape }, refusals: ['no-open-task', 'same-person'],
    handler: async ({ actor, params, body }) => json(201, presentNote(await writeNote(actor, params.id, params.awardId, body.text))) }),
  route({ method: 'post', path: `${base}/:id/awards/:awardId/notes/:noteId/answer`, summary: '学校答复一条批注', policy: { roles: ['school-operator'], scope: inScope }, audit: '答复批注', rate: 'write', params: noteParams, body: z.strictObject({ text: noteText }), answers: { 201: noteShape }, refusals: ['already-done'],
    handler: async ({ actor, params, body }) => json(201, presentNote(await answerNote(actor, params.id, params.awardId, params.noteId, body.text))) }),
];
