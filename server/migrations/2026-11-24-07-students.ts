/** Persons and students. Document numbers and cards are sealed; the blind index finds them again. */
export const up = [
  `CREATE TABLE persons (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    document_index BINARY(16) NOT NULL,
    UNIQUE KEY persons_document (document_index)
  )`,
  `CREATE TABLE students (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    uid CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    school_id INT UNSIGNED NOT NULL,
    person_id INT UNSIGNED NOT NULL,
    name VARCHAR(60) NOT NULL,
    name_pinyin VARCHAR(120) CHARACTER SET ascii NOT NULL DEFAULT '',
    name_initials VARCHAR(30) CHARACTER SET ascii NOT NULL DEFAULT '',
    document_kind VARCHAR(24) NOT NULL DEFAULT 'resident-id',
    document_sealed VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    document_index BINARY(16) NOT NULL,
    document_masked VARCHAR(24) NOT NULL,
    gender VARCHAR(6) NOT NULL DEFAULT '',
    grade VARCHAR(20) NOT NULL DEFAULT '',
    major VARCHAR(60) NOT NULL DEFAULT '',
    class_name VARCHAR(40) NOT NULL DEFAULT '',
    enrolment_status VARCHAR(24) NOT NULL,
    entry_month CHAR(7) NULL,
    programme_months SMALLINT UNSIGNED NULL,
    household_region CHAR(6) NULL,
    card_sealed VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NULL,
    card_index BINARY(16) NULL,
    card_tail CHAR(4) NULL,
    version INT UNSIGNED NOT NULL DEFAULT 0,
    created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    UNIQUE KEY students_uid (uid),
    UNIQUE KEY students_once_per_school (school_id, document_index),
    KEY students_roster (school_id, grade, class_name, id),
    KEY students_name (school_id, name),
    KEY students_person (person_id),
    CONSTRAINT students_school_fk FOREIGN KEY (school_id) REFERENCES organisations (id),
    CONSTRAINT students_person_fk FOREIGN KEY (person_id) REFERENCES persons (id)
  )`,
];
export const down = ['DROP TABLE students', 'DROP TABLE persons'];
