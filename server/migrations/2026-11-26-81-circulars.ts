/** 通知公告: what an authority tells the organisations below it, which of them it concerns, and who confirmed having read it. */
export const up = [
  `CREATE TABLE circulars (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    organisation_id INT UNSIGNED NOT NULL,
    author_id INT UNSIGNED NOT NULL,
    title VARCHAR(80) NOT NULL,
    body TEXT NOT NULL,
    within_id INT UNSIGNED NOT NULL,
    levels VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    stage VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NULL,
    roles VARCHAR(160) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    read_by DATE NULL,
    published_at DATETIME(3) NOT NULL,
    urged_on DATE NULL,
    KEY circulars_sent (organisation_id, id),
    CONSTRAINT circulars_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT circulars_author_fk FOREIGN KEY (author_id) REFERENCES users (id)
  )`,
  `CREATE TABLE circular_recipients (
    circular_id INT UNSIGNED NOT NULL,
    organisation_id INT UNSIGNED NOT NULL,
    PRIMARY KEY (circular_id, organisation_id),
    KEY circular_recipients_own (organisation_id, circular_id),
    CONSTRAINT circular_recipients_circular_fk FOREIGN KEY (circular_id) REFERENCES circulars (id),
    CONSTRAINT circular_recipients_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id)
  )`,
  `CREATE TABLE circular_receipts (
    circular_id INT UNSIGNED NOT NULL,
    user_id INT UNSIGNED NOT NULL,
    organisation_id INT UNSIGNED NOT NULL,
    read_at DATETIME(3) NOT NULL,
    PRIMARY KEY (circular_id, user_id, organisation_id),
    KEY circular_receipts_organisation (circular_id, organisation_id),
    CONSTRAINT circular_receipts_circular_fk FOREIGN KEY (circular_id) REFERENCES circulars (id),
    CONSTRAINT circular_receipts_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
  )`,
];
export const down = ['DROP TABLE circular_receipts', 'DROP TABLE circular_recipients', 'DROP TABLE circulars'];
