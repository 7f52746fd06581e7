import { A_LONG_WHILE } from './choice.js';
import { galeraProvider } from './galera-cluster.js';
import { galera } from './soaks/galera.js';

/*
 * The product on three nodes of a Galera cluster, made here; `node test/chaos/soak.mjs galera` does it longer. Only when asked for
 * (AID_GALERA=1): in one run a node that came back took 14 GB of memory while joining, which no build machine should be put to
 * before the reason is known.
 */
const asked = process.env.AID_GALERA === '1';
if (asked && galeraProvider() === null) process.stdout.write('\n本机没有 Galera（软件包 galera-4），跳过集群试验。\n');
if (!asked) process.stdout.write('\n集群试验没有跑：它占内存，要跑请加 AID_GALERA=1。\n');

(asked && galeraProvider() !== null ? it : it.skip)('the writer is killed, another node is killed, the writer stands still: nothing acknowledged is lost or doubled, and the nodes hold the same', async () => {
  const { fired, acts, lost, doubled, halfDone, problems } = await galera({ count: 3, seed: 20230510, say: (line) => process.stdout.write(`${line}\n`), stopped: () => false });
  expect({ fired, worked: acts > 0, lost, doubled, halfDone, problems }).toEqual({ fired: 3, worked: true, lost: 0, doubled: 0, halfDone: 0, problems: [] });
}, A_LONG_WHILE);
