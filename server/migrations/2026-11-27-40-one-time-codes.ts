/** 动态口令: the sealed secret of an account, the last step used so that no code works twice, and the codes on paper for a lost phone. */
export const up = [
  'ALTER TABLE users ADD COLUMN code_secret_sealed VARCHAR(255) CHARACTER SET ascii NULL, ADD COLUMN code_waiting_sealed VARCHAR(255) CHARACTER SET ascii NULL, ADD COLUMN code_last_step BIGINT UNSIGNED NULL, ADD COLUMN code_since DATETIME(3) NULL',
  'ALTER TABLE sessions ADD COLUMN shown_again_at DATETIME(3) NULL',
  `CREATE TABLE recovery_codes (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id INT UNSIGNED NOT NULL,
    code_hash CHAR(64) CHARACTER SET ascii NOT NULL,
    used_at DATETIME(3) NULL,
    UNIQUE KEY recovery_codes_once (user_id, code_hash),
    CONSTRAINT recovery_codes_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
  )`,
];
export const down = [
  'DROP TABLE recovery_codes',
  'ALTER TABLE sessions DROP COLUMN shown_again_at',
  'ALTER TABLE users DROP COLUMN code_secret_sealed, DROP COLUMN code_waiting_sealed, DROP COLUMN code_last_step, DROP COLUMN code_since',
];
