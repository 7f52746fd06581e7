import fc from 'fast-check';
import { checkPersonName, maskPersonName, nameCharacters, normalisePersonName } from '../../server/values/person-name.js';
import { cardTail, passesLuhn } from '../../server/values/bank-card.js';

describe('names of people', () => {
  test.each([
    ['张梓桐', '张*桐'], ['马超', '马*'], ['欧阳晨晨', '欧阳*晨'], ['欧阳晨', '欧阳*'], ['王子文轩', '王*文轩'], ['阿迪力·买买提', '阿迪力·*买提'], ['阿依古丽', '阿*古丽'],
    ['𠮷田雄', '𠮷*雄'], ['张𠮷', '张*'], ['丁', '*'], ['司马', '司*'], ['Maria Silva', 'M*ria Silva'], ['买买提·阿', '买买提·*'],
  ])('%s is shown in public as %s', (name, masked) => expect(maskPersonName(name)).toBe(masked));

  test('exactly one character of any name is hidden', () => {
    fc.assert(fc.property(fc.stringMatching(/^[\u4e00-\u9fa5]{1,8}(·[\u4e00-\u9fa5]{1,8})?$/), (name) => {
      const shown = nameCharacters(maskPersonName(name));
      expect(shown.filter((character) => character === '*')).toHaveLength(1);
      expect(shown).toHaveLength(nameCharacters(name).length);
    }));
  });

  test.each([
    ['阿迪力•买买提', '阿迪力·买买提'], ['阿迪力．买买提', '阿迪力·买买提'], ['阿迪力.买买提', '阿迪力·买买提'], ['阿迪力・买买提', '阿迪力·买买提'], ['阿迪力 · 买买提', '阿迪力·买买提'],
    ['张　三', '张三'], [' 张 三\u00a0', '张三'], ['Maria  Silva', 'Maria Silva'], ['\u200b张三', '张三'], ['e\u0301', 'é'],
  ])('%s is kept as %s', (typed, kept) => expect(normalisePersonName(typed)).toBe(kept));

  test('making a name uniform twice changes nothing more', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (typed) => expect(normalisePersonName(normalisePersonName(typed))).toBe(normalisePersonName(typed))));
  });

  test.each([
    ['张梓桐', null], ['㛃', null], ['𠮷田', null], ['\ue5e5', null], ['Anna-Lena O’Neil', null], ['', 'missing'], ['张3', 'not-a-name'], ['张三;', 'not-a-name'], ['·张三', 'not-a-name'],
    ['张三\n李四', 'not-a-name'], ['<b>张三</b>', 'not-a-name'], ['=cmd', 'not-a-name'], ['张'.repeat(51), 'too-long'],
  ])('the name %j is refused as %s', (name, problem) => expect(checkPersonName(name)).toBe(problem));

  test('a four-byte character counts as one', () => expect(nameCharacters('𠮷\u{e0100}田')).toHaveLength(2));
});

describe('bank cards', () => {
  test('every single wrong digit is found', () => {
    fc.assert(fc.property(fc.stringMatching(/^62\d{16}$/), fc.integer({ min: 0, max: 17 }), fc.integer({ min: 1, max: 9 }), (body, place, shift) => {
      const check = '0123456789'.split('').find((digit) => passesLuhn(body + digit));
      const card = `${body}${check}`;
      expect(passesLuhn(card.slice(0, place) + String((Number(card[place]) + shift) % 10) + card.slice(place + 1))).toBe(false);
    }));
  });
  test.each([['4111111111111111', true], ['6222021234567890128', true], ['6222021234567890127', false], ['79927398713', true], ['79927398710', false]])('%s passes the check: %s', (card, expected) => expect(passesLuhn(card)).toBe(expected));
  test('only the last four digits are shown', () => expect(cardTail('6222021234567890128')).toBe('0128'));
});
