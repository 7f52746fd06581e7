import { InputInvalid, RuleBroken } from './errors.js';

/** Amounts of money are integer fen (1 yuan = 100 fen) inside, decimal strings in yuan with two places outside. Never a float. */

export type AmountProblem = { code: 'not-an-amount' | 'too-many-decimals' | 'amount-too-large'; message: string };

/**
 * Reads an amount in yuan as people and scripts write it: `200`, `200.5`, `200.00`, and `62,400.00` with its thousands in place.
 * @returns fen, or what is wrong with it. A sign is read; whether a negative amount is allowed is the rule's business.
 */
export function readYuan(text: string): { fen: number } | { problem: AmountProblem } {
  const parts = /^([-−])?(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/.exec(text.trim());
  if (!parts) return { problem: { code: 'not-an-amount', message: `“${shorten(text)}”不是金额。请填数字，单位是元，例如 200.00。` } };
  const [, sign, whole, decimals = ''] = parts;
  if (decimals.length > 2) return { problem: { code: 'too-many-decimals', message: `“${shorten(text)}”的小数超过两位。金额最多到分，请改成两位小数。` } };
  const fen = BigInt(whole.replaceAll(',', '')) * 100n + BigInt(decimals.padEnd(2, '0'));
  if (fen > BigInt(Number.MAX_SAFE_INTEGER)) return { problem: { code: 'amount-too-large', message: `“${shorten(text)}”太大，超出系统能记的金额。请核对位数。` } };
  return { fen: sign && fen !== 0n ? -Number(fen) : Number(fen) };
}

/**
 * Amount in yuan → fen.
 * @throws RuleBroken `too-many-decimals` (附件1 四3: two decimals), InputInvalid for anything else that is not an amount.
 */
export function parseYuan(text: string, path?: string): number {
  const read = readYuan(text);
  if ('fen' in read) return read.fen;
  const { code, message } = read.problem;
  if (code === 'too-many-decimals') throw new RuleBroken(code, message, undefined, [{ path, code, message }]);
  throw new InputInvalid([{ path, code, message }]);
}

/** Fen → `200.00`, the form of every answer of the API. */
export function formatYuan(fen: number): string {
  assertFen(fen);
  const digits = String(Math.abs(fen)).padStart(3, '0');
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Fen → `62,400.00` for pages and sheets of paper; a negative amount carries the minus sign `−`. */
export function formatThousands(fen: number): string {
  const [whole, decimals] = formatYuan(Math.abs(fen)).split('.');
  return `${fen < 0 ? '−' : ''}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${decimals}`;
}

/** Sum in fen. @throws RangeError rather than drift past what can be counted exactly. */
export function sumFen(amounts: Iterable<number>): number {
  let sum = 0;
  for (const fen of amounts) {
    assertFen(fen);
    sum += fen;
    assertFen(sum);
  }
  return sum;
}

/** @throws RangeError when it is not an exact whole number of fen: a fault of ours, not of the person. */
export function assertFen(fen: number): void {
  if (!Number.isSafeInteger(fen)) throw new RangeError('an amount must be a whole number of fen');
}

const shorten = (text: string): string => (text.length > 30 ? `${text.slice(0, 30)}…` : text);
