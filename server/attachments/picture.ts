import sharp from 'sharp';
import { RuleBroken, TooLarge } from '../lib/errors.js';

sharp.cache(false);
// Two shared cores serve everybody; one picture must not take both.
sharp.concurrency(1);

/** What cameras of today make (64 megapixels); more is a decompression bomb or of no use on a notice. */
const MOST_PIXELS = 65_000_000;
/** An A4 page at 350 dots per inch; enough to read every line of a photographed notice. */
const LONGEST_SIDE = 4096;

/**
 * Draws a picture anew: what was hidden behind or inside it (place of the photograph, other files, scripts) is gone,
 * and it stands upright.
 * @throws TooLarge, RuleBroken `file-damaged`.
 */
export async function redrawPicture(bytes: Buffer, kind: 'jpg' | 'png'): Promise<Buffer> {
  const picture = sharp(bytes, { limitInputPixels: false, failOn: 'truncated', pages: 1 });
  const facts = await picture.metadata().catch((cause: unknown) => Promise.reject(damaged(cause)));
  if (facts.format !== (kind === 'jpg' ? 'jpeg' : 'png')) throw damaged(new Error(`the picture is ${facts.format}`));
  if (facts.width * facts.height > MOST_PIXELS) throw new TooLarge(`图片有 ${Math.round((facts.width * facts.height) / 1e6)} 百万像素，超过 6500 万。请缩小后再上传。`);
  const upright = picture.autoOrient().resize(LONGEST_SIDE, LONGEST_SIDE, { fit: 'inside', withoutEnlargement: true });
  const drawn = kind === 'jpg' ? upright.flatten({ background: '#fff' }).jpeg({ quality: 85 }) : upright.png({ compressionLevel: 9 });
  return drawn.toBuffer().catch((cause: unknown) => Promise.reject(damaged(cause)));
}

const damaged = (cause: unknown): RuleBroken => Object.assign(new RuleBroken('file-damaged', '图片打不开或没有传完整。请重新拍照或另存一份再上传。'), { cause });
