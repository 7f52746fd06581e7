/**
 * Pictures of every page, wide and narrow, and what a browser and axe complain about.
 * npx tsx --tsconfig test/tsconfig.json test/support/look.ts <folder for the pictures> [page …] [--dark] [--no-script]
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findFaults, openSample, openSampleDesk } from './sample-desk.js';
import { samplePages } from './sample-pages.js';

async function main(words: string[]): Promise<void> {
  const [folder = join('var', 'look'), ...wanted] = words.filter((word) => !word.startsWith('--'));
  const desk = await openSampleDesk();
  if (!desk) throw new Error('no Chromium on this machine');
  mkdirSync(folder, { recursive: true });
  const faults: string[] = [];
  for (const name of wanted.length > 0 ? wanted : Object.keys(samplePages)) {
    for (const width of [1440, 375]) {
      const { page, said } = await openSample(desk, name, { width, dark: words.includes('--dark'), script: !words.includes('--no-script') });
      await page.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: true });
      faults.push(...[...said, ...(words.includes('--no-script') ? [] : await findFaults(page))].map((fault) => `${name} at ${width}: ${fault}`));
      await page.context().close();
    }
  }
  await desk.close();
  console.log(faults.length === 0 ? 'nothing to mend' : faults.join('\n'));
  process.exitCode = faults.length === 0 ? 0 : 1;
}

void main(process.argv.slice(2));
