import { typedText, type Refused } from '../../web/desk-page.js';
import type { FormSeal } from '../../web/components/form.js';
import type { NoteEntry, NotesProps } from '../../web/components/notes.js';
import { momentWords } from '../../web/time-words.js';
import { awardOnList } from '../award.js';
import { countNotes, notesOf, whyNoAnswer, whyNoNotes, type AwardNote } from '../award-notes.js';
import type { AwardNotePanel } from '../../web/pages/list-people.js';
import type { Dossier } from './dossier.js';

const A_PAGE = 30;
const PINNED = 10;

/** A note or answer that was sent and refused: to which note (an answer) or award (a note). */
export type RefusedNote = Refused & { note?: number };

/** May this person write notes on the list now; links and forms are shown only then. */
export const mayWriteNotes = ({ actor, facts, waiting }: Dossier): boolean => whyNoNotes(actor, facts, waiting) === null;

/** Where the notes of one award are read and written; `task` leads back to the paper one came from. */
export const noteHref = (listId: number, awardId: number, task?: number): string => `/award-lists/${listId}?tab=people&note=${awardId}${task ? `&task=${task}` : ''}#note`;

type Seal = () => FormSeal;

/** Notes as the page shows them; the list's school gets a form for each that waits for an answer. */
export function noteEntries(dossier: Dossier, notes: readonly AwardNote[], seal: Seal, refused?: RefusedNote): NoteEntry[] {
  const answers = whyNoAnswer(dossier.actor, dossier.list) === null;
  return notes.map((note) => entryOf(note, dossier, answers ? { seal, refused } : null));
}

function entryOf(note: AwardNote, { list, can, today }: Dossier, answering: { seal: Seal; refused?: RefusedNote } | null): NoteEntry {
  const mistaken = answering?.refused?.note === note.id ? answering.refused : undefined;
  const { grade, major, className } = note.student;
  return {
    id: note.id, student: note.student.name, place: note.awardId === null ? '已不在名单上' : [grade, major, className].filter(Boolean).join(' '), text: note.text, by: `${note.organisation} ${note.by}，${note.step}，${momentWords(note.at, today)}`,
    ...(note.awardId === null ? {} : { href: noteHref(list.id, note.awardId), ...(can.edit.allowed ? { editHref: `/award-lists/${list.id}?tab=people&award=${note.awardId}#entry` } : {}) }),
    ...(note.answer ? { answer: { text: note.answer.text, by: `${note.answer.by}，${momentWords(note.answer.at, today)}` } } : {}),
    ...(answering && !note.answer ? { form: { action: `/award-lists/${list.id}/awards/${note.writtenOn}/notes/${note.id}/answer`, seal: answering.seal(), ...(mistaken ? { value: typedText(mistaken.typed, 'text'), error: mistaken.items[0]?.message ?? mistaken.message } : {}) } } : {}),
  };
}

/** The open notes, on top of the list's page for the school that answers them. Others find them in their tab, after the facts. */
export async function pinnedNotes(dossier: Dossier, seal: Seal, refused?: RefusedNote): Promise<{ title: string; text: string; notes: NotesProps; more?: string } | undefined> {
  if (whyNoAnswer(dossier.actor, dossier.list) !== null) return undefined;
  const { open, all } = (await countNotes([dossier.list.id])).get(dossier.list.id) ?? { open: 0, all: 0 };
  if (open === 0) return undefined;
  const notes = await notesOf(dossier.list.id, { state: 'open', limit: PINNED });
  return {
    title: `审核人员写了 ${open} 条批注，请逐条答复`, text: '名单改好后写明怎么处理的。答复和批注一起留在名单上，重新审核时审核人员先看这些。',
    notes: { entries: noteEntries(dossier, notes, seal, refused) }, ...(all > notes.length ? { more: `/award-lists/${dossier.list.id}?tab=notes` } : {}),
  };
}

/** Every note of the list, those without an answer first. */
export async function notesTab(dossier: Dossier, page: number, seal: Seal): Promise<NotesProps> {
  const offset = (page - 1) * A_PAGE;
  const { all } = (await countNotes([dossier.list.id])).get(dossier.list.id) ?? { all: 0 };
  const notes = await notesOf(dossier.list.id, { limit: A_PAGE, offset });
  const at = (wanted: number): string => `/award-lists/${dossier.list.id}?tab=notes&page=${wanted}`;
  return {
    entries: noteEntries(dossier, notes, seal), empty: { title: '没有批注', text: mayWriteNotes(dossier) ? '在“名单人员”里点“写批注”，可以给一名学生写明要核实什么，不必退回整份名单。' : '审核人员对个别学生有疑问时，批注会出现在这里。' },
    ...(all > notes.length ? { pager: { text: `第 ${offset + 1}–${offset + notes.length} 条，共 ${all} 条`, ...(page > 1 ? { previous: at(page - 1) } : {}), ...(offset + notes.length < all ? { next: at(page + 1) } : {}) } } : {}),
  };
}

/** The panel of one award: its notes, and the box for another while the reader's step is open. */
export async function notePanel(dossier: Dossier, awardId: number, asked: { seal: Seal; closeHref: string; task?: number; refused?: RefusedNote }): Promise<AwardNotePanel> {
  const { list } = dossier;
  const award = await awardOnList(list.id, awardId, dossier.actor);
  const notes = await notesOf(list.id, { studentId: award.student.id, limit: 50 });
  const mistaken = asked.refused && asked.refused.note === undefined ? asked.refused : undefined;
  return {
    name: award.student.name, detail: `${award.grade} ${award.major} ${award.className}　${award.student.maskedId}`, warnings: award.warnings.map(({ message }) => message), closeHref: asked.closeHref,
    notes: { entries: noteEntries(dossier, notes, asked.seal, asked.refused), empty: { title: '还没有批注' } },
    ...(mayWriteNotes(dossier) ? { write: { action: `/award-lists/${list.id}/awards/${awardId}/notes${asked.task ? `?task=${asked.task}` : ''}`, seal: asked.seal(), ...(mistaken ? { value: typedText(mistaken.typed, 'text'), error: mistaken.items[0]?.message ?? mistaken.message } : {}) } } : {}),
  };
}

