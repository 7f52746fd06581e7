/** 外部程序: technical accounts of programs that do external tasks. The user row gives their acts a name in records; it opens nothing. */
export const up = [
  `CREATE TABLE machine_clients (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id INT UNSIGNED NOT NULL,
    name VARCHAR(60) NOT NULL,
    purpose VARCHAR(500) NOT NULL,
    organisation_id INT UNSIGNED NOT NULL,
    topics VARCHAR(2000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    valid_days INT UNSIGNED NOT NULL,
    state VARCHAR(10) NOT NULL DEFAULT 'asked',
    asked_by INT UNSIGNED NOT NULL,
    asked_at DATETIME(3) NOT NULL,
    decided_by INT UNSIGNED NULL,
    decided_at DATETIME(3) NULL,
    remark VARCHAR(500) NOT NULL DEFAULT '',
    token_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    token_at DATETIME(3) NULL,
    expires_at DATETIME(3) NULL,
    last_used_at DATETIME(3) NULL,
    revoked_by INT UNSIGNED NULL,
    revoked_at DATETIME(3) NULL,
    version INT UNSIGNED NOT NULL DEFAULT 0,
    UNIQUE KEY machine_clients_user (user_id),
    UNIQUE KEY machine_clients_token (token_hash),
    KEY machine_clients_organisation (organisation_id),
    CONSTRAINT machine_clients_user_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT machine_clients_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id)
  )`,
];
export const down = ['DROP TABLE machine_clients', "DELETE FROM users WHERE status = 'machine'"];
