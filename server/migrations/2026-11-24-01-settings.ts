/** Settings of the installation (office-time offset among them) and remembered operations (Idempotency-Key). */
export const up = [
  `CREATE TABLE settings (
    name VARCHAR(64) NOT NULL PRIMARY KEY,
    value VARCHAR(2000) NOT NULL,
    updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)
  )`,
  `CREATE TABLE operations (
    user_id INT UNSIGNED NOT NULL,
    operation_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    route VARCHAR(160) NOT NULL,
    body_hash CHAR(64) CHARACTER SET ascii NOT NULL,
    status SMALLINT UNSIGNED NULL,
    answer MEDIUMTEXT NULL,
    created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    PRIMARY KEY (user_id, operation_key),
    KEY operations_by_age (created_at)
  )`,
];
export const down = ['DROP TABLE operations', 'DROP TABLE settings'];
