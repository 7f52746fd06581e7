/** Audit events: who did what to which object, chained per object so that a later change is found. */
export const up = [
  `CREATE TABLE audit_events (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    chain VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    seq INT UNSIGNED NOT NULL,
    action VARCHAR(60) NOT NULL,
    outcome VARCHAR(10) NOT NULL DEFAULT 'done',
    actor_id INT UNSIGNED NULL,
    actor_name VARCHAR(60) NOT NULL DEFAULT '',
    role VARCHAR(32) NOT NULL DEFAULT '',
    organisation_id INT UNSIGNED NULL,
    organisation_name VARCHAR(120) NOT NULL DEFAULT '',
    object_kind VARCHAR(32) NOT NULL,
    object_id INT UNSIGNED NULL,
    object_organisation_id INT UNSIGNED NULL,
    before_values TEXT NULL,
    after_values TEXT NULL,
    remark VARCHAR(1000) NULL,
    ip VARCHAR(45) NOT NULL DEFAULT '',
    operation_key VARCHAR(64) NULL,
    office_at DATETIME(3) NOT NULL,
    recorded_at DATETIME(3) NOT NULL,
    previous_mac BINARY(32) NULL,
    mac BINARY(32) NOT NULL,
    UNIQUE KEY audit_events_chain (chain, seq),
    KEY audit_events_object (object_kind, object_id, id),
    KEY audit_events_actor (actor_id, recorded_at),
    KEY audit_events_organisation (object_organisation_id, recorded_at),
    KEY audit_events_time (recorded_at),
    KEY audit_events_office (office_at)
  )`,
];
export const down = ['DROP TABLE audit_events'];
