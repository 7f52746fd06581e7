/** Who a person is in the province's 统一用户管理: found by a blind index, shown only in part. */
export const up = [
  `CREATE TABLE unified_identities (
    user_id INT UNSIGNED NOT NULL PRIMARY KEY,
    subject_index BINARY(16) NOT NULL,
    subject_hint VARCHAR(20) NOT NULL,
    bound_by INT UNSIGNED NOT NULL,
    bound_at DATETIME(3) NOT NULL,
    last_used_at DATETIME(3) NULL,
    UNIQUE KEY unified_identities_once (subject_index),
    CONSTRAINT unified_identities_user FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT unified_identities_by FOREIGN KEY (bound_by) REFERENCES users (id)
  )`,
];
export const down = ['DROP TABLE unified_identities'];
