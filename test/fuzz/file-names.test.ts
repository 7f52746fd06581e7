import { join, sep } from 'node:path';
import { cleanFileName, contentDisposition } from '../../server/attachments/file-name.js';
import { cases, nasty, nastyWord, randomOf, seed } from './cases.js';

it(`a name from outside never leads out of a folder, and fits into a header (${seed})`, () => {
  const random = randomOf('file names');
  const names = [...nasty, ...Array.from({ length: cases(3000) }, () => `${nastyWord(random)}${random.pick(['', '/', '\\', '.', '..'])}${nastyWord(random)}${random.pick(['.pdf', '.PDF', '', '.', '.jpg.exe'])}`)];
  for (const given of names) {
    const name = cleanFileName(given);
    const inside = join('/folder', name);
    const header = contentDisposition(given);
    const fine = name.length > 0 && Array.from(name).length <= 120 && !/[/\\\u0000-\u001f\u007f]/.test(name) && name !== '.' && name !== '..' && inside.startsWith(`/folder${sep}`) && !/[^\x20-\x7e]/.test(header);
    expect([given.slice(0, 80), fine]).toEqual([given.slice(0, 80), true]);
    expect(cleanFileName(name)).toBe(name);
  }
});
