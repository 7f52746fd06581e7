/**
 * What deciding needs: the list as it was at each approval, reviewers' notes on single awards, and the indexes by which
 * warnings are found (one card for two students, one person on two lists).
 */
export const up = [
  'ALTER TABLE students ADD KEY students_card (school_id, card_index)',
  'ALTER TABLE awards ADD KEY awards_person (person_id, month)',
  `CREATE TABLE list_snapshots (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    list_id INT UNSIGNED NOT NULL,
    people INT UNSIGNED NOT NULL,
    payable_fen BIGINT UNSIGNED NOT NULL,
    taken_at DATETIME(3) NOT NULL,
    KEY list_snapshots_list (list_id, id),
    CONSTRAINT list_snapshots_list_fk FOREIGN KEY (list_id) REFERENCES award_lists (id) ON DELETE CASCADE
  )`,
  `CREATE TABLE list_snapshot_awards (
    snapshot_id INT UNSIGNED NOT NULL,
    student_id INT UNSIGNED NOT NULL,
    name VARCHAR(60) NOT NULL,
    grade VARCHAR(20) NOT NULL,
    major VARCHAR(60) NOT NULL,
    class_name VARCHAR(40) NOT NULL,
    tier VARCHAR(20) NOT NULL,
    payable_fen BIGINT UNSIGNED NOT NULL,
    enrolment_status VARCHAR(24) NOT NULL,
    card_index BINARY(16) NULL,
    PRIMARY KEY (snapshot_id, student_id),
    CONSTRAINT list_snapshot_awards_fk FOREIGN KEY (snapshot_id) REFERENCES list_snapshots (id) ON DELETE CASCADE
  )`,
  `CREATE TABLE list_approvals (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    list_id INT UNSIGNED NOT NULL,
    snapshot_id INT UNSIGNED NOT NULL,
    task_key VARCHAR(64) NOT NULL,
    task_name VARCHAR(120) NOT NULL,
    organisation_id INT UNSIGNED NOT NULL,
    approved_by INT UNSIGNED NOT NULL,
    approved_at DATETIME(3) NOT NULL,
    KEY list_approvals_step (list_id, organisation_id, task_key, id),
    CONSTRAINT list_approvals_list_fk FOREIGN KEY (list_id) REFERENCES award_lists (id) ON DELETE CASCADE,
    CONSTRAINT list_approvals_snapshot_fk FOREIGN KEY (snapshot_id) REFERENCES list_snapshots (id) ON DELETE CASCADE
  )`,
  `CREATE TABLE award_notes (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    list_id INT UNSIGNED NOT NULL,
    award_id INT UNSIGNED NOT NULL,
    student_id INT UNSIGNED NOT NULL,
    name VARCHAR(60) NOT NULL,
    round SMALLINT UNSIGNED NOT NULL,
    task_name VARCHAR(120) NOT NULL,
    note VARCHAR(500) NOT NULL,
    written_by INT UNSIGNED NOT NULL,
    organisation_id INT UNSIGNED NOT NULL,
    written_at DATETIME(3) NOT NULL,
    answer VARCHAR(500) NULL,
    answered_by INT UNSIGNED NULL,
    answered_at DATETIME(3) NULL,
    KEY award_notes_student (list_id, student_id, id),
    KEY award_notes_open (list_id, answered_at),
    CONSTRAINT award_notes_list_fk FOREIGN KEY (list_id) REFERENCES award_lists (id)
  )`,
];
export const down = [
  ...['award_notes', 'list_approvals', 'list_snapshot_awards', 'list_snapshots'].map((table) => `DROP TABLE ${table}`),
  'ALTER TABLE awards DROP KEY awards_person',
  'ALTER TABLE students DROP KEY students_card',
];
