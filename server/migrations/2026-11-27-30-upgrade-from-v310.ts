/**
 * The upgrade from V3.1.0 (附件1): how far it is, what became of every row of the old database, and the lists whose month or term
 * the old database does not say, kept until somebody who knows says it (待核实).
 */
export const up = [
  `CREATE TABLE upgrades (
    id TINYINT UNSIGNED NOT NULL PRIMARY KEY,
    old_name VARCHAR(64) NOT NULL,
    step VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    last_no VARCHAR(64) NULL,
    started_at DATETIME(3) NOT NULL,
    ended_at DATETIME(3) NULL,
    report TEXT NULL,
    version INT UNSIGNED NOT NULL DEFAULT 0
  )`,
  `CREATE TABLE brought_rows (
    kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    old_no VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    outcome VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    new_id INT UNSIGNED NULL,
    amount_fen BIGINT NOT NULL DEFAULT 0,
    paid_fen BIGINT NOT NULL DEFAULT 0,
    reason VARCHAR(200) NOT NULL DEFAULT '',
    kept_sealed TEXT CHARACTER SET ascii COLLATE ascii_bin NULL,
    PRIMARY KEY (kind, old_no),
    KEY brought_rows_outcome (kind, outcome, reason),
    KEY brought_rows_new (kind, new_id)
  )`,
  `CREATE TABLE doubtful_lists (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    old_no VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    programme VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    school_id INT UNSIGNED NOT NULL,
    authority_id INT UNSIGNED NOT NULL,
    old_words VARCHAR(120) NOT NULL,
    unclear VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    people INT UNSIGNED NOT NULL,
    payable_fen BIGINT UNSIGNED NOT NULL,
    paid_fen BIGINT UNSIGNED NOT NULL,
    content LONGTEXT NOT NULL,
    state VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'open',
    list_id INT UNSIGNED NULL,
    settled_by INT UNSIGNED NULL,
    settled_at DATETIME(3) NULL,
    remark VARCHAR(500) NULL,
    version INT UNSIGNED NOT NULL DEFAULT 0,
    UNIQUE KEY doubtful_lists_once (old_no),
    KEY doubtful_lists_school (school_id, state),
    CONSTRAINT doubtful_lists_school_fk FOREIGN KEY (school_id) REFERENCES organisations (id),
    CONSTRAINT doubtful_lists_authority_fk FOREIGN KEY (authority_id) REFERENCES organisations (id)
  )`,
  'ALTER TABLE bank_batches ADD COLUMN brought VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NULL',
];
export const down = ['ALTER TABLE bank_batches DROP COLUMN brought', ...['doubtful_lists', 'brought_rows', 'upgrades'].map((table) => `DROP TABLE ${table}`)];
