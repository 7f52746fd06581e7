/**
 * Files are checked in the background: what was handed in and the checked rows wait sealed, in parts, so that any server can
 * go on and neither is ever in memory whole. Checked rows that waited for their commit are given up; their file is handed in again.
 */
export const up = [
  `CREATE TABLE import_parts (
    import_id INT UNSIGNED NOT NULL,
    what VARCHAR(8) NOT NULL,
    seq INT UNSIGNED NOT NULL,
    bytes MEDIUMBLOB NOT NULL,
    PRIMARY KEY (import_id, what, seq),
    CONSTRAINT import_parts_import_fk FOREIGN KEY (import_id) REFERENCES imports (id)
  )`,
  "UPDATE imports SET state = 'cancelled' WHERE state = 'checked'",
  `ALTER TABLE imports DROP COLUMN payload, ADD COLUMN job_id INT UNSIGNED NULL, ADD COLUMN repairs MEDIUMTEXT NULL, ADD COLUMN refusal_code VARCHAR(40) NULL, ADD COLUMN refusal VARCHAR(500) NULL,
    ADD KEY imports_state (state, created_at), ADD CONSTRAINT imports_job_fk FOREIGN KEY (job_id) REFERENCES jobs (id)`,
];
export const down = [
  'ALTER TABLE imports DROP FOREIGN KEY imports_job_fk, DROP KEY imports_job_fk, DROP KEY imports_state, DROP COLUMN refusal, DROP COLUMN refusal_code, DROP COLUMN repairs, DROP COLUMN job_id, ADD COLUMN payload MEDIUMTEXT CHARACTER SET ascii COLLATE ascii_bin NULL',
  'DROP TABLE import_parts',
];
