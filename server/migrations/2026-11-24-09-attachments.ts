/** Attachments: the row that makes a stored, sealed file belong to a subject and a round. */
export const up = [
  `CREATE TABLE attachments (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    uid CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    subject_kind VARCHAR(32) NOT NULL,
    subject_id INT UNSIGNED NOT NULL,
    round SMALLINT UNSIGNED NOT NULL,
    name VARCHAR(200) NOT NULL,
    kind VARCHAR(8) NOT NULL,
    size_bytes INT UNSIGNED NOT NULL,
    sha256 CHAR(64) CHARACTER SET ascii NOT NULL,
    scan VARCHAR(12) NOT NULL,
    scan_confirmed_by INT UNSIGNED NULL,
    uploaded_by INT UNSIGNED NOT NULL,
    uploaded_at DATETIME(3) NOT NULL,
    removed_at DATETIME(3) NULL,
    UNIQUE KEY attachments_uid (uid),
    KEY attachments_subject (subject_kind, subject_id, round)
  )`,
];
export const down = ['DROP TABLE attachments'];
