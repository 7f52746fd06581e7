import { randomFrom, type Random } from '../support/random.js';

/*
 * Hostile input at random. An ordinary run tries a little, other things every day; for hours:
 *   AID_FUZZ_CASES=100000 node test/run.mjs test/fuzz
 *   AID_FUZZ_SEED=2026-11-27 node test/run.mjs test/fuzz     that day's again
 */

export const seed = process.env.AID_FUZZ_SEED ?? new Date().toISOString().slice(0, 10);
/** How many cases, where an ordinary run has so many. */
export const cases = (ordinary: number): number => Number(process.env.AID_FUZZ_CASES) || ordinary;

export function randomOf(what: string): Random {
  return randomFrom([...`${seed} ${what}`].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0, 7));
}

/** Words that have broken programs before. */
export const nasty: readonly string[] = [
  '', ' ', '0', '-1', '1e999', '4294967296', '99999999999999999999', 'NaN', 'null', 'undefined', 'true', '__proto__', 'constructor', 'toString', '../../../etc/passwd', '..\\..\\x', '/', '\\', '%00', '%', '%2e%2e%2f', '\u0000', '\uFFFF', '\u202E文档', '𠮷野家', '🙂'.repeat(40),
  "' OR '1'='1", "'; DROP TABLE users; --", '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '{{7*7}}', '${7*7}', '=1+1', '=HYPERLINK("http://x")', 'javascript:alert(1)', 'http://169.254.169.254/', 'file:///etc/passwd', '2023-02-30', '2023-13', '0000-00-00', '9999-12-31', '１２３', '张'.repeat(5000), 'a'.repeat(20_000), '\r\nSet-Cookie: x=1', 'é́́́', '١٢٣', 'Ⅷ', '11010519491231002X', '2022-2023-spring',
];

export const nastyWord = (random: Random): string => (random.chance(0.7) ? random.pick(nasty) : Array.from({ length: random.below(30) }, () => String.fromCodePoint(random.pick([random.below(0x80), random.below(0x800), 0x4e00 + random.below(0x5000)]))).join(''));

/** Any JSON. */
export function nastyJson(random: Random, depth = 0): unknown {
  const kind = random.below(depth > 4 ? 5 : 8);
  if (kind < 2) return nastyWord(random);
  if (kind === 2) return random.pick([0, -1, 1.5, 1e308, -0, 2 ** 53, 4_294_967_296]);
  if (kind === 3) return random.pick([true, false, null]);
  if (kind === 4) return random.pick([[], {}]);
  if (kind === 5) return Array.from({ length: random.below(6) }, () => nastyJson(random, depth + 1));
  if (kind === 6) return Array.from({ length: 40 }).reduce<unknown>((inner) => [inner], 'deep');
  return Object.fromEntries(Array.from({ length: random.below(6) }, () => [random.pick(['id', 'ids', 'version', 'items', 'remark', ...nasty.slice(10, 14)]), nastyJson(random, depth + 1)]));
}

/** The bytes with some of them changed, left out, doubled or cut off. */
export function spoilt(bytes: Buffer, random: Random): Buffer {
  const changed = Buffer.from(bytes);
  switch (random.below(5)) {
    case 0: return changed.subarray(0, random.below(changed.length));
    case 1: { const at = random.below(changed.length); return Buffer.concat([changed.subarray(0, at), changed.subarray(at, at + random.below(200)), changed.subarray(at)]); }
    case 2: { const at = random.below(changed.length); return Buffer.concat([changed.subarray(0, at), changed.subarray(Math.min(changed.length, at + random.below(50)))]); }
    default:
      for (let at = 0; at <= random.below(8); at += 1) changed[random.below(changed.length)] = random.below(256);
      return changed;
  }
}
