import { setTimeout as sleep } from 'node:timers/promises';
import { connectDatabase, disconnectDatabase, row, run, transact } from '../../server/database.js';
import { chooseWriter, NoWriter, WriterChoice } from '../../server/database-hosts.js';
import { EnvironmentInvalid, parseDatabaseUrl, type DatabaseTarget } from '../../server/env.js';
import { testDatabase } from '../support/database.js';
import { FaultProxy } from '../support/fault-proxy.js';

/* Two hosts in DATABASE_URL: here two wires to one and the same database, each of which can go. A real cluster is in test/chaos/galera.test.ts. */

let own: DatabaseTarget;
let wires: FaultProxy[];
let target: DatabaseTarget;
beforeAll(async () => { own = await testDatabase(); });
beforeEach(async () => {
  wires = [new FaultProxy(), new FaultProxy()];
  const hosts = await Promise.all(wires.map(async (wire) => { const { host, port } = await wire.through(own); return { host, port }; }));
  const { socketPath: _, ...rest } = own;
  target = { ...rest, ...hosts[0], hosts };
  connectDatabase(target, { poolSize: 3 });
  await run("UPDATE database_writer SET host = '', epoch = 0 WHERE id = 1");
});
afterEach(async () => { await disconnectDatabase(); for (const wire of wires) await wire.close(); });

const agreed = async (): Promise<number> => {
  const found = await row<{ host: string }>('SELECT host FROM database_writer WHERE id = 1');
  return target.hosts.findIndex(({ host, port }) => `${host}:${port}` === found?.host);
};
/** As whoever goes on asking when he is told to come back later. */
async function sooner<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try { return await work(); } catch { await sleep(50); }
  }
}

it('an address has one host or several, each with its port', () => {
  expect(parseDatabaseUrl('mysql://aid:s%40x@a:3307,b,c:3309/aid')).toMatchObject({ user: 'aid', password: 's@x', database: 'aid', host: 'a', port: 3307, hosts: [{ host: 'a', port: 3307 }, { host: 'b', port: 3306 }, { host: 'c', port: 3309 }] });
  for (const wrong of ['mysql://u:p@a,,b/aid', 'mysql://u:p@a,a:3306/aid', 'mysql://u:p@a:x/aid']) expect(() => parseDatabaseUrl(wrong)).toThrow(EnvironmentInvalid);
});

it('everybody writes to the first host that is fit, and it is on record which', async () => {
  await disconnectDatabase();
  expect(await chooseWriter(target)).toEqual(target.hosts[0]);
  connectDatabase(target, { poolSize: 3 });
  expect(await agreed()).toBe(0);
});

it('a host that is gone is left for the next one, and stays left when it is back', async () => {
  await chooseWriter(target);
  await wires[0].close();
  await sooner(() => transact(async () => run("INSERT INTO settings (name, value) VALUES ('after-the-move', '1')")));
  expect(await agreed()).toBe(1);
  wires[0] = new FaultProxy();
  // Whoever starts now goes where the others are, although the first host of the address answers.
  const back = { ...target.hosts[0], ...(await wires[0].through(own)) };
  expect(await chooseWriter({ ...target, hosts: [{ host: back.host, port: back.port }, target.hosts[1]] })).toEqual(target.hosts[1]);
});

it('a host that stands still is left, and what waited for it is begun again on the next one', async () => {
  await chooseWriter(target);
  await row('SELECT 1 AS here');
  const act = sooner(() => transact(async () => {
    wires[0].blackHole = true;
    await run("UPDATE settings SET value = value WHERE name = 'nobody'");
    return agreed();
  }));
  expect(await act).toBe(1);
});

it('when another process has moved on, this one follows', async () => {
  await chooseWriter(target);
  await row('SELECT 1 AS here');
  await run('UPDATE database_writer SET host = ?, epoch = epoch + 1 WHERE id = 1', [`${target.hosts[1].host}:${target.hosts[1].port}`]);
  const before = wires[1].commits;
  while (wires[1].commits === before) { await sooner(() => transact(async () => undefined)); await sleep(100); }
  expect(wires[1].commits).toBeGreaterThan(before);
});

it('whoever gives a host up while it is being looked at does not stop the process', async () => {
  const choice = new WriterChoice(target, () => undefined);
  await choice.current();
  wires[0].blackHole = true;
  await sleep(1300); // the watch has asked, and waits
  choice.doubt(target.hosts[0]);
  await sleep(1500); // the watch has had no answer
  expect(await choice.current()).toEqual(target.hosts[1]);
  choice.close();
});

it('without a host that is fit it says so', async () => {
  await disconnectDatabase();
  for (const wire of wires) await wire.close();
  await expect(chooseWriter(target)).rejects.toThrow(NoWriter);
});
