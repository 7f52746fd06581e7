import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mysql, { type Connection } from 'mysql2/promise';
import { verifyChains } from '../../server/audit/verify.js';
import { beginRun, dueSlot, endRun, recentRuns } from '../../server/backup/backup-runs.js';
import { keepBackups, superfluous } from '../../server/backup/keep-backups.js';
import { backUpAtNight, connectPlain } from '../../server/backup/nightly.js';
import { restoreBackup } from '../../server/backup/restore-backup.js';
import { readSealed } from '../../server/backup/sealed-file.js';
import { backupsIn, contextOf, writeBackup, type Written } from '../../server/backup/write-backup.js';
import { connectDatabase, disconnectDatabase, row, run } from '../../server/database.js';
import type { DatabaseTarget } from '../../server/env.js';
import { fieldCipher, generateFieldKeys } from '../../server/lib/crypto.js';
import { migrate, RESTORING } from '../../server/migrate.js';
import { protection } from '../../server/protection.js';
import { seedDemo } from '../../server/seeding/seed.js';
import { startProduct, type Product } from '../support/product.js';

jest.setTimeout(180_000);
const OTHER = 'student_aid_restored';
let product: Product;
let target: DatabaseTarget;
let folder: string;
let written: Written;

beforeAll(async () => {
  product = await startProduct({ through: async (given) => { target = given; return given; } });
  await seedDemo(() => undefined);
  folder = mkdtempSync(join(tmpdir(), `student-aid-test-${process.pid}-backup-`));
  const connection = await connectPlain(target);
  written = await writeBackup(connection, { dataDir: product.dataDir, target: folder, cipher: protection().cipher });
  await connection.end();
});
afterAll(async () => {
  await product.stop();
  const connection = await emptyDatabase();
  await connection.query(`DROP DATABASE ${OTHER}`);
  await connection.end();
  rmSync(folder, { recursive: true, force: true });
});

/** Another database on the same server, with nothing in it. */
async function emptyDatabase(): Promise<Connection> {
  const connection = await mysql.createConnection({ socketPath: target.socketPath, user: target.user, timezone: 'Z' });
  await connection.query(`DROP DATABASE IF EXISTS ${OTHER}`);
  await connection.query(`CREATE DATABASE ${OTHER} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci`);
  await connection.changeUser({ database: OTHER });
  return connection;
}
async function restored(options: { folder?: string; cipher?: ReturnType<typeof fieldCipher>; dataDir?: string } = {}): Promise<ReturnType<typeof restoreBackup>> {
  const connection = await emptyDatabase();
  try {
    return await restoreBackup(connection, { folder: written.folder, cipher: protection().cipher, dataDir: mkdtempSync(join(folder, 'data-')), ...options });
  } finally {
    await connection.end();
  }
}
const filesOf = (path: string): string[] => readdirSync(path, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));

describe('a backup', () => {
  it('restored into an empty database is the same to the row, with its files, and the records hold together', async () => {
    const dataDir = mkdtempSync(join(folder, 'data-'));
    const found = await restored({ dataDir });
    expect([found.differences, found.missingFiles]).toEqual([[], []]);
    expect(found.rows).toBeGreaterThan(1000);
    expect(filesOf(join(dataDir, 'attachments'))).toHaveLength(filesOf(join(product.dataDir, 'attachments')).length);
    await disconnectDatabase();
    connectDatabase({ ...target, database: OTHER });
    expect([await verifyChains(), (await row<{ n: number }>('SELECT COUNT(*) AS n FROM award_lists'))?.n]).toEqual([null, expect.any(Number)]);
    await disconnectDatabase();
    connectDatabase(target);
  });

  it('restored opens none of the doors that stood open then: everybody signs in anew, no old link works', async () => {
    await run("UPDATE users SET activation_hash = REPEAT('a', 64), activation_expires_at = UTC_TIMESTAMP(3) + INTERVAL 1 DAY WHERE login = 'auditor'");
    await run("INSERT INTO sessions (token_hash, user_id, post_id, client, csrf_token, created_at, last_seen_at, expires_at, live_flag) SELECT REPEAT('b', 64), u.id, p.id, 'desk', REPEAT('c', 43), UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) + INTERVAL 8 HOUR, 1 FROM users u JOIN posts p ON p.user_id = u.id WHERE u.login = 'auditor'");
    const connection = await connectPlain(target);
    const { folder: taken } = await writeBackup(connection, { dataDir: product.dataDir, target: join(folder, 'doors'), cipher: protection().cipher });
    await connection.end();
    expect((await restored({ folder: taken })).differences).toEqual([]);
    const there = await connectPlain({ ...target, database: OTHER });
    const [[open]] = await there.query<mysql.RowDataPacket[]>('SELECT (SELECT COUNT(*) FROM sessions WHERE live_flag = 1) AS sessions, (SELECT COUNT(*) FROM users WHERE activation_hash IS NOT NULL) AS links, (SELECT COUNT(*) FROM sessions) AS kept');
    await there.end();
    expect(open).toEqual({ sessions: 0, links: 0, kept: 1 });
  });

  it('is taken at one moment: what is written meanwhile is whole in it or not at all', async () => {
    const connection = await connectPlain(target);
    const end = new AbortController();
    const writing = (async () => { for (let at = 0; !end.signal.aborted; at += 1) { await run("INSERT INTO settings (name, value) VALUES ('of-a-test', ?) ON DUPLICATE KEY UPDATE value = VALUES(value)", [String(at)]); await run('UPDATE organisations SET telephone = ? WHERE id = 1', [String(at)]); } })();
    const { folder: taken } = await writeBackup(connection, { dataDir: product.dataDir, target: join(folder, 'meanwhile'), cipher: protection().cipher });
    end.abort();
    await writing;
    await connection.end();
    expect((await restored({ folder: taken })).differences).toEqual([]);
  });

  it('tells nothing to whoever finds it: no name, no account, no school in clear', () => {
    const all = Buffer.concat(filesOf(written.folder).map((path) => readFileSync(path))).toString('latin1');
    const words = ['school1.operator', 'sysadmin', Buffer.from('安陵县').toString('latin1'), 'argon2'];
    expect(words.filter((word) => all.includes(word))).toEqual([]);
    expect(filesOf(written.folder).filter((path) => (statSync(path).mode & 0o077) !== 0)).toEqual([]);
  });

  it.each([
    ['a byte is changed', (bytes: Buffer) => { bytes[bytes.length - 9] ^= 1; return bytes; }, '打不开'],
    ['it is cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 3), '不完整'],
    ['its length is nonsense', (bytes: Buffer) => { bytes.writeUInt32BE(0xff_ff_ff_f0, 0); return bytes; }, '读不出来'],
    ['a table is another’s', () => readFileSync(join(written.folder, 'posts.sealed')), '打不开'],
  ])('of which %s is refused', async (_what, spoil, words) => {
    const path = join(folder, 'spoilt');
    writeFileSync(path, spoil(readFileSync(join(written.folder, 'users.sealed'))));
    const read = async (): Promise<void> => { for await (const lines of readSealed(path, protection().cipher, contextOf(written.manifest.id, 'users'))) expect(lines.length).toBeGreaterThan(0); };
    await expect(read()).rejects.toThrow(words);
  });

  it('that breaks off leaves a database that says so, and no server starts on it', async () => {
    const path = join(written.folder, 'users.sealed');
    const whole = readFileSync(path);
    writeFileSync(path, whole.subarray(0, whole.length - 3));
    await expect(restored()).rejects.toThrow('不完整');
    writeFileSync(path, whole);
    const connection = await connectPlain({ ...target, database: OTHER });
    await expect(migrate(connection)).rejects.toThrow('还原到一半');
    await connection.end();
  });

  it('is refused by another installation’s keys, in a database with tables, and without its manifest', async () => {
    await expect(restored({ cipher: fieldCipher(generateFieldKeys()) })).rejects.toThrow('FIELD_KEYS');
    const connection = await connectPlain(target);
    await expect(restoreBackup(connection, { folder: written.folder, dataDir: folder, cipher: protection().cipher })).rejects.toThrow('空数据库');
    expect((await row('SELECT name FROM schema_migrations WHERE name = ?', [RESTORING]))).toBeUndefined();
    await connection.end();
    await expect(restored({ folder: join(folder, 'nowhere') })).rejects.toThrow('没有写完的备份');
  });

  it('of a list that was exchanged for another backup’s is refused', async () => {
    const manifest = join(written.folder, 'manifest.json');
    const whole = readFileSync(manifest, 'utf8');
    writeFileSync(manifest, whole.replace('"attachments": ', '"attachments": 1'));
    await expect(restored()).rejects.toThrow('被改过');
    writeFileSync(manifest, whole);
  });
});

describe('every night', () => {
  const at = (clock: string): Date => new Date(`2026-11-27T${clock}:00+08:00`);
  beforeEach(() => run('DELETE FROM backup_runs'));

  it('one backup is made from two o’clock on; after a failure it is tried again two hours later, three times at most', async () => {
    expect([await dueSlot(at('01:59')), await dueSlot(at('02:00'))]).toEqual([null, '2026-11-27-1']);
    const first = (await beginRun('backup', '2026-11-27-1')) as number;
    expect(await beginRun('backup', '2026-11-27-1')).toBeNull();
    await endRun(first, { state: 'failed', note: '磁盘满' });
    await run('UPDATE backup_runs SET started_at = ?', [at('02:00')]);
    expect([await dueSlot(at('03:59')), await dueSlot(at('04:01'))]).toEqual([null, '2026-11-27-2']);
    await endRun((await beginRun('backup', '2026-11-27-2')) as number, { state: 'done' });
    expect(await dueSlot(at('12:00'))).toBeNull();
  });

  it('two servers make one', async () => {
    const asked = { target, dataDir: product.dataDir, backupDir: join(folder, 'night') };
    jest.useFakeTimers({ now: at('02:30'), doNotFake: ['setTimeout', 'setImmediate', 'nextTick', 'setInterval', 'clearTimeout', 'clearInterval', 'queueMicrotask', 'performance'] });
    try {
      expect((await Promise.all([backUpAtNight(asked), backUpAtNight(asked)])).sort()).toEqual([false, true]);
    } finally {
      jest.useRealTimers();
    }
    expect([await backupsIn(asked.backupDir), (await recentRuns(5)).map(({ state, kind }) => `${kind} ${state}`)]).toEqual([[expect.stringMatching(/^\d{8}-\d{6}$/)], ['backup done']]);
  });

  it('of a database that does not answer is on record as failed, and is tried again', async () => {
    jest.useFakeTimers({ now: at('02:30'), doNotFake: ['setTimeout', 'setImmediate', 'nextTick', 'setInterval', 'clearTimeout', 'clearInterval', 'queueMicrotask', 'performance'] });
    await expect(backUpAtNight({ target: { ...target, socketPath: join(folder, 'nobody.sock') }, dataDir: product.dataDir, backupDir: join(folder, 'night') })).rejects.toThrow('ENOENT');
    jest.useRealTimers();
    expect((await recentRuns(1)).map(({ state }) => state)).toEqual(['failed']);
  });

  it('none is made where no folder is given', async () => expect(await backUpAtNight({ target, dataDir: product.dataDir, backupDir: null })).toBe(false));

  it.each([
    ['the last seven days stay', ['20231001-020000', '20231002-020000', '20231003-020000', '20231004-020000', '20231005-020000', '20231006-020000', '20231007-020000'], []],
    ['of one day the newest stays', ['20231007-020000', '20231007-040000', '20231007-120000'], ['20231007-020000', '20231007-040000']],
    ['older ones stay one a week and one a month', ['20230115-020000', '20230131-020000', '20230918-020000', '20230919-020000', '20231001-020000', '20231002-020000', '20231003-020000', '20231004-020000', '20231005-020000', '20231006-020000', '20231007-020000'], ['20230918-020000']],
  ])('%s', (_what, ids, gone) => expect(superfluous(ids)).toEqual(gone));

  it('the superfluous are deleted, their shared attachments stay', async () => {
    const place = join(folder, 'kept');
    const connection = await connectPlain(target);
    const { folder: taken } = await writeBackup(connection, { dataDir: product.dataDir, target: place, cipher: protection().cipher });
    await connection.end();
    const day = taken.slice(-15, -7);
    for (const time of ['000001', '000002']) { const { cpSync } = await import('node:fs'); cpSync(taken, join(place, `${day}-${time}`), { recursive: true }); }
    const before = filesOf(join(place, 'attachments')).length;
    expect(await keepBackups(place)).toEqual([`${day}-000001`, `${day}-000002`]);
    expect(filesOf(join(place, 'attachments'))).toHaveLength(before);
  });
});
