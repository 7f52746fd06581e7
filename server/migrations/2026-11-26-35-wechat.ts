/** The mini-program: who is bound to which WeChat, what may still be sent to them, what was sent, and the one access token. */
export const up = [
  `CREATE TABLE wechat_bindings (
    user_id INT UNSIGNED NOT NULL PRIMARY KEY,
    post_id INT UNSIGNED NOT NULL,
    openid_sealed VARCHAR(300) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    openid_index BINARY(16) NOT NULL,
    bound_at DATETIME(3) NOT NULL,
    UNIQUE KEY wechat_bindings_one (openid_index),
    CONSTRAINT wechat_bindings_user_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT wechat_bindings_post_fk FOREIGN KEY (post_id) REFERENCES posts (id)
  )`,
  `CREATE TABLE wechat_credits (
    user_id INT UNSIGNED NOT NULL PRIMARY KEY,
    credits INT UNSIGNED NOT NULL DEFAULT 0,
    last_result VARCHAR(16) NOT NULL,
    changed_at DATETIME(3) NOT NULL,
    CONSTRAINT wechat_credits_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
  )`,
  `CREATE TABLE wechat_messages (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id INT UNSIGNED NOT NULL,
    source VARCHAR(160) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    state VARCHAR(16) NOT NULL,
    code INT NULL,
    begun_at DATETIME(3) NOT NULL,
    ended_at DATETIME(3) NULL,
    UNIQUE KEY wechat_messages_once (user_id, source),
    KEY wechat_messages_state (state, id)
  )`,
  `CREATE TABLE wechat_tokens (
    app_id VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    token_sealed VARCHAR(2000) CHARACTER SET ascii COLLATE ascii_bin NULL,
    expires_at DATETIME(3) NULL,
    lease_owner VARCHAR(40) NULL,
    lease_until DATETIME(3) NULL,
    paused_until DATETIME(3) NULL
  )`,
  `CREATE TABLE reminder_days (
    day DATE NOT NULL PRIMARY KEY,
    reminded_at DATETIME(3) NOT NULL
  )`,
];
export const down = ['DROP TABLE reminder_days', 'DROP TABLE wechat_tokens', 'DROP TABLE wechat_messages', 'DROP TABLE wechat_credits', 'DROP TABLE wechat_bindings'];
