import Taro from '@tarojs/taro';

/** 字体大小: as the phone says, or larger for good (适老化). */
export const fontSizes = { normal: '标准', large: '大', larger: '特大' } as const;
export type FontSize = keyof typeof fontSizes;
const PLACE = 'font-size';

export function fontSize(): FontSize {
  const kept: unknown = Taro.getStorageSync(PLACE);
  if (kept === 'large' || kept === 'larger' || kept === 'normal') return kept;
  return followsPhone();
}

export function chooseFontSize(size: FontSize): void {
  Taro.setStorageSync(PLACE, size);
}

/** Who reads WeChat in a large font reads us in one. */
function followsPhone(): FontSize {
  try {
    const { fontSizeScaleFactor = 1 } = Taro.getAppBaseInfo() as { fontSizeScaleFactor?: number };
    return fontSizeScaleFactor >= 1.35 ? 'larger' : fontSizeScaleFactor >= 1.15 ? 'large' : 'normal';
  } catch {
    return 'normal';
  }
}
