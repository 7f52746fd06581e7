/** Imports: what was in a file, what was wrong with it, and the checked rows (sealed) until they are written. */
export const up = [
  `CREATE TABLE imports (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    kind VARCHAR(16) NOT NULL,
    subject_id INT UNSIGNED NULL,
    school_id INT UNSIGNED NOT NULL,
    user_id INT UNSIGNED NOT NULL,
    file_name VARCHAR(120) NOT NULL,
    state VARCHAR(12) NOT NULL,
    rows_total INT UNSIGNED NOT NULL,
    rows_ok INT UNSIGNED NOT NULL,
    errors MEDIUMTEXT NOT NULL,
    payload MEDIUMTEXT CHARACTER SET ascii COLLATE ascii_bin NULL,
    created_at DATETIME(3) NOT NULL,
    committed_at DATETIME(3) NULL,
    KEY imports_school (school_id, id),
    CONSTRAINT imports_school_fk FOREIGN KEY (school_id) REFERENCES organisations (id),
    CONSTRAINT imports_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
  )`,
];
export const down = ['DROP TABLE imports'];
