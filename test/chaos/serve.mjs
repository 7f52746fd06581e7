// The product's server as `npm start` runs it, watched: it counts every statement sent to the database and every change of a
// stored file, tells its parent of each, and dies by SIGKILL at the one it was told (or the database does, or both, or it holds its breath there). The product knows nothing of it: the
// statements come from the driver's own diagnostics channel.
import { randomUUID } from 'node:crypto';
import { tracingChannel } from 'node:diagnostics_channel';
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../../server/prepare.mjs';

const POINTS = 3; // file descriptor: written before death, so nothing told is lost
let armed = null;
let count = 0;
const ofKind = new Map();
let flying = 0;
let working = 0;
let quietSince = performance.now();

/** One moment of an act. `victim` is this process, or the database's. */
function pass({ at, nth, what }, when) {
  writeSync(POINTS, `${JSON.stringify({ at, nth, when, what })}\n`);
  if (armed?.what !== what || armed.nth !== nth || armed.when !== when) return;
  if (armed.holdMs) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, armed.holdMs);
  if (armed.victim) process.kill(armed.victim, 'SIGKILL');
  if (!armed.holdMs && (!armed.victim || armed.both)) process.kill(process.pid, 'SIGKILL');
  armed = {}; // once
}

/** The next moment, told by its kind and the how manieth of its kind it is: a memory that has run out puts a statement in between. */
function next(what) {
  ofKind.set(what, (ofKind.get(what) ?? 0) + 1);
  return { at: count += 1, nth: ofKind.get(what), what };
}

/** The kind of a statement and its table, e.g. `UPDATE award_lists`. */
function kindOf(sql) {
  const text = sql.trim().replace(/\s+/g, ' ');
  const [, verb] = /^(\w+)/.exec(text) ?? ['', '?'];
  const [, table] = /\b(?:FROM|INTO|UPDATE|TABLE(?: IF NOT EXISTS)?)\s+`?([a-z_]+)`?/i.exec(text) ?? ['', ''];
  const locking = /FOR UPDATE/i.test(text) ? ' FOR UPDATE' : '';
  return verb.toUpperCase() === 'START' ? 'BEGIN' : `${verb.toUpperCase()}${table ? ` ${table}` : ''}${locking}`;
}

const isConnecting = (sql) => /^SET SESSION/i.test(sql);

const statements = {
  start(message) {
    flying += 1;
    if (!armed || isConnecting(message.query)) return;
    message.point = next(kindOf(message.query));
    pass(message.point, 'before');
  },
  // The statement has gone out and no answer has come.
  end(message) {
    if (message.point) pass(message.point, 'sent');
  },
  asyncStart(message) {
    flying -= 1;
    quietSince = performance.now();
    if (message.point) pass(message.point, 'after');
  },
  asyncEnd() {},
  error() {},
};
tracingChannel('mysql2:query').subscribe(statements);
tracingChannel('mysql2:execute').subscribe(statements);

const entry = fileURLToPath(await build());
const load = createRequire(entry);
watchFiles(load('node:fs/promises'));
const ticks = holdClockwork(load('node-cron'));
watchBackgroundWork(load('./jobs/job-thread.js'));
// Nor is it woken by an act, unless it shall be (AID_CHAOS_WOKEN): messages go out with their own tick.
if (!process.env.AID_CHAOS_WOKEN) load('./outbox.js').onOutbox = () => undefined;
load('./app.js'); // all modules, so that a standby starts at once

/** Stored files are changed beside the database, so each change is a moment of its own. */
function watchFiles(files) {
  for (const name of ['open', 'rename']) {
    const real = files[name];
    files[name] = async (path, ...rest) => {
      if (!armed || !String(path).startsWith(join(process.env.DATA_DIR, 'attachments'))) return real(path, ...rest);
      const point = next(`FILE ${name}`);
      pass(point, 'before');
      const result = await real(path, ...rest);
      pass(point, 'after');
      return result;
    };
  }
}

/** The clockwork ticks when it is told to, so that no tick falls into an act by chance. */
function holdClockwork(cron) {
  const held = new Map();
  cron.schedule = (expression, work) => {
    held.set(expression, work);
    return { stop: async () => undefined };
  };
  return held;
}

/** Background work is done in this thread, where its statements are counted; a tick waits for its end. */
function watchBackgroundWork(thread) {
  thread.jobHands = () => {
    const worker = load('./jobs/work-jobs.js').jobWorker(randomUUID());
    return {
      async work() {
        working += 1;
        await worker.work().finally(() => { working -= 1; quietSince = performance.now(); });
      },
      async receive() {
        working += 1;
        await load('./exchange/receive-folder.js').receivePackages(process.env.DATA_DIR).finally(() => { working -= 1; quietSince = performance.now(); });
      },
      stop: () => worker.stop(),
    };
  };
}

process.on('message', async (message) => {
  switch (message.do) {
    case 'go':
      Object.assign(process.env, message.env);
      if (message.arm) armed = message.arm;
      await import(entry);
      break;
    case 'arm':
      armed = message.arm;
      count = 0;
      ofKind.clear();
      writeSync(POINTS, `${JSON.stringify({ armed: true })}\n`);
      break;
    case 'tick':
      quietSince = performance.now();
      for (const expression of ticks.keys()) if (message.which === undefined || expression === message.which) ticks.get(expression)();
      await quiet();
      process.send({ ticked: [...ticks.keys()] });
      break;
    default: throw new Error(`do what: ${message.do}`);
  }
});
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.send({ ready: true });

async function quiet() {
  // Longer than messages are gathered before they go out together.
  const busy = () => flying > 0 || working > 0 || performance.now() - quietSince < 320;
  do await new Promise((go) => { setTimeout(go, 20); });
  while (busy());
}
