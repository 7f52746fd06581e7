// Before all tests. The database of a run is started when the first test asks for it, so a run of pure tests has none.
// Asking is connecting to a small socket that this process serves; the answer is the database's own socket.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { require as load } from 'tsx/cjs/api';
import { bundleEditor } from '../../server/prepare.mjs';

const PREFIX = 'student-aid-test-';

export default async function start() {
  if ((process.env.AID_TEST_SUITES ?? '').includes('browser')) await bundleEditor(); // the drawing page's own script
  const { startPrivateDatabase, isRunning } = {
    ...load('../../server/private-database.ts', import.meta.url),
    ...load('../../server/private-database/process-identity.ts', import.meta.url),
  };
  await sweep(startPrivateDatabase, isRunning);
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  let database = null;
  const asking = createServer((socket) => {
    socket.on('error', () => undefined);
    database ??= startPrivateDatabase(folder, { durable: false, say: (line) => console.error(line) });
    database.then(({ socket: path }) => socket.end(path), (error) => socket.end(`refused: ${error.message}`));
  });
  await new Promise((resolve) => asking.listen(join(folder, 'ask.sock'), resolve));
  asking.unref();
  process.env.AID_TEST_DATABASE = join(folder, 'ask.sock');
  globalThis.stopTestDatabase = async () => {
    asking.close();
    await database?.then((running) => running.stop(), () => undefined);
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Ends and removes what a killed run has left. Its process number is in the folder's name. */
async function sweep(startPrivateDatabase, isRunning) {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    if (isRunning(Number(name.slice(PREFIX.length).split('-')[0]))) continue;
    const folder = join(tmpdir(), name);
    if (hasServer(folder)) await startPrivateDatabase(folder, { durable: false }).then((left) => left.stop(), () => undefined);
    rmSync(folder, { recursive: true, force: true });
  }
}

function hasServer(folder) {
  try {
    return readFileSync(join(folder, 'database', 'server.pid'), 'utf8').trim() !== '';
  } catch {
    return false;
  }
}
