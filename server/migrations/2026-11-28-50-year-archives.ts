/**
 * 学年归档: which school years a province has closed, the bulky proofs of their lists packed away list by list, and the rest in which
 * the processes of such lists lie: a timer at rest is due at no time, a candidate at rest has `open = 2`.
 */
export const up = [
  `CREATE TABLE year_archives (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    organisation_id INT UNSIGNED NOT NULL,
    school_year CHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    state VARCHAR(10) NOT NULL DEFAULT 'asked',
    live_flag TINYINT NULL DEFAULT 1,
    reason VARCHAR(500) NOT NULL DEFAULT '',
    asked_by INT UNSIGNED NOT NULL,
    asked_at DATETIME(3) NOT NULL,
    decided_by INT UNSIGNED NULL,
    decided_at DATETIME(3) NULL,
    remark VARCHAR(500) NOT NULL DEFAULT '',
    lists INT UNSIGNED NOT NULL DEFAULT 0,
    people INT UNSIGNED NOT NULL DEFAULT 0,
    paid_fen BIGINT UNSIGNED NOT NULL DEFAULT 0,
    unfinished INT UNSIGNED NOT NULL DEFAULT 0,
    digest CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    job_id INT UNSIGNED NULL,
    finished_at DATETIME(3) NULL,
    reopening_reason VARCHAR(500) NULL,
    reopening_asked_by INT UNSIGNED NULL,
    reopening_asked_at DATETIME(3) NULL,
    reopening_decided_by INT UNSIGNED NULL,
    reopening_decided_at DATETIME(3) NULL,
    reopening_remark VARCHAR(500) NOT NULL DEFAULT '',
    version INT UNSIGNED NOT NULL DEFAULT 1,
    UNIQUE KEY year_archives_once (organisation_id, school_year, live_flag),
    CONSTRAINT year_archives_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT year_archives_asked_fk FOREIGN KEY (asked_by) REFERENCES users (id),
    CONSTRAINT year_archives_decided_fk FOREIGN KEY (decided_by) REFERENCES users (id),
    CONSTRAINT year_archives_state_known CHECK (state IN ('asked', 'refused', 'packing', 'archived', 'reopening', 'unpacking', 'reopened')),
    CONSTRAINT year_archives_live CHECK ((live_flag IS NULL) = (state IN ('refused', 'reopened'))),
    CONSTRAINT year_archives_two_people CHECK (decided_by IS NULL OR decided_by <> asked_by),
    CONSTRAINT year_archives_two_reopen CHECK (reopening_decided_by IS NULL OR reopening_decided_by <> reopening_asked_by)
  )`,
  'ALTER TABLE award_lists ADD COLUMN archive_id INT UNSIGNED NULL, ADD KEY award_lists_archive (archive_id, id), ADD CONSTRAINT award_lists_archive_fk FOREIGN KEY (archive_id) REFERENCES year_archives (id)',
  `CREATE TABLE list_archives (
    list_id INT UNSIGNED NOT NULL PRIMARY KEY,
    archive_id INT UNSIGNED NOT NULL,
    rows_count INT UNSIGNED NOT NULL,
    packed LONGBLOB NOT NULL,
    sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    packed_at DATETIME(3) NOT NULL,
    KEY list_archives_archive (archive_id, list_id),
    CONSTRAINT list_archives_list_fk FOREIGN KEY (list_id) REFERENCES award_lists (id),
    CONSTRAINT list_archives_archive_fk FOREIGN KEY (archive_id) REFERENCES year_archives (id)
  )`,
  'ALTER TABLE timers MODIFY due_at DATETIME(3) NULL, ADD COLUMN rested_due_at DATETIME(3) NULL',
];
/** What is packed would be lost, so every year is reopened first: with a pack left, the first statement refuses. */
export const down = [
  'ALTER TABLE list_archives ADD CONSTRAINT list_archives_reopen_first CHECK (list_id = 0)',
  'ALTER TABLE award_lists DROP FOREIGN KEY award_lists_archive_fk, DROP KEY award_lists_archive, DROP COLUMN archive_id',
  'DROP TABLE list_archives',
  'DROP TABLE year_archives',
  'UPDATE task_candidates SET open = 1 WHERE open = 2',
  'UPDATE timers SET due_at = rested_due_at WHERE due_at IS NULL',
  'ALTER TABLE timers MODIFY due_at DATETIME(3) NOT NULL, DROP COLUMN rested_due_at',
];
