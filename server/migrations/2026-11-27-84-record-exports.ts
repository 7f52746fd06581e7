/** Lists of students that are too long for an answer: who took which for what purpose, how far it is, and the file, sealed, for a week. */
export const up = [
  `CREATE TABLE record_exports (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id INT UNSIGNED NOT NULL,
    organisation_id INT UNSIGNED NOT NULL,
    role VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    list VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    conditions TEXT NOT NULL,
    title VARCHAR(120) NOT NULL,
    purpose VARCHAR(200) NOT NULL,
    state VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    people INT UNSIGNED NULL,
    failure VARCHAR(500) NULL,
    job_id INT UNSIGNED NULL,
    created_at DATETIME(3) NOT NULL,
    finished_at DATETIME(3) NULL,
    KEY record_exports_own (user_id, organisation_id, role, id),
    KEY record_exports_old (created_at)
  )`,
  `CREATE TABLE record_export_parts (
    export_id INT UNSIGNED NOT NULL,
    what VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    seq INT UNSIGNED NOT NULL,
    bytes MEDIUMBLOB NOT NULL,
    PRIMARY KEY (export_id, what, seq),
    CONSTRAINT record_export_parts_export_fk FOREIGN KEY (export_id) REFERENCES record_exports (id)
  )`,
];
export const down = ['DROP TABLE record_export_parts', 'DROP TABLE record_exports'];
