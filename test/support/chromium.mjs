import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Path of the machine's Chromium, or null. Browser tests read it as process.env.AID_CHROMIUM. */
export function findChromium() {
  const places = [
    process.env.AID_CHROMIUM,
    ...['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
      .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name))),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  return places.find((place) => place && isExecutable(place)) ?? null;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
