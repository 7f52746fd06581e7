/**
 * The last four of a document number, which are looked for, are kept in the row rather than worked out for the index alone: after a
 * crash MariaDB clears away old entries of an index over a VIRTUAL column before it can open the table, and dies of it (MDEV-39261;
 * 10.11.19 with --wsrep-recover, which every start of a cluster's node runs). See decisions/one-writer-of-a-cluster.md.
 */
export const up = [
  'DROP INDEX students_tail ON students',
  'ALTER TABLE students DROP COLUMN document_tail',
  'ALTER TABLE students ADD COLUMN document_tail CHAR(4) CHARACTER SET ascii GENERATED ALWAYS AS (RIGHT(document_masked, 4)) STORED',
  'CREATE INDEX students_tail ON students (document_tail, school_id)',
];
export const down = [
  'DROP INDEX students_tail ON students',
  'ALTER TABLE students DROP COLUMN document_tail',
  'ALTER TABLE students ADD COLUMN document_tail CHAR(4) CHARACTER SET ascii GENERATED ALWAYS AS (RIGHT(document_masked, 4)) VIRTUAL',
  'CREATE INDEX students_tail ON students (document_tail, school_id)',
];
