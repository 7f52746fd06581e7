import { pinyinKeys, pinyinQuery } from '../../server/lib/pinyin.js';

describe('searching names by letters', () => {
  test.each([
    ['张梓桐', 'zhangzitong', 'zzt'], ['单田芳', 'shantianfang', 'stf'], ['曾志伟', 'zengzhiwei', 'zzw'], ['解缙', 'xiejin', 'xj'], ['欧阳娜娜', 'ouyangnana', 'oynn'],
    ['吕布', 'lvbu', 'lb'], ['阿迪力·买买提', 'adilimaimaiti', 'adlmmt'], ['𠮷', '', ''],
  ])('%s is found as %s and %s', (name, full, initials) => expect(pinyinKeys(name)).toEqual({ full, initials }));
  test('keys are ASCII whatever the name', () => expect(pinyinKeys('Éva 李·𠮷3')).toEqual({ full: expect.stringMatching(/^[a-z0-9]+$/), initials: expect.stringMatching(/^[a-z0-9]+$/) }));
  test('what is typed is brought into the form of the keys', () => {
    expect(pinyinQuery(' Zhang-ＺＴ ')).toBe('zhangzt');
    expect(pinyinQuery('lü')).toBe('lv');
    expect(pinyinQuery('张')).toBe('');
  });
});
