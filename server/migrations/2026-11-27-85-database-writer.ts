/** Of a cluster everybody writes to one node: the one named here. With a single database it stays empty. */
export const up = [
  `CREATE TABLE database_writer (
    id TINYINT NOT NULL PRIMARY KEY,
    host VARCHAR(260) NOT NULL,
    epoch BIGINT NOT NULL,
    since DATETIME(3) NULL,
    CONSTRAINT database_writer_one CHECK (id = 1)
  )`,
  "INSERT IGNORE INTO database_writer (id, host, epoch, since) VALUES (1, '', 0, NULL)",
];
export const down = ['DROP TABLE database_writer'];
