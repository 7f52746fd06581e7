/**
 * Every name of a student once, with its letters: a name is looked for among these, and students are then found by whole names. The
 * last four of a document number are found the same way. See decisions/finding-people.md.
 */
export const up = [
  `CREATE TABLE student_names (
    name VARCHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
    pinyin VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    initials VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
  )`,
  'INSERT INTO student_names (name, pinyin, initials) SELECT CONVERT(s.name USING utf8mb4) COLLATE utf8mb4_bin AS written, MIN(s.name_pinyin), MIN(s.name_initials) FROM students s GROUP BY written ON DUPLICATE KEY UPDATE student_names.pinyin = student_names.pinyin',
  'ALTER TABLE students ADD COLUMN document_tail CHAR(4) CHARACTER SET ascii GENERATED ALWAYS AS (RIGHT(document_masked, 4)) VIRTUAL',
  'CREATE INDEX students_named ON students (name, school_id)',
  'CREATE INDEX students_tail ON students (document_tail, school_id)',
];
export const down = ['DROP INDEX students_tail ON students', 'DROP INDEX students_named ON students', 'ALTER TABLE students DROP COLUMN document_tail', 'DROP TABLE student_names'];
