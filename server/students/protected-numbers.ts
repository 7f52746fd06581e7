import { protection } from '../protection.js';
import { cardTail } from '../values/bank-card.js';
import { maskDocumentNumber } from '../values/identity-document.js';

/** A document number as its row keeps it: sealed, found again by the index, shown masked. */
export type SealedDocument = { sealed: string; index: Buffer; masked: string };
/** A card number likewise; lists show its last four digits. */
export type SealedCard = { sealed: string; index: Buffer; tail: string };

/** @param uid of the student's row: sealed for one row, the number opens in no other. @param number normalised. */
export const sealDocument = (uid: string, number: string): SealedDocument => ({
  sealed: protection().cipher.seal(number, `students.document:${uid}`), index: documentIndex(number), masked: maskDocumentNumber(number),
});

/** @param card digits only. */
export const sealCard = (uid: string, card: string): SealedCard => ({
  sealed: protection().cipher.seal(card, `students.card:${uid}`), index: cardIndex(card), tail: cardTail(card),
});

/** By which a normalised document number is found without being readable. */
export const documentIndex = (number: string): Buffer => protection().cipher.blindIndex('document', number);

export const cardIndex = (card: string): Buffer => protection().cipher.blindIndex('card', card);

/** A card number in clear, for the bank alone. */
export const openCard = (uid: string, sealed: string): string => protection().cipher.open(sealed, `students.card:${uid}`);

/** A document number in clear, for one who said what for (read-document.ts). */
export const openDocument = (uid: string, sealed: string): string => protection().cipher.open(sealed, `students.document:${uid}`);
