/** 家庭经济信息, 困难认定 per school year, and the rules of the suggestion with which groups lead to which level. */
const LEVELS: readonly (readonly [string, string])[] = [
  ['lifted-from-poverty', 'hard'], ['unstably-lifted', 'special'], ['near-poverty', 'hard'], ['sudden-hardship', 'special'], ['subsistence-allowance', 'special'], ['extreme-poverty-support', 'special'],
  ['orphan', 'special'], ['disabled', 'hard'], ['child-of-disabled', 'general'], ['de-facto-unattended', 'special'], ['subsistence-margin', 'hard'],
];

export const up = [
  `CREATE TABLE circumstances (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    student_id INT UNSIGNED NOT NULL,
    school_year CHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    priority_groups VARCHAR(300) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    household_size SMALLINT UNSIGNED NOT NULL,
    annual_income_fen BIGINT UNSIGNED NOT NULL,
    factors TEXT NOT NULL,
    entered_by INT UNSIGNED NOT NULL,
    entered_at DATETIME(3) NOT NULL,
    version INT UNSIGNED NOT NULL DEFAULT 0,
    UNIQUE KEY circumstances_once (student_id, school_year),
    CONSTRAINT circumstances_student_fk FOREIGN KEY (student_id) REFERENCES students (id)
  )`,
  `CREATE TABLE hardship_determinations (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    student_id INT UNSIGNED NOT NULL,
    school_id INT UNSIGNED NOT NULL,
    school_year CHAR(9) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    kind VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    level VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    suggested VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    priority_groups VARCHAR(300) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    reason VARCHAR(500) NOT NULL DEFAULT '',
    status VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'pending',
    pending_flag TINYINT NULL,
    current_flag TINYINT NULL,
    determined_by INT UNSIGNED NOT NULL,
    determined_at DATETIME(3) NOT NULL,
    reviewed_by INT UNSIGNED NULL,
    reviewed_at DATETIME(3) NULL,
    remark VARCHAR(1000) NOT NULL DEFAULT '',
    version INT UNSIGNED NOT NULL DEFAULT 0,
    UNIQUE KEY hardship_one_pending (student_id, school_year, pending_flag),
    UNIQUE KEY hardship_one_current (student_id, school_year, current_flag),
    KEY hardship_school (school_id, school_year, status),
    CONSTRAINT hardship_student_fk FOREIGN KEY (student_id) REFERENCES students (id)
  )`,
  `CREATE TABLE hardship_rules (
    group_key VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    level VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
  )`,
  `INSERT INTO hardship_rules (group_key, level) VALUES ${LEVELS.map(([group, level]) => `('${group}', '${level}')`).join(', ')}`,
];
export const down = ['DROP TABLE hardship_rules', 'DROP TABLE hardship_determinations', 'DROP TABLE circumstances'];
