import fc from 'fast-check';
import { checkDocumentNumber, documentKindNamed, documentKindName, documentKinds, maskDocumentNumber, normaliseDocumentNumber } from '../../server/values/identity-document.js';
import { addDays } from '../../server/values/office-date.js';
import { ageOn, birthDateOf, checkCharacterOf, checkResidentId, genderOf, isResidentId, maskResidentId, normaliseResidentId } from '../../server/values/resident-id.js';

const ids = fc.tuple(fc.constantFrom('110105', '412902', '440524', '650102'), fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 0, max: 999 })).map(([region, days, sequence]) => {
  const body = `${region}${addDays('1910-01-01', days).replaceAll('-', '')}${String(sequence).padStart(3, '0')}`;
  return body + checkCharacterOf(body);
});

describe('resident ids', () => {
  test.each(['11010519491231002X', '440524188001010014'])('%s of the standard has the right check digit', (id) => expect(id[17]).toBe(checkCharacterOf(id)));
  test('an id of the standard is in order', () => expect(checkResidentId('11010519491231002X')).toBeNull());

  test.each([
    ['11010519491231002', 'wrong-length'], ['1101051949123100200', 'wrong-length'], ['', 'wrong-length'], ['110105194912310021', 'wrong-check-digit'],
    ['1101051949123100XX', 'wrong-character'], ['A1010519491231002X', 'wrong-character'], ['990105194912310020', 'unknown-region'],
    ['412902200602310337', 'impossible-birth-date'], ['412902200613010337', 'impossible-birth-date'], ['440524188001010014', 'impossible-birth-date'],
  ])('%s is refused as %s', (id, problem) => expect(checkResidentId(id)).toBe(problem));

  test('a birth date in the future is refused, today is not', () => {
    const born = (day: string): string => { const body = `411281${day}001`; return body + checkCharacterOf(body); };
    expect(checkResidentId(born('20230510'), '2023-05-10')).toBeNull();
    expect(checkResidentId(born('20230511'), '2023-05-10')).toBe('impossible-birth-date');
  });

  test('every single wrong digit is found', () => {
    fc.assert(fc.property(ids, fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (id, place, shift) => {
      expect(isResidentId(id)).toBe(true);
      const wrong = id.slice(0, place) + String((Number(id[place]) + shift) % 10) + id.slice(place + 1);
      expect(isResidentId(wrong)).toBe(false);
    }));
  });

  test('full-width digits, blanks and a small x are understood', () => {
    expect(normaliseResidentId('　１１０１０５１９４９１２３１００２ｘ ')).toBe('11010519491231002X');
    expect(normaliseResidentId('1101 0519\u00a04912\u200b31002x')).toBe('11010519491231002X');
  });

  test('only the first and last four characters are shown', () => {
    expect(maskResidentId('412902200602031624')).toBe('4129**********1624');
    expect(maskResidentId('412902200602031624')).toHaveLength(18);
  });

  test('birth date, gender and age come from the number', () => {
    expect(birthDateOf('11010519491231002X')).toBe('1949-12-31');
    expect(genderOf('11010519491231002X')).toBe('female');
    expect(ageOn('2006-05-11', '2023-05-10')).toBe(16);
    expect(ageOn('2006-05-10', '2023-05-10')).toBe(17);
  });
});

describe('other identity documents', () => {
  test.each([
    ['hk-macao-permit', 'H12345678'], ['hk-macao-permit', 'M1234567890'], ['taiwan-permit', '12345678'], ['passport', 'E12345678'], ['foreigner-residence', 'CHN123456789012'], ['other', 'AB-1234'],
  ] as const)('%s %s is allowed', (kind, number) => expect(checkDocumentNumber(kind, number)).toBeNull());

  test.each([['hk-macao-permit', 'X12345678'], ['taiwan-permit', '1234567'], ['passport', 'ABCDE'], ['passport', 'E1'], ['other', '1'], ['hk-macao-residence', '410000199001011234']] as const)(
    '%s %s is refused with what it should look like', (kind, number) => expect(checkDocumentNumber(kind, number)?.message).toContain(documentKindName(kind)));

  test('a residence permit of Hong Kong residents carries the check digit of a resident id', () => {
    const body = '81000019900101001';
    expect(checkDocumentNumber('hk-macao-residence', body + checkCharacterOf(body))).toBeNull();
    expect(checkDocumentNumber('hk-macao-residence', body + (checkCharacterOf(body) === '0' ? '1' : '0'))?.code).toBe('wrong-check-digit');
  });

  test('an empty kind means the resident id, an unknown word means nothing', () => {
    expect(documentKindNamed('')).toBe('resident-id');
    expect(documentKindNamed('回乡证')).toBe('hk-macao-permit');
    expect(documentKindNamed('驾驶证')).toBeNull();
    for (const kind of documentKinds) expect(documentKindNamed(documentKindName(kind))).toBe(kind);
  });

  test('masking hides the greater part of every number and never lengthens the column', () => {
    fc.assert(fc.property(fc.stringMatching(/^[A-Z0-9]{4,24}$/), (number) => {
      const masked = maskDocumentNumber(normaliseDocumentNumber(number));
      expect(masked).toHaveLength(number.length);
      expect([...masked].filter((character) => character === '*').length * 2).toBeGreaterThanOrEqual(number.length - 1);
    }));
  });
});
