/** Attachment names are kept as data only; nothing on the disk is called by them. */

const LONGEST = 120;

/**
 * The name as it is kept and shown: no path, no control or direction-changing characters, NFC, at most 120 characters with its extension.
 */
export function cleanFileName(uploaded: string): string {
  const bare = uploaded.normalize('NFC')
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/g, '')
    .replace(/\p{Surrogate}/gu, '')
    .replace(/^.*[/\\]/, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[.\s]+|\s+$/g, '')
    .normalize('NFC'); // what stood between two characters may have kept them apart
  if (bare === '') return '未命名';
  const characters = Array.from(bare);
  if (characters.length <= LONGEST) return bare;
  const extension = /\.[A-Za-z0-9]{1,10}$/.exec(bare)?.[0] ?? '';
  return `${characters.slice(0, LONGEST - extension.length).join('')}${extension}`.trimEnd();
}

/**
 * The header under which a file is sent, with its name in both spellings of RFC 6266 / RFC 5987; old browsers read the ASCII one.
 * @param inline shown instead of downloaded: for files this system drew itself, never for uploads.
 */
export function contentDisposition(fileName: string, inline = false): string {
  const name = cleanFileName(fileName);
  const extension = /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? '';
  const ascii = /^[A-Za-z0-9._ ()-]+$/.test(name) ? name : `attachment${extension}`;
  const encoded = encodeURIComponent(name).replace(/['()*!]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${inline ? 'inline' : 'attachment'}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
