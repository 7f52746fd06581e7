/**
 * Names of people. Kept as typed (NFC), so that rare and minority names survive; only blanks and the middle dot are made uniform.
 * Characters are counted as people see them: a four-byte character (𠮷) or one with a variation selector is one.
 */
export type NameProblem = 'missing' | 'too-long' | 'not-a-name';

const MIDDLE_DOTS = /[\u2022\u2027\u2219\u22c5\u30fb\uff65\u0387\u00b7]/g;
const HAN = '\\p{Script=Han}\\ue000-\\uf8ff\\u{f0000}-\\u{ffffd}';
const DOT_BETWEEN_HAN = new RegExp(`(?<=[${HAN}])\\s*[.．。﹒]\\s*(?=[${HAN}])`, 'gu');
const BLANK_BETWEEN_HAN = new RegExp(`(?<=[${HAN}])\\s+(?=[${HAN}])`, 'gu');
const NAME = new RegExp(`^[${HAN}\\p{L}\\p{M}\\u{e0100}-\\u{e01ef}\\ufe00-\\ufe0f〇·' ’-]+$`, 'u');
const LONGEST = 50;

/** Surnames of two characters; the given name begins after them. */
const COMPOUND_SURNAMES = new Set((
  '欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 司空 夏侯 宇文 长孙 轩辕 端木 百里 呼延 南宫 西门 独孤 第五 东郭 钟离 闻人 ' +
  '澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 赫连 拓跋 万俟 鲜于 闾丘 亓官 巫马 公西 颛孙 乐正 宰父 谷梁 羊舌 微生 梁丘 左丘 东门 ' +
  '司寇 南门 公羊 公良 夹谷 段干 子车 即墨 完颜 纳兰 耶律'
).split(' '));

const segmenter = new Intl.Segmenter('zh', { granularity: 'grapheme' });

/** The characters of a name as people count them. */
export const nameCharacters = (name: string): string[] => Array.from(segmenter.segment(name), ({ segment }) => segment);

/** NFC; every kind of middle dot becomes ·; blanks around it and between Chinese characters go (张　三 → 张三); other blanks become one. */
export function normalisePersonName(typed: string): string {
  return typed.normalize('NFC')
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(MIDDLE_DOTS, '·')
    .replace(DOT_BETWEEN_HAN, '·')
    .replace(/\s*·\s*/g, '·')
    .replace(BLANK_BETWEEN_HAN, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** @param name already normalised. @returns null when it can be a name. */
export function checkPersonName(name: string): NameProblem | null {
  if (name === '') return 'missing';
  if (nameCharacters(name).length > LONGEST) return 'too-long';
  return NAME.test(name) && !/^[·' ’-]|[·' ’-]$|··/.test(name) ? null : 'not-a-name';
}

export const nameMessages: Readonly<Record<NameProblem, string>> = {
  'missing': '没有填姓名。请补填',
  'too-long': '姓名超过 50 个字。请核对',
  'not-a-name': '姓名里有数字或不该有的符号。请按证件重填，少数民族姓名用 · 分隔',
};

/**
 * The name as a public notice shows it: exactly one character hidden, the surname left.
 * 张梓桐 → 张*桐 · 马超 → 马* · 欧阳晨晨 → 欧阳*晨 · 阿迪力·买买提 → 阿迪力·*买提.
 */
export function maskPersonName(name: string): string {
  const characters = nameCharacters(name);
  const place = hiddenPlace(characters);
  return characters.map((character, at) => (at === place ? '*' : character)).join('');
}

function hiddenPlace(characters: string[]): number {
  const dot = characters.lastIndexOf('·');
  if (dot > 0 && dot < characters.length - 1) return dot + 1;
  if (characters.length <= 1) return 0;
  return characters.length >= 3 && COMPOUND_SURNAMES.has(characters[0] + characters[1]) ? 2 : 1;
}
