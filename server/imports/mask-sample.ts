import type { FileHeaders } from '../lib/sheet-headers.js';
import { maskDocumentNumber } from '../values/identity-document.js';
import { maskPersonName } from '../values/person-name.js';

/** The surnames nine in ten people have: a word of two to four characters that begins with one is taken for a name. */
const SURNAMES = '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤欧';
const NUMBER = /[\dXx*](?:[ -]?[\dXx*]){6,}/g;

/**
 * A value of a file as it is shown beside its header before anybody knows which column it is: no name, document, card or telephone
 * number stands there whole.
 */
export function maskSample(value: string): string {
  const plain = value.normalize('NFKC').trim().slice(0, 40);
  if (/^\p{Script=Han}{2,4}$/u.test(plain) && SURNAMES.includes(plain[0])) return maskPersonName(plain);
  if (/^\p{Script=Han}+(?:·\p{Script=Han}+)+$/u.test(plain)) return maskPersonName(plain);
  // A moment or an amount is nobody's number.
  if (/^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?$/.test(plain) || /^\d{1,9}\.\d{1,4}$/.test(plain) || /^(?:19|20)\d{6}$/.test(plain)) return plain;
  return plain.replace(NUMBER, (number) => maskDocumentNumber(number.replace(/[ -]/g, '').toUpperCase()));
}

export const withMaskedSamples = (found: FileHeaders): FileHeaders => ({ ...found, headers: found.headers.map((one) => ({ ...one, samples: one.samples.map(maskSample) })) });
