import { recordAudit } from '../audit/record.js';
import { row, transact } from '../database.js';
import { InputInvalid } from '../lib/errors.js';
import type { Actor, Role } from '../values/actor.js';
import { openCard, openDocument } from './protected-numbers.js';
import { studentInScope } from './student.js';

/** What is shown in clear, once. */
export type DocumentReading = { documentNumber: string; cardNumber: string | null };

/** Who may see a number in clear, with a purpose on record. */
export const documentReaders: readonly Role[] = ['school-operator', 'school-reviewer', 'authority-operator'];

const SHORTEST_PURPOSE = 4;

/**
 * Shows a student's document and card number in clear. Numbers are masked everywhere else; who looks says what for, and that
 * they looked stays on record with the purpose, never the number.
 * @throws NotFound outside the scope; InputInvalid without a purpose.
 */
export async function readDocument(actor: Actor, studentId: number, purpose: string): Promise<DocumentReading> {
  const why = purpose.trim();
  if (Array.from(why).length < SHORTEST_PURPOSE) throw new InputInvalid([{ path: 'purpose', code: 'required', message: '请写明查看的用途，例如：核对办卡信息。' }]);
  return transact(async () => {
    const student = await studentInScope(actor, studentId);
    const kept = await row<{ uid: string; document_sealed: string; card_sealed: string | null }>('SELECT uid, document_sealed, card_sealed FROM students WHERE id = ?', [studentId]);
    if (!kept) throw new Error('the student just found has no row');
    await recordAudit(actor, { action: '查看证件号码原文', object: { kind: 'student', id: studentId, organisationId: student.schoolId }, remark: why });
    return { documentNumber: openDocument(kept.uid, kept.document_sealed), cardNumber: kept.card_sealed === null ? null : openCard(kept.uid, kept.card_sealed) };
  });
}
