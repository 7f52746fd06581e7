import { isRegionCode, liesIn, provinceOf, regionPrefix } from '../../server/values/region.js';

describe('regions', () => {
  test.each([['411281', true], ['410000', true], ['991281', false], ['41128', false], ['41128A', false]])('%s is a region code: %s', (code, expected) => expect(isRegionCode(code)).toBe(expected));
  test.each([['410000', '41'], ['411200', '4112'], ['411000', '4110'], ['411281', '411281']])('regions of %s begin with %s', (code, prefix) => expect(regionPrefix(code)).toBe(prefix));
  test('studying in another county of the same prefecture is elsewhere for the county, not for the prefecture', () => {
    expect(liesIn('411282', '411281')).toBe(false);
    expect(liesIn('411282', '411200')).toBe(true);
    expect(liesIn('419001', '410000')).toBe(true);
    expect(provinceOf('411281')).toBe('41');
  });
});
