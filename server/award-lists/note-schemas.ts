import { z } from 'zod';
import { id } from '../web/schemas.js';
import { NOTE_LENGTH } from './award-notes.js';

/** What page and API ask of a note or an answer. */
export const noteText = z.string().trim().min(1, '请写明内容。').max(NOTE_LENGTH, `最多 ${NOTE_LENGTH} 字。`);
export const noteParams = z.strictObject({ id, awardId: id, noteId: id });
