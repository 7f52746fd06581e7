/** Every backup and every drill: when, how much, whether it held. `slot` keeps two servers from doing the same night's twice. */
export const up = [
  `CREATE TABLE backup_runs (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    kind VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    slot VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NULL,
    folder VARCHAR(300) NOT NULL DEFAULT '',
    state VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'running',
    row_count BIGINT UNSIGNED NOT NULL DEFAULT 0,
    bytes BIGINT UNSIGNED NOT NULL DEFAULT 0,
    attachments INT UNSIGNED NOT NULL DEFAULT 0,
    note VARCHAR(500) NOT NULL DEFAULT '',
    started_at DATETIME(3) NOT NULL,
    finished_at DATETIME(3) NULL,
    UNIQUE KEY backup_runs_slot (slot),
    KEY backup_runs_kind (kind, id)
  )`,
];
export const down = ['DROP TABLE backup_runs'];
