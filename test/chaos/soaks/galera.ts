import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectDatabase, disconnectDatabase, row } from '../../../server/database.js';
import { nameOfHost } from '../../../server/database-hosts.js';
import { parseDatabaseUrl } from '../../../server/env.js';
import { loadSecrets } from '../../../server/installation.js';
import { randomFrom } from '../../support/random.js';
import { GaleraCluster } from '../galera-cluster.js';
import { mayLay } from '../test-network.js';
import { environment, MORNING } from '../installation.js';
import { freePort, ServerProcess } from '../server-process.js';
import type { Outcome, Wanted } from './outcome.js';
import { UnderLoad, type Load } from './under-load.js';

const KILLS = ['the writer is killed', 'another node is killed', 'the writer stands still', 'another node stands still', 'all nodes are killed'];
/** Where hosts can be cut off from each other. */
const FAULTS = mayLay ? [...KILLS, 'the writer is cut off from the others', 'another node is cut off from the others'] : KILLS;
/** Longer than the cluster waits before it goes on without a node, or a node without the cluster. */
const STANDSTILL_MS = 9000;
/** Work goes on this long before the next fault. */
const CALM_MS = 300;

/** Two servers on a cluster of three nodes, which are killed and stand still in turn while clerks work; afterwards the nodes must hold the same. */
export async function galera({ count, seed, say, stopped }: Wanted): Promise<Outcome> {
  const random = randomFrom(seed);
  const cluster = await GaleraCluster.founded();
  const dataDir = mkdtempSync(join(tmpdir(), `student-aid-test-${process.pid}-`));
  const servers: ServerProcess[] = [];
  try {
    const ports = [await freePort(), await freePort()];
    for (const [at, port] of ports.entries()) {
      const server = new ServerProcess({ ...environment(dataDir, port), DATABASE_URL: cluster.url });
      servers.push(server);
      await server.go(at === 0 ? { SEED: 'reference', CLOCK: MORNING } : {});
    }
    connectDatabase(parseDatabaseUrl(cluster.url), { poolSize: 2 });
    loadSecrets({ dataDir, appSecret: null, fieldKeys: null });
    const load = await UnderLoad.begun(() => `http://127.0.0.1:${random.pick(ports)}`);
    const { outcome } = load;
    for (let round = 0; round < count && outcome.problems.length === 0 && !stopped(); round += 1) {
      const fault = FAULTS[(seed + round) % FAULTS.length]; // a short run begins with another one each day
      await load.round((clerks) => strike(cluster, fault, clerks, outcome, say, random.below), () => cluster.settled());
      outcome.problems.push(...(await cluster.disagreements()));
      for (const server of servers) if (!server.isAlive) outcome.problems.push(`a server died of it: ${server.said.join('').slice(-500)}`);
      say(`${outcome.fired} faults, ${outcome.lists} lists, ${outcome.acts} acts, ${outcome.problems.length} problems`);
    }
    await load.invariants();
    return outcome;
  } finally {
    for (const server of servers) if (server.isAlive) await server.kill();
    await disconnectDatabase();
    await cluster.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** One fault under load, and its end. */
async function strike(cluster: GaleraCluster, fault: string, clerks: Load, outcome: Outcome, say: (line: string) => void, below: (limit: number) => number): Promise<void> {
  const begun = clerks.answers.length;
  while (!clerks.over && clerks.answers.length < begun + 5) await sleep(20);
  const writer = await writerOf(cluster);
  await sleep(below(CALM_MS));
  if (clerks.over) return; // nobody was at work
  const at = fault.startsWith('the writer') ? writer : (writer + 1 + below(2)) % 3;
  const [still, cut] = [fault.endsWith('still'), fault.includes('cut off')];
  const struck = performance.now();
  if (fault === 'all nodes are killed') for (const node of cluster.nodes.keys()) cluster.kill(node);
  else if (still) cluster.pause(at);
  else if (cut) cluster.cutOff(at);
  else cluster.kill(at);
  outcome.fired += 1;
  if (fault === 'all nodes are killed') await cluster.recover();
  else if (still || cut) {
    await sleep(STANDSTILL_MS);
    if (still) cluster.resume(at);
    else cluster.mend(at);
  } else {
    await untilGoingOn(clerks, struck);
    await cluster.restart(at);
  }
  await untilGoingOn(clerks, struck);
  say(`${fault}: nobody was answered for ${(longestSilence(clerks.answers, struck) / 1000).toFixed(1)} s`);
}

/** A few answers after the fault, or no work left. */
async function untilGoingOn(clerks: Load, struck: number): Promise<void> {
  while (!clerks.over && clerks.answers.filter((at) => at > struck + 1000).length < 5) await sleep(50);
}

/** The longest time after the fault in which no act was acknowledged to anybody. */
const longestSilence = (answers: readonly number[], struck: number): number => {
  const after = [struck, ...answers.filter((at) => at > struck)];
  return Math.max(0, ...after.slice(1).map((at, before) => at - after[before]));
};

async function writerOf(cluster: GaleraCluster): Promise<number> {
  const found = await row<{ host: string }>('SELECT host FROM database_writer WHERE id = 1');
  const at = cluster.hosts.findIndex((host) => nameOfHost(host) === found?.host);
  if (at < 0) throw new Error(`the writer on record is ${found?.host}, which is no node`);
  return at;
}
