/** 巡检: what was found, daily and on demand. `slot` is the day of the daily one, so that of two servers one makes it. */
export const up = [
  `CREATE TABLE inspections (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    slot CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NULL,
    worst VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    found_lines MEDIUMTEXT NOT NULL,
    inspected_by INT UNSIGNED NULL,
    inspected_at DATETIME(3) NOT NULL,
    UNIQUE KEY inspections_slot (slot),
    CONSTRAINT inspections_user_fk FOREIGN KEY (inspected_by) REFERENCES users (id)
  )`,
];
export const down = ['DROP TABLE inspections'];
