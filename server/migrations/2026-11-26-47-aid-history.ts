/** Aid received before this system or elsewhere (imported history), and the history of a student's enrolment status. */
export const up = [
  `CREATE TABLE aid_history (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    person_id INT UNSIGNED NOT NULL,
    programme_name VARCHAR(60) NOT NULL,
    stage VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    school_name VARCHAR(120) NOT NULL,
    school_id INT UNSIGNED NULL,
    month CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    paid_fen BIGINT UNSIGNED NOT NULL,
    UNIQUE KEY aid_history_once (person_id, programme_name, month),
    KEY aid_history_month (month, school_id),
    CONSTRAINT aid_history_person_fk FOREIGN KEY (person_id) REFERENCES persons (id)
  )`,
  `CREATE TABLE enrolment_changes (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    student_id INT UNSIGNED NOT NULL,
    was VARCHAR(24) NOT NULL,
    became VARCHAR(24) NOT NULL,
    changed_by INT UNSIGNED NULL,
    changed_at DATETIME(3) NOT NULL,
    KEY enrolment_changes_student (student_id, id),
    CONSTRAINT enrolment_changes_student_fk FOREIGN KEY (student_id) REFERENCES students (id)
  )`,
];
export const down = ['DROP TABLE enrolment_changes', 'DROP TABLE aid_history'];
