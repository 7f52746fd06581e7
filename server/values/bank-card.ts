/** The check of bank card numbers (ISO/IEC 7812): finds every single wrong digit. @param digits digits only. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = digit * 2;
    sum += at % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** The last four digits, all that lists show of a card. */
export const cardTail = (digits: string): string => digits.slice(-4);
