import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, closeSync, cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import type { DatabaseHost } from '../../server/env.js';
import { findServer } from '../../server/private-database/binaries.js';
import { prepareFolder, type DatabaseFolder } from '../../server/private-database/folder.js';
import { createFiles, SCHEMA } from '../../server/private-database/server-process.js';
import { freePort } from './server-process.js';
import { mayLay, TestNetwork } from './test-network.js';

/** Where Debian and others put the provider. */
const PROVIDERS = ['/usr/lib/galera/libgalera_smm.so', '/usr/lib/libgalera_smm.so', '/usr/lib64/galera-4/libgalera_smm.so', '/usr/lib64/galera/libgalera_smm.so'];
const UP_MS = 90_000;
/** They use 0.3 GB. A node that wants more has gone astray (see the decision one-writer-of-a-cluster), and shall end rather than the machine. */
const MOST_MEMORY_KB = 2 * 1024 * 1024;
const LOCK_WAIT = 1205;

/** The replication library, where it is installed. */
export const galeraProvider = (): string | null => PROVIDERS.find((file) => existsSync(file)) ?? null;

/**
 * How a node that comes back is handed what it missed: it says where it listens and waits for word; the giver says up to where it
 * gives. A node whose gap is too large for that would need a whole copy; here that is an error, not a silent difference.
 */
const HANDING = `#!/bin/sh
while [ $# -gt 0 ]; do
  case "$1" in --role) role=$2;; --address) address=$2;; --gtid) gtid=$2;; --bypass) bypass=yes;; esac
  shift
done
word="$AID_HANDED/$(echo "\${address%%/*}" | tr -c '0-9\n' '-')"
if [ "$role" = joiner ]; then
  rm -f "$word"
  echo "ready $address"
  while [ ! -s "$word" ]; do sleep 0.1; done
  cat "$word"
else
  [ "$bypass" = yes ] || { echo 'a whole copy would be needed' >&2; exit 22; }
  echo "$gtid" > "$word.new" && mv "$word.new" "$word"
  echo "done $gtid"
fi
`;

type Node = { name: string; place: DatabaseFolder; host: string; port: number; groupPort: number; transferPort: number; copyPort: number; child: ChildProcess | null };

/**
 * Three MariaDB nodes of one Galera cluster on this machine, each with a folder and ports of its own. They begin with the same
 * files, and one that comes back is handed what it missed from a neighbour's memory; whole copies are never needed, so nothing
 * but the server and the library is.
 */
export class GaleraCluster {
  readonly nodes: Node[] = [];

  private constructor(readonly folder: string, private readonly binary: string, private readonly provider: string, private readonly network: TestNetwork | null) {}

  static async founded(): Promise<GaleraCluster> {
    const provider = galeraProvider();
    if (!provider) throw new Error('Galera is not installed (package galera-4)');
    const cluster = new GaleraCluster(mkdtempSync(join(tmpdir(), `student-aid-test-${process.pid}-`)), await findServer({ install: false, say: () => undefined }), provider, mayLay ? TestNetwork.laid(3) : null);
    chmodSync(cluster.folder, 0o755); // the server's account passes through
    for (const [at, name] of ['n1', 'n2', 'n3'].entries()) {
      const [port, groupPort, transferPort, copyPort] = [await freePort(), await freePort(), await freePort(), await freePort()];
      cluster.nodes.push({ name, place: prepareFolder(join(cluster.folder, name), () => undefined), host: cluster.network?.address(at) ?? '127.0.0.1', port, groupPort, transferPort, copyPort, child: null });
    }
    const [first, ...others] = cluster.nodes;
    mkdirSync(join(cluster.folder, 'handed'));
    own(join(cluster.folder, 'handed'), first.place.account);
    writeFileSync(join(cluster.folder, 'wsrep_sst_handing'), HANDING, { mode: 0o755 });
    await createFiles(cluster.binary, first.place, true);
    // Started once alone, so that the files know which cluster they are of; then the others get a copy of them.
    const comers = join(cluster.folder, 'comers.sql');
    writeFileSync(comers, ['10.%', '127.0.0.1'].map((from) => `CREATE USER ${SCHEMA}@'${from}';\nGRANT ALL PRIVILEGES ON \`student\\_aid%\`.* TO ${SCHEMA}@'${from}';\n`).join('')); // those who come over the network
    await cluster.start(first, ['--wsrep-new-cluster', `--init-file=${comers}`]);
    await cluster.stop(first);
    for (const { place } of others) {
      cpSync(first.place.files, place.files, { recursive: true });
      rmSync(join(place.files, 'auto.cnf'), { force: true });
      rmSync(join(place.files, 'gvwstate.dat'), { force: true });
      rmSync(join(place.files, 'galera.cache'), { force: true });
      own(place.files, place.account);
    }
    await cluster.bootstrap(first);
    for (const node of others) await cluster.start(node);
    return cluster;
  }

  /** Waits until all nodes are up to date. */
  async settled(): Promise<void> {
    for (const at of this.nodes.keys()) await this.synced(at);
  }

  get hosts(): DatabaseHost[] { return this.nodes.map(({ host, port }) => ({ host, port })); }
  /** The address as the product is given it. */
  get url(): string { return `mysql://${SCHEMA}@${this.nodes.map(({ host, port }) => `${host}:${port}`).join(',')}/${SCHEMA}`; }

  kill(at: number): void { this.signal(at, 'SIGKILL'); }
  pause(at: number): void { this.signal(at, 'SIGSTOP'); }
  resume(at: number): void { this.signal(at, 'SIGCONT'); }
  /** The other nodes and this one hear nothing of each other; the product reaches them all. */
  cutOff(at: number): void { this.network?.cut(at); }
  mend(at: number): void { this.network?.mend(at); }

  /** Starts a node that was killed; it fetches what it missed. */
  async restart(at: number): Promise<void> {
    const node = this.nodes[at];
    await gone(node);
    await this.start(node, await this.position(node));
  }

  /** After all nodes were lost: the one that knows most begins, the others join it (RUNBOOK “都坏了”). @returns the node that began */
  async recover(): Promise<number> {
    const known: number[] = [];
    for (const node of this.nodes) {
      await gone(node);
      known.push(Number((await this.position(node))[0]?.split(':')[1] ?? -1));
    }
    const best = known.indexOf(Math.max(...known));
    await this.bootstrap(this.nodes[best], await this.position(this.nodes[best]));
    for (const [at, node] of this.nodes.entries()) if (at !== best) await this.start(node, await this.position(node));
    return best;
  }

  /** Waits until a node is in the majority and up to date. */
  async synced(at: number): Promise<void> {
    const node = this.nodes[at];
    const begun = performance.now();
    for (;;) {
      if (await ask(node, async (connection) => {
        const [status] = await connection.query<RowDataPacket[]>("SHOW STATUS WHERE Variable_name IN ('wsrep_local_state', 'wsrep_ready', 'wsrep_cluster_status')");
        const of = new Map(status.map((one) => [String(one.Variable_name), String(one.Value)]));
        return of.get('wsrep_local_state') === '4' && of.get('wsrep_ready') === 'ON' && of.get('wsrep_cluster_status') === 'Primary';
      }).catch(() => false)) return;
      if (node.child === null || node.child.exitCode !== null || node.child.signalCode !== null) throw new Error(`node ${node.name} ended:\n${this.log(node)}`);
      if (performance.now() - begun > UP_MS) throw new Error(`node ${node.name} did not come up:\n${this.log(node)}`);
      await sleep(100);
    }
  }

  /** What each node holds: a sum per table, after each has applied what the others did. */
  async sums(): Promise<Map<string, string>[]> {
    const sums: Map<string, string>[] = [];
    for (const node of this.nodes) sums.push(await this.onceCaughtUp(node, async (connection) => {
      await connection.query('SET SESSION wsrep_sync_wait = 15');
      const [tables] = await connection.query<RowDataPacket[]>("SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_TYPE = 'BASE TABLE' ORDER BY TABLE_NAME", [SCHEMA]);
      const [found] = await connection.query<RowDataPacket[]>(`CHECKSUM TABLE ${tables.map(({ name }) => `${SCHEMA}.${String(name)}`).join(', ')}`);
      return new Map(found.map((one) => [String(one.Table), String(one.Checksum)]));
    }));
    return sums;
  }

  /** Rows in which nodes differ. The sums say where to look; the rows decide. */
  async disagreements(): Promise<string[]> {
    const [first, ...others] = await this.sums();
    const doubtful = [...first].filter(([table, sum]) => others.some((one) => one.get(table) !== sum)).map(([table]) => table);
    const found: string[] = [];
    for (const table of doubtful) {
      const [mine, ...theirs] = await Promise.all(this.nodes.map((node) => this.onceCaughtUp(node, async (connection) => {
        await connection.query('SET SESSION wsrep_sync_wait = 15');
        const [rows] = await connection.query<RowDataPacket[]>(`SELECT * FROM ${table}`);
        return new Set(rows.map((one) => JSON.stringify(one)));
      })));
      for (const [at, set] of theirs.entries()) {
        const apart = [...[...mine].filter((one) => !set.has(one)), ...[...set].filter((one) => !mine.has(one))];
        if (apart.length > 0) found.push(`n1 and n${at + 2} differ in ${table}: ${apart.slice(0, 2).join(' / ').slice(0, 300)}`);
      }
    }
    return found;
  }

  /** Asks a node that shall first apply what the others did: one that stood still may not have noticed yet how long, and is asked again. */
  private async onceCaughtUp<T>(node: Node, work: (connection: Connection) => Promise<T>): Promise<T> {
    for (const begun = performance.now(); ;) {
      try {
        return await ask(node, work);
      } catch (error) {
        if ((error as { errno?: number }).errno !== LOCK_WAIT || performance.now() - begun > UP_MS) throw error;
        await this.synced(this.nodes.indexOf(node));
      }
    }
  }

  async close(): Promise<void> {
    for (const node of this.nodes) {
      node.child?.kill('SIGCONT');
      node.child?.kill('SIGKILL');
      await gone(node);
      if (!node.place.folder.startsWith(this.folder)) rmSync(node.place.folder, { recursive: true, force: true });
    }
    rmSync(this.folder, { recursive: true, force: true });
    this.network?.removed();
  }

  private async bootstrap(node: Node, more: string[] = []): Promise<void> {
    const state = join(node.place.files, 'grastate.dat');
    writeFileSync(state, readFileSync(state, 'utf8').replace(/safe_to_bootstrap: \d/, 'safe_to_bootstrap: 1'));
    rmSync(join(node.place.files, 'gvwstate.dat'), { force: true });
    await this.start(node, ['--wsrep-new-cluster', ...more]);
  }

  private async start(node: Node, more: string[] = []): Promise<void> {
    node.child = this.launch(node, more);
    await this.synced(this.nodes.indexOf(node));
  }

  private async stop(node: Node): Promise<void> {
    node.child?.kill('SIGTERM');
    await gone(node);
  }

  /** Up to where a killed node has everything, from its own files; with it, it is handed only what it missed. */
  private async position(node: Node): Promise<string[]> {
    const log = join(node.place.folder, 'position.log');
    rmSync(log, { force: true });
    const asking = this.launch(node, ['--wsrep-recover', `--log-error=${log}`]);
    await new Promise((ended) => asking.once('exit', ended));
    const found = [...readFileSync(log, 'utf8').matchAll(/Recovered position: ([0-9a-f-]+:-?\d+)/g)].at(-1)?.[1];
    return found ? [`--wsrep-start-position=${found}`] : [];
  }

  private launch(node: Node, more: string[]): ChildProcess {
    const { place, host, port, groupPort, transferPort, copyPort } = node;
    const { account } = place;
    const log = openSync(place.log, 'a', 0o600);
    // Only root enters a host of the network; what runs there is of the database's account again.
    const entering = this.network ? [...this.network.on(this.nodes.indexOf(node)), ...(account ? ['setpriv', '--reuid', String(account.uid), '--regid', String(account.gid), '--clear-groups'] : [])] : [];
    const [program, ...words] = [...entering, '/bin/sh', '-c', `ulimit -d ${MOST_MEMORY_KB}; exec "$0" "$@"`, this.binary,
      '--no-defaults', `--datadir=${place.files}`, `--tmpdir=${join(place.folder, 'temporary')}`, `--socket=${place.socket}`, `--pid-file=${place.pidFile}`,
      `--bind-address=${host}`, `--port=${port}`, '--skip-name-resolve', '--max-connections=150', '--max-allowed-packet=64M', '--performance-schema=OFF',
      '--character-set-server=utf8mb4', '--collation-server=utf8mb4_unicode_520_ci', '--default-time-zone=+00:00', '--transaction-isolation=READ-COMMITTED',
      '--sql-mode=ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
      '--innodb-flush-log-at-trx-commit=1', '--innodb-log-file-size=48M', '--innodb-buffer-pool-size=128M', '--innodb-autoinc-lock-mode=2', '--innodb-force-primary-key=1', '--binlog-format=ROW',
      '--wsrep-on=ON', `--wsrep-provider=${this.provider}`, '--wsrep-cluster-name=student-aid-test', `--wsrep-cluster-address=gcomm://${this.nodes.map((one) => `${one.host}:${one.groupPort}`).join(',')}`,
      '--wsrep-sst-method=handing', `--wsrep-sst-receive-address=${host}:${copyPort}`, `--wsrep-node-name=${node.name}`, `--wsrep-node-address=${host}:${groupPort}`, '--wsrep-slave-threads=2', '--wsrep-retry-autocommit=0',
      `--wsrep-provider-options=base_host=${host};base_port=${groupPort};gmcast.listen_addr=tcp://${host}:${groupPort};ist.recv_addr=${host}:${transferPort};gcache.size=128M;pc.recovery=false;evs.suspect_timeout=PT3S;evs.inactive_timeout=PT6S;evs.install_timeout=PT6S`,
      ...more,
    ];
    try {
      return spawn(program, words, { cwd: place.folder, env: { ...process.env, PATH: `${this.folder}:${process.env.PATH}`, AID_HANDED: join(this.folder, 'handed') }, stdio: ['ignore', log, log], detached: true, ...(account && !this.network ? { uid: account.uid, gid: account.gid } : {}) });
    } finally {
      closeSync(log);
    }
  }

  private signal(at: number, signal: NodeJS.Signals): void {
    if (!this.nodes[at].child?.kill(signal)) throw new Error(`node ${this.nodes[at].name} is not there to get ${signal}`);
  }

  private log({ place }: Node): string { return readFileSync(place.log, 'utf8').slice(-2500); }
}

async function gone({ child }: Node): Promise<void> {
  if (child && child.exitCode === null && child.signalCode === null) await new Promise((ended) => child.once('exit', ended));
}

async function ask<T>({ place }: Node, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await createConnection({ socketPath: place.socket, user: SCHEMA, connectTimeout: 2000 });
  connection.on('error', () => undefined);
  try {
    return await work(connection);
  } finally {
    connection.destroy();
  }
}

/** Copied files belong to whoever copied them. */
function own(path: string, account: DatabaseFolder['account']): void {
  if (!account) return;
  chownSync(path, account.uid, account.gid);
  if (statSync(path).isDirectory()) for (const name of readdirSync(path)) own(join(path, name), account);
}
