/** The most a picture takes of the screen before it is scrolled. */
const WIDEST = 960;
const HIGHEST = 400;
/** Everything about its size stands before the first word a person reads. */
const HEAD_BYTES = 400;

/**
 * How large a picture of a process is shown, in px: as it was drawn, smaller where it would not fit, never larger, so that a short
 * process looks as the others do. Null for what tells no size.
 */
export function drawnSize(svg: ArrayBuffer): { width: number; height: number } | null {
  const head = String.fromCharCode(...new Uint8Array(svg.slice(0, HEAD_BYTES)));
  const found = /viewBox="-?[\d.]+ -?[\d.]+ ([\d.]+) ([\d.]+)"/.exec(head);
  if (!found) return null;
  const [width, height] = [Number(found[1]), Number(found[2])];
  if (!(width > 0 && height > 0)) return null;
  const scale = Math.min(1, WIDEST / width, HIGHEST / height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}
