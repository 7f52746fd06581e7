/** What leaves an act after its commit, and the in-app inbox it is delivered to. */
export const up = [
  `CREATE TABLE outbox (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    kind VARCHAR(32) NOT NULL,
    dedupe_key VARCHAR(160) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    payload TEXT NOT NULL,
    not_before DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    attempts INT UNSIGNED NOT NULL DEFAULT 0,
    lease_owner VARCHAR(40) NULL,
    lease_until DATETIME(3) NULL,
    sent_at DATETIME(3) NULL,
    last_error VARCHAR(500) NULL,
    created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    UNIQUE KEY outbox_once (dedupe_key),
    KEY outbox_due (sent_at, not_before, id)
  )`,
  `CREATE TABLE notifications (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id INT UNSIGNED NOT NULL,
    source VARCHAR(160) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    title VARCHAR(120) NOT NULL,
    body VARCHAR(500) NOT NULL,
    href VARCHAR(200) NOT NULL,
    created_at DATETIME(3) NOT NULL,
    read_at DATETIME(3) NULL,
    UNIQUE KEY notifications_once (user_id, source),
    KEY notifications_unread (user_id, read_at, id)
  )`,
];
export const down = ['DROP TABLE notifications', 'DROP TABLE outbox'];
