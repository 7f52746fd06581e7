import { A_LONG_WHILE, randomFor } from './choice.js';
import { galeraProvider } from './galera-cluster.js';
import { galera } from './soaks/galera.js';

/* The product on three nodes of a Galera cluster, made here; `node test/chaos/soak.mjs galera` does it longer. */

const withGalera = galeraProvider() === null ? it.skip : it; // no cluster without the package galera-4
withGalera('nodes of a cluster are killed and stand still, the writer among them: nothing acknowledged is lost or doubled, and the nodes hold the same', async () => {
  const { fired, acts, lost, doubled, halfDone, problems } = await galera({ count: 3, seed: randomFor('cluster').below(1_000_000), say: (line) => process.stdout.write(`${line}\n`), stopped: () => false });
  expect({ fired, worked: acts > 0, lost, doubled, halfDone, problems }).toEqual({ fired: 3, worked: true, lost: 0, doubled: 0, halfDone: 0, problems: [] });
}, A_LONG_WHILE);
