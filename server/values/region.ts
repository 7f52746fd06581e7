/** 行政区划代码 (GB/T 2260): six digits, two each for province, prefecture, county. */
export type RegionCode = string;

/** The province-level codes; the first two digits of every region and every resident id. */
export const provinceNames: Readonly<Record<string, string>> = {
  11: '北京市', 12: '天津市', 13: '河北省', 14: '山西省', 15: '内蒙古自治区',
  21: '辽宁省', 22: '吉林省', 23: '黑龙江省',
  31: '上海市', 32: '江苏省', 33: '浙江省', 34: '安徽省', 35: '福建省', 36: '江西省', 37: '山东省',
  41: '河南省', 42: '湖北省', 43: '湖南省', 44: '广东省', 45: '广西壮族自治区', 46: '海南省',
  50: '重庆市', 51: '四川省', 52: '贵州省', 53: '云南省', 54: '西藏自治区',
  61: '陕西省', 62: '甘肃省', 63: '青海省', 64: '宁夏回族自治区', 65: '新疆维吾尔自治区',
  71: '台湾省', 81: '香港特别行政区', 82: '澳门特别行政区',
};

/** Six digits under a province that exists. Whether the county exists (or existed) is the region table's knowledge. */
export const isRegionCode = (text: string): text is RegionCode => /^\d{6}$/.test(text) && text.slice(0, 2) in provinceNames;

/** `41` of `411281`. */
export const provinceOf = (code: RegionCode): string => code.slice(0, 2);

/** The digits every region inside shares: 410000 → 41, 411200 → 4112, 411281 → 411281. */
export const regionPrefix = (code: RegionCode): string => code.replace(/(00){1,2}$/, '');

/** Whether a region lies in a jurisdiction (or is it). 外地 is a study place for which this is false (附件1 一(一)1). */
export const liesIn = (region: RegionCode, jurisdiction: RegionCode): boolean => region.startsWith(regionPrefix(jurisdiction));
