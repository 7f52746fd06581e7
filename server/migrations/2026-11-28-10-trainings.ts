/** 培训: sessions held by an authority for organisations below it, their agenda, and who signed in. */
export const up = [
  `CREATE TABLE trainings (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    uid CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    organisation_id INT UNSIGNED NOT NULL,
    author_id INT UNSIGNED NOT NULL,
    title VARCHAR(80) NOT NULL,
    body TEXT NOT NULL,
    place VARCHAR(120) NOT NULL DEFAULT '',
    link VARCHAR(300) NOT NULL DEFAULT '',
    password_sealed VARCHAR(400) CHARACTER SET ascii COLLATE ascii_bin NULL,
    within_id INT UNSIGNED NOT NULL,
    levels VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    stage VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NULL,
    roles VARCHAR(160) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    sign_from DATETIME(3) NOT NULL,
    sign_until DATETIME(3) NOT NULL,
    published_at DATETIME(3) NOT NULL,
    cancelled_at DATETIME(3) NULL,
    reason VARCHAR(500) NOT NULL DEFAULT '',
    urged_on DATE NULL,
    version INT UNSIGNED NOT NULL DEFAULT 0,
    UNIQUE KEY trainings_uid (uid),
    KEY trainings_held (organisation_id, id),
    CONSTRAINT trainings_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT trainings_author_fk FOREIGN KEY (author_id) REFERENCES users (id),
    CONSTRAINT trainings_window CHECK (sign_until > sign_from)
  )`,
  `CREATE TABLE training_slots (
    training_id INT UNSIGNED NOT NULL,
    seq INT UNSIGNED NOT NULL,
    held_on DATE NOT NULL,
    begins CHAR(5) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    ends CHAR(5) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    topic VARCHAR(200) NOT NULL,
    audience VARCHAR(100) NOT NULL DEFAULT '',
    PRIMARY KEY (training_id, seq),
    CONSTRAINT training_slots_training_fk FOREIGN KEY (training_id) REFERENCES trainings (id)
  )`,
  `CREATE TABLE training_recipients (
    training_id INT UNSIGNED NOT NULL,
    organisation_id INT UNSIGNED NOT NULL,
    PRIMARY KEY (training_id, organisation_id),
    KEY training_recipients_own (organisation_id, training_id),
    CONSTRAINT training_recipients_training_fk FOREIGN KEY (training_id) REFERENCES trainings (id),
    CONSTRAINT training_recipients_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id)
  )`,
  `CREATE TABLE training_sign_ins (
    training_id INT UNSIGNED NOT NULL,
    user_id INT UNSIGNED NOT NULL,
    organisation_id INT UNSIGNED NOT NULL,
    signed_at DATETIME(3) NOT NULL,
    entered_by INT UNSIGNED NULL,
    reason VARCHAR(200) NOT NULL DEFAULT '',
    PRIMARY KEY (training_id, user_id),
    CONSTRAINT training_sign_ins_training_fk FOREIGN KEY (training_id) REFERENCES trainings (id),
    CONSTRAINT training_sign_ins_user_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT training_sign_ins_entered_fk FOREIGN KEY (entered_by) REFERENCES users (id)
  )`,
  `CREATE TABLE training_materials (
    attachment_id INT UNSIGNED NOT NULL PRIMARY KEY,
    training_id INT UNSIGNED NOT NULL,
    help_path VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NULL,
    KEY training_materials_help (help_path),
    CONSTRAINT training_materials_training_fk FOREIGN KEY (training_id) REFERENCES trainings (id)
  )`,
];
export const down = ['DROP TABLE training_materials', 'DROP TABLE training_sign_ins', 'DROP TABLE training_recipients', 'DROP TABLE training_slots', 'DROP TABLE trainings'];
