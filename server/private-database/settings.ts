import { dirname, join } from 'node:path';

/**
 * How the private MariaDB is set. The same properties are asked of every database at start-up
 * (server/database.ts), so what holds here holds with DATABASE_URL.
 */
export type ServerPlace = { files: string; socket: string; pidFile: string };

/** Where the server keeps its temporary tables: in a folder of its own, because a MariaDB that starts empties its folder of them, whoever’s they are. */
export const temporaryIn = (folder: string): string => join(folder, 'temporary');

/** Arguments of a serving mariadbd. `durable: false` is for tests only: a killed machine may lose or break everything. */
export function servingArguments(place: ServerPlace, durable: boolean): string[] {
  return [
    ...commonArguments(place.files),
    `--socket=${place.socket}`,
    `--pid-file=${place.pidFile}`,
    '--max-connections=150',
    '--max-allowed-packet=64M',
    '--thread-stack=512K',
    ...(durable ? durableArguments : throwAwayArguments),
  ];
}

/** Arguments of the one run that creates the system tables from SQL on its standard input. */
export function bootstrapArguments(files: string, durable: boolean): string[] {
  return [
    ...commonArguments(files),
    '--bootstrap',
    '--log-warnings=0',
    '--enforce-storage-engine=',
    '--max-allowed-packet=8M',
    '--net-buffer-length=16K',
    ...(durable ? durableArguments : throwAwayArguments),
  ];
}

function commonArguments(files: string): string[] {
  return [
    '--no-defaults', // a my.cnf of the machine must not change how money is stored
    `--datadir=${files}`,
    `--tmpdir=${temporaryIn(dirname(files))}`,
    '--skip-networking',
    '--skip-name-resolve',
    '--skip-symbolic-links',
    '--local-infile=0',
    '--character-set-server=utf8mb4',
    // unicode_ci and general_ci take all rare characters outside the basic plane (as in 𠮷, common in names) for equal
    '--collation-server=utf8mb4_unicode_520_ci',
    '--sql-mode=ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
    '--default-time-zone=+00:00',
    '--transaction-isolation=READ-COMMITTED',
    '--default-storage-engine=InnoDB',
    '--performance-schema=OFF',
    '--key-buffer-size=1M',
    '--aria-pagecache-buffer-size=16M',
  ];
}

const durableArguments = [
  '--innodb-flush-log-at-trx-commit=1',
  '--innodb-log-file-size=48M',
  '--innodb-buffer-pool-size=256M',
];

const throwAwayArguments = [
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-flush-method=nosync',
  '--skip-innodb-doublewrite',
  '--innodb-use-native-aio=OFF', // many small servers at once would use up the machine's aio slots
  '--innodb-log-file-size=32M',
  '--innodb-buffer-pool-size=128M',
  '--innodb-data-file-path=ibdata1:4M:autoextend',
  '--innodb-temp-data-file-path=ibtmp1:4M:autoextend',
];
