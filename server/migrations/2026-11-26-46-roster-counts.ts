/** Summary rows of each school and month behind the statistics, the marks that say which school is to be counted anew, and the month of graduation. */
/** 202309 for a student who should have graduated in September 2023. RTRIM, because what a CHAR is read as may depend on the session. */
const GRADUATION = "PERIOD_ADD(CAST(REPLACE(RTRIM(entry_month), '-', '') AS UNSIGNED), NULLIF(programme_months, 0))";

export const up = [
  `ALTER TABLE students ADD COLUMN graduation INT UNSIGNED GENERATED ALWAYS AS (${GRADUATION}) STORED,
    ADD KEY students_graduation (enrolment_status, graduation, school_id)`,
  `CREATE TABLE roster_marks (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    school_id INT UNSIGNED NOT NULL,
    month CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    KEY roster_marks_school (school_id)
  )`,
  `CREATE TABLE roster_summaries (
    school_id INT UNSIGNED NOT NULL,
    month CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    counted_at DATETIME(3) NOT NULL,
    PRIMARY KEY (school_id, month)
  )`,
  `CREATE TABLE roster_counts (
    month CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    school_id INT UNSIGNED NOT NULL,
    graduation INT UNSIGNED NOT NULL,
    people INT UNSIGNED NOT NULL,
    PRIMARY KEY (month, school_id, graduation)
  )`,
  `CREATE TABLE group_counts (
    month CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    school_id INT UNSIGNED NOT NULL,
    central SMALLINT UNSIGNED NOT NULL,
    local SMALLINT UNSIGNED NOT NULL,
    aided VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    people INT UNSIGNED NOT NULL,
    paid_fen BIGINT UNSIGNED NOT NULL,
    PRIMARY KEY (month, school_id, central, local, aided)
  )`,
  `CREATE TABLE double_enrolments (
    month CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    school_id INT UNSIGNED NOT NULL,
    person_id INT UNSIGNED NOT NULL,
    central SMALLINT UNSIGNED NOT NULL,
    local SMALLINT UNSIGNED NOT NULL,
    aided VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    paid_fen BIGINT UNSIGNED NOT NULL,
    PRIMARY KEY (month, school_id, person_id)
  )`,
];
export const down = ['DROP TABLE double_enrolments', 'DROP TABLE group_counts', 'DROP TABLE roster_counts', 'DROP TABLE roster_summaries', 'DROP TABLE roster_marks', 'ALTER TABLE students DROP KEY students_graduation, DROP COLUMN graduation'];
