import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the repository: assets, process files and seeds are read from there, compiled or not. */
export const projectRoot = ((): string => {
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json')) || !existsSync(join(folder, 'processes'))) {
    const above = dirname(folder);
    if (above === folder) throw new Error('the repository folder was not found');
    folder = above;
  }
  return folder;
})();
