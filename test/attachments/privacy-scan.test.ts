import fc from 'fast-check';
import { scanTexts } from '../../server/attachments/privacy-scan.js';
import { addDays } from '../../server/values/office-date.js';
import { checkCharacterOf } from '../../server/values/resident-id.js';

const found = (text: string, digitsOnly = false): string[] => scanTexts([{ place: '正文', text, digitsOnly }], false).findings.map(({ kind, masked }) => `${kind} ${masked}`);

describe('the privacy scan', () => {
  test.each([
    ['身份证 11010519491231002X，已核', ['resident-id 1101**********002X']],
    ['１１０１０５１９４９１２３１００２ｘ', ['resident-id 1101**********002X']],
    ['G11010519491231002X', ['resident-id 1101**********002X']],
    ['110105 19491231 002X', ['resident-id 1101**********002X']],
    ['1101 0519 4912 3100 2X', ['resident-id 1101**********002X']],
    ['联系人 13800138000', ['mobile 138****8000']],
    ['138-0013-8000', ['mobile 138****8000']],
    ['13800138000 13900139000', ['mobile 138****8000', 'mobile 139****9000']],
    ['6222021234567890128', ['bank-card 6222***********0128']],
    ['6222 0212 3456 7890 128', ['bank-card 6222***********0128']],
    ['11010519491231002X、13800138000', ['mobile 138****8000', 'resident-id 1101**********002X']],
  ])('in %j it finds %j', (text, expected) => expect(found(text).sort()).toEqual([...expected].sort()));

  test.each([
    '张*桐 2022级 护理 2班', '110105194912310021', '教财〔2021〕310号', '0370-5550123', '12345678901', '2022010203', '62,400.00', '4129**********1624', '6222021234567890127', '2023-05-08至2023-05-12',
    '123456789012345678901234567890',
  ])('%j holds nothing protected', (text) => expect(found(text)).toEqual([]));

  test('an id that Excel turned into a number is found although its last digits are gone', () => {
    expect(found('110105194912310000', true)).toEqual(['resident-id 1101**********0000']);
    expect(found('110105194912310000')).toEqual([]);
  });

  test('any resident id is found whatever stands around it', () => {
    const ids = fc.tuple(fc.integer({ min: 0, max: 30_000 }), fc.integer({ min: 0, max: 999 })).map(([days, sequence]) => {
      const body = `412902${addDays('1940-01-01', days).replaceAll('-', '')}${String(sequence).padStart(3, '0')}`;
      return body + checkCharacterOf(body);
    });
    const around = fc.stringMatching(/^[\u4e00-\u9fa5 ,，:：()（）]{0,10}$/);
    fc.assert(fc.property(ids, around, around, (id, before, after) => expect(found(`${before}${id}${after}`).filter((one) => one.startsWith('resident-id'))).toHaveLength(1)));
  });

  test('the result says unchecked only when nothing was found and something could not be read', () => {
    expect(scanTexts([{ place: '正文', text: '名单' }], true).scan).toBe('unchecked');
    expect(scanTexts([{ place: '正文', text: '名单' }], false).scan).toBe('clean');
    expect(scanTexts([{ place: '正文', text: '13800138000' }], true).scan).toBe('found');
  });

  test('what is reported is bounded and names the place', () => {
    const many = Array.from({ length: 500 }, (_, at) => ({ place: `名单!B${at}`, text: `138${String(at).padStart(8, '0')}` }));
    const { findings } = scanTexts(many, false);
    expect(findings).toHaveLength(50);
    expect(findings[0]).toEqual({ kind: 'mobile', place: '名单!B0', masked: '138****0000' });
  });
});
