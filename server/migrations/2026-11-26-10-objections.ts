/** 异议: what the public said of a publicity round. Words and contact are sealed; the sender's address is kept as an index only. */
export const up = [
  `CREATE TABLE objections (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    list_id INT UNSIGNED NOT NULL,
    round SMALLINT UNSIGNED NOT NULL,
    uid CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    receipt CHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    form_nonce CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    sender_index BINARY(16) NOT NULL,
    text_sealed TEXT CHARACTER SET ascii NOT NULL,
    contact_sealed TEXT CHARACTER SET ascii NULL,
    received_at DATETIME(3) NOT NULL,
    state VARCHAR(10) NOT NULL DEFAULT 'open',
    settlement_sealed TEXT CHARACTER SET ascii NULL,
    settled_by INT UNSIGNED NULL,
    settled_at DATETIME(3) NULL,
    UNIQUE KEY objections_once (list_id, form_nonce),
    KEY objections_state (list_id, state),
    KEY objections_sender (list_id, round, sender_index),
    CONSTRAINT objections_list_fk FOREIGN KEY (list_id) REFERENCES award_lists (id)
  )`,
];
export const down = ['DROP TABLE objections'];
