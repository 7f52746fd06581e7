/**
 * Accounts and their lifecycle: where an account belongs, the duty that keeps the three administrators apart, and the requests
 * by which accounts and posts come about (one administrator asks, another decides).
 */
const dutyOfRole = (role: string): string => `CASE ${role} WHEN 'system-administrator' THEN 'system' WHEN 'security-administrator' THEN 'security' WHEN 'auditor' THEN 'audit' WHEN 'process-administrator' THEN 'process' WHEN 'process-publisher' THEN 'process' ELSE 'business' END`;

export const up = [
  `ALTER TABLE users ADD COLUMN duty VARCHAR(12) NOT NULL DEFAULT 'business', ADD COLUMN organisation_id INT UNSIGNED NULL, ADD COLUMN version INT UNSIGNED NOT NULL DEFAULT 0,
    ADD UNIQUE KEY users_duty (id, duty), ADD KEY users_organisation (organisation_id), ADD CONSTRAINT users_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id)`,
  `UPDATE users u JOIN (SELECT user_id, MIN(id) AS id FROM posts GROUP BY user_id) f ON f.user_id = u.id JOIN posts p ON p.id = f.id SET u.duty = ${dutyOfRole('p.role')}, u.organisation_id = p.organisation_id`,
  `ALTER TABLE posts ADD COLUMN duty VARCHAR(12) AS (${dutyOfRole('role')}) STORED, ADD CONSTRAINT posts_duty_fk FOREIGN KEY (user_id, duty) REFERENCES users (id, duty)`,
  `CREATE TABLE account_requests (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    kind VARCHAR(16) NOT NULL,
    user_id INT UNSIGNED NOT NULL,
    organisation_id INT UNSIGNED NOT NULL,
    role VARCHAR(32) NOT NULL,
    reason VARCHAR(500) NOT NULL,
    state VARCHAR(12) NOT NULL DEFAULT 'pending',
    pending_flag TINYINT NULL DEFAULT 1,
    requested_by INT UNSIGNED NOT NULL,
    requested_at DATETIME(3) NOT NULL,
    decided_by INT UNSIGNED NULL,
    decided_at DATETIME(3) NULL,
    remark VARCHAR(500) NULL,
    UNIQUE KEY account_requests_once (user_id, organisation_id, role, pending_flag),
    KEY account_requests_state (state, id),
    CONSTRAINT account_requests_two_people CHECK (decided_by IS NULL OR decided_by <> requested_by),
    CONSTRAINT account_requests_user_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT account_requests_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id)
  )`,
];
export const down = [
  'DROP TABLE account_requests',
  'ALTER TABLE posts DROP FOREIGN KEY posts_duty_fk',
  'ALTER TABLE posts DROP COLUMN duty',
  'ALTER TABLE users DROP FOREIGN KEY users_organisation_fk',
  'ALTER TABLE users DROP KEY users_duty, DROP KEY users_organisation, DROP COLUMN duty, DROP COLUMN organisation_id, DROP COLUMN version',
];
