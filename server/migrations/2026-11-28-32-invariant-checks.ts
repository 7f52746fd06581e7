/** 账目核对: what must hold of the books, looked at nightly (`slot` is the day, so that of two servers one does it) and on demand by a job, one at a time. */
export const up = [
  `CREATE TABLE invariant_checks (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    slot CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
    state VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    running_flag TINYINT NULL,
    job_id INT UNSIGNED NULL,
    found_lines MEDIUMTEXT NOT NULL,
    broken INT UNSIGNED NOT NULL DEFAULT 0,
    checked_by INT UNSIGNED NULL,
    checked_at DATETIME(3) NOT NULL,
    UNIQUE KEY invariant_checks_slot (slot),
    UNIQUE KEY invariant_checks_one_running (running_flag),
    KEY invariant_checks_state (state, id),
    CONSTRAINT invariant_checks_user_fk FOREIGN KEY (checked_by) REFERENCES users (id)
  )`,
];
export const down = ['DROP TABLE invariant_checks'];
