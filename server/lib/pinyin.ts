import { pinyin } from 'pinyin-pro';

/** How a name is found by typing letters: `张梓桐` → full `zhangzitong`, initials `zzt`. Lower-case ASCII, ü as v. */
export type PinyinKeys = { full: string; initials: string };

/**
 * Search keys of a personal or school name. Surnames are read as surnames (单 shan, 曾 zeng).
 * A character without a known reading (rare ones outside the common tables) is left out of both keys.
 */
export function pinyinKeys(name: string): PinyinKeys {
  const syllables = pinyin(name, { toneType: 'none', type: 'array', surname: 'head', v: true, nonZh: 'consecutive' })
    .map((syllable) => syllable.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]/g, ''))
    .filter(Boolean);
  return { full: syllables.join(''), initials: syllables.map((syllable) => syllable[0]).join('') };
}

/** What somebody typed into a search box, in the form the keys have; empty when it holds no letters or digits. */
export const pinyinQuery = (typed: string): string => typed.normalize('NFKC').toLowerCase().replaceAll('ü', 'v').replace(/[^a-z0-9]/g, '');
