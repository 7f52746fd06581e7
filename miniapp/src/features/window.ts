import Taro from '@tarojs/taro';
import { useCallback, useEffect, useRef, useState } from 'react';

/** So many screens above and below what is seen are drawn as well, so that a flick meets rows and not room. */
const AROUND = 1.5;
/** A page that was never drawn is taken to be this high, in px. */
const GUESS = 1800;

/** The first and last page near the screen. `heights` in px, as far as they are known. */
export function pagesNear(scrollTop: number, screen: number, count: number, heights: readonly (number | undefined)[]): [number, number] {
  const [from, to] = [scrollTop - AROUND * screen, scrollTop + (1 + AROUND) * screen];
  let top = 0;
  let first = 0;
  let last = 0;
  for (let page = 0; page < count; page += 1) {
    const end = top + (heights[page] ?? GUESS);
    if (end < from) first = page + 1;
    if (top <= to) last = page;
    top = end;
  }
  return [Math.min(first, last), last];
}

/**
 * Of a list of many pages only those near the screen are drawn; the others stand as empty room of the height they had. So a
 * thousand rows cost a phone what sixty do.
 */
export function useWindow(count: number) {
  const [[first, last], setRange] = useState<[number, number]>([0, 1]);
  const heights = useRef<(number | undefined)[]>([]);
  const scrolled = useRef(0);

  const look = useCallback((scrollTop: number) => {
    scrolled.current = scrollTop;
    const next = pagesNear(scrollTop, Taro.getWindowInfo().windowHeight, count, heights.current);
    setRange((before) => (before[0] === next[0] && before[1] === next[1] ? before : next));
  }, [count]);

  // What was drawn is measured once it stands; a narrower list of another question begins anew.
  useEffect(() => {
    heights.current.length = Math.min(heights.current.length, count);
    const measure = setTimeout(() => {
      const asked = Taro.createSelectorQuery();
      for (let page = first; page <= Math.min(last, count - 1); page += 1) asked.select(`#page-${page}`).boundingClientRect((rect) => { if (rect && 'height' in rect && rect.height > 0) heights.current[page] = rect.height; });
      asked.exec();
    }, 50);
    look(scrolled.current);
    return () => clearTimeout(measure);
  }, [first, last, count, look]);

  return { first, last, heightOf: (page: number): number => heights.current[page] ?? GUESS, look };
}
