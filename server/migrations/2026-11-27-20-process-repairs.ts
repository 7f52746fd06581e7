/** Repairs of a step that could not be taken, asked by one person and granted by another; many incidents tried again at once. */
export const up = [
  `CREATE TABLE process_repairs (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    incident_id INT UNSIGNED NOT NULL,
    instance_id INT UNSIGNED NOT NULL,
    kind VARCHAR(10) NOT NULL,
    element_id VARCHAR(64) NULL,
    flow_id VARCHAR(64) NULL,
    variable VARCHAR(64) NULL,
    value TEXT NULL,
    reason VARCHAR(500) NOT NULL,
    state VARCHAR(10) NOT NULL DEFAULT 'waiting',
    open_flag TINYINT NULL DEFAULT 1,
    asked_by INT UNSIGNED NOT NULL,
    asked_at DATETIME(3) NOT NULL,
    decided_by INT UNSIGNED NULL,
    decided_at DATETIME(3) NULL,
    remark VARCHAR(500) NULL,
    UNIQUE KEY process_repairs_one_open (incident_id, open_flag),
    KEY process_repairs_instance (instance_id, state),
    KEY process_repairs_state (state, id),
    CONSTRAINT process_repairs_incident_fk FOREIGN KEY (incident_id) REFERENCES incidents (id),
    CONSTRAINT process_repairs_instance_fk FOREIGN KEY (instance_id) REFERENCES process_instances (id),
    CONSTRAINT process_repairs_asked_fk FOREIGN KEY (asked_by) REFERENCES users (id)
  )`,
  `CREATE TABLE incident_retries (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id INT UNSIGNED NOT NULL,
    job_id INT UNSIGNED NOT NULL DEFAULT 0,
    created_at DATETIME(3) NOT NULL,
    CONSTRAINT incident_retries_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
  )`,
  `CREATE TABLE incident_retry_items (
    retry_id INT UNSIGNED NOT NULL,
    incident_id INT UNSIGNED NOT NULL,
    state VARCHAR(10) NOT NULL DEFAULT 'waiting',
    message VARCHAR(500) NULL,
    done_at DATETIME(3) NULL,
    PRIMARY KEY (retry_id, incident_id),
    CONSTRAINT incident_retry_items_retry_fk FOREIGN KEY (retry_id) REFERENCES incident_retries (id),
    CONSTRAINT incident_retry_items_incident_fk FOREIGN KEY (incident_id) REFERENCES incidents (id)
  )`,
  'ALTER TABLE incidents ADD KEY incidents_kind (fingerprint, state)',
];
export const down = ['ALTER TABLE incidents DROP KEY incidents_kind', 'DROP TABLE incident_retry_items', 'DROP TABLE incident_retries', 'DROP TABLE process_repairs'];
