/** Background work: one row per job. `due_at` is when somebody may take it: at once, after a failure later, from a dead worker when its lease is over. */
export const up = [
  `CREATE TABLE jobs (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    kind VARCHAR(40) NOT NULL,
    subject_id INT UNSIGNED NULL,
    organisation_id INT UNSIGNED NOT NULL,
    user_id INT UNSIGNED NOT NULL,
    role VARCHAR(32) NOT NULL,
    state VARCHAR(12) NOT NULL,
    asked VARCHAR(8) NULL,
    rows_done INT UNSIGNED NOT NULL DEFAULT 0,
    rows_total INT UNSIGNED NULL,
    input MEDIUMTEXT NOT NULL,
    checkpoint MEDIUMTEXT NULL,
    result MEDIUMTEXT NULL,
    failure VARCHAR(500) NULL,
    attempts INT UNSIGNED NOT NULL DEFAULT 0,
    lease_owner CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
    due_at DATETIME(3) NULL,
    created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    started_at DATETIME(3) NULL,
    finished_at DATETIME(3) NULL,
    KEY jobs_due (due_at, id),
    KEY jobs_subject (kind, subject_id),
    KEY jobs_finished (finished_at),
    CONSTRAINT jobs_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT jobs_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
  )`,
];
export const down = ['DROP TABLE jobs'];
