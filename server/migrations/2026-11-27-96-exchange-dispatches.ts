/** 数据交换发送目录: the packages a province sends, each under a number of its own that stays when it is made again. */
export const up = [
  `CREATE TABLE exchange_dispatches (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    organisation_id INT UNSIGNED NOT NULL,
    number INT UNSIGNED NOT NULL,
    attempt INT UNSIGNED NOT NULL DEFAULT 1,
    period VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    file_name VARCHAR(120) NOT NULL,
    state VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'queued',
    sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
    size_bytes INT UNSIGNED NOT NULL DEFAULT 0,
    row_count INT UNSIGNED NOT NULL DEFAULT 0,
    reason VARCHAR(300) NOT NULL DEFAULT '',
    asked_by INT UNSIGNED NOT NULL,
    asked_at DATETIME(3) NOT NULL,
    sent_at DATETIME(3) NULL,
    answered_at DATETIME(3) NULL,
    UNIQUE KEY exchange_dispatches_number (organisation_id, number),
    UNIQUE KEY exchange_dispatches_file (file_name),
    KEY exchange_dispatches_state (state, id),
    CONSTRAINT exchange_dispatches_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT exchange_dispatches_user_fk FOREIGN KEY (asked_by) REFERENCES users (id)
  )`,
];
export const down = ['DROP TABLE exchange_dispatches'];
