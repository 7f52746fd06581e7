/** Who belongs to which of the eleven priority groups, from when to when, by which source, and what the schools found. */
export const up = [
  `CREATE TABLE group_memberships (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    person_id INT UNSIGNED NOT NULL,
    group_key VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    source VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name VARCHAR(60) NOT NULL,
    document_masked VARCHAR(24) NOT NULL,
    area VARCHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    household_region CHAR(6) NULL,
    study_region CHAR(6) NULL,
    study_school VARCHAR(120) NOT NULL DEFAULT '',
    valid_from CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    valid_to CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NULL,
    collected_by INT UNSIGNED NULL,
    verification VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'unverified',
    verification_reason VARCHAR(200) NOT NULL DEFAULT '',
    verified_by INT UNSIGNED NULL,
    verified_school_id INT UNSIGNED NULL,
    verified_at DATETIME(3) NULL,
    version INT UNSIGNED NOT NULL DEFAULT 0,
    created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    UNIQUE KEY group_memberships_once (person_id, group_key, source, valid_from),
    KEY group_memberships_group (group_key, person_id, source, verification, valid_from, valid_to),
    KEY group_memberships_collected (collected_by),
    CONSTRAINT group_memberships_person_fk FOREIGN KEY (person_id) REFERENCES persons (id)
  )`,
  'CREATE INDEX awards_person ON awards (person_id, month)',
];
export const down = ['DROP INDEX awards_person ON awards', 'DROP TABLE group_memberships'];
