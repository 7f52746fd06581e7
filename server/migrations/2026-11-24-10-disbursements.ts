/** Disbursements: what was paid to whom, returned by the bank or voided by a withdrawal; never deleted. */
export const up = [
  `CREATE TABLE disbursements (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    list_id INT UNSIGNED NOT NULL,
    award_id INT UNSIGNED NOT NULL,
    round SMALLINT UNSIGNED NOT NULL,
    paid_on DATE NOT NULL,
    amount_fen BIGINT UNSIGNED NOT NULL,
    channel VARCHAR(20) NOT NULL,
    card_tail CHAR(4) NULL,
    state VARCHAR(10) NOT NULL DEFAULT 'paid',
    reason VARCHAR(500) NULL,
    recover TINYINT NOT NULL DEFAULT 0,
    entered_by INT UNSIGNED NOT NULL,
    entered_at DATETIME(3) NOT NULL,
    ended_at DATETIME(3) NULL,
    version INT UNSIGNED NOT NULL DEFAULT 0,
    KEY disbursements_list (list_id, state),
    KEY disbursements_award (award_id, state),
    CONSTRAINT disbursements_list_fk FOREIGN KEY (list_id) REFERENCES award_lists (id)
  )`,
];
export const down = ['DROP TABLE disbursements'];
