/** 流程迁移: a plan for the running instances of one version, what it would do to each, what it did, and the old state for undo. */
export const up = [
  `CREATE TABLE process_migrations (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    from_definition_id INT UNSIGNED NOT NULL,
    to_definition_id INT UNSIGNED NOT NULL,
    mapping TEXT NOT NULL,
    comment VARCHAR(500) NOT NULL,
    state VARCHAR(10) NOT NULL DEFAULT 'checking',
    open_flag TINYINT NULL DEFAULT 1,
    job_id INT UNSIGNED NOT NULL DEFAULT 0,
    planned_by INT UNSIGNED NOT NULL,
    planned_at DATETIME(3) NOT NULL,
    decided_by INT UNSIGNED NULL,
    decided_at DATETIME(3) NULL,
    remark VARCHAR(500) NULL,
    undone_by INT UNSIGNED NULL,
    undone_at DATETIME(3) NULL,
    UNIQUE KEY process_migrations_one_open (from_definition_id, open_flag),
    CONSTRAINT process_migrations_from_fk FOREIGN KEY (from_definition_id) REFERENCES process_definitions (id),
    CONSTRAINT process_migrations_to_fk FOREIGN KEY (to_definition_id) REFERENCES process_definitions (id),
    CONSTRAINT process_migrations_planned_fk FOREIGN KEY (planned_by) REFERENCES users (id)
  )`,
  `CREATE TABLE process_migration_items (
    migration_id INT UNSIGNED NOT NULL,
    instance_id INT UNSIGNED NOT NULL,
    state VARCHAR(10) NOT NULL DEFAULT 'waiting',
    message VARCHAR(1000) NULL,
    before_state MEDIUMTEXT NULL,
    after_version INT UNSIGNED NULL,
    done_at DATETIME(3) NULL,
    PRIMARY KEY (migration_id, instance_id),
    KEY process_migration_items_state (migration_id, state, instance_id),
    CONSTRAINT process_migration_items_migration_fk FOREIGN KEY (migration_id) REFERENCES process_migrations (id),
    CONSTRAINT process_migration_items_instance_fk FOREIGN KEY (instance_id) REFERENCES process_instances (id)
  )`,
];
export const down = ['DROP TABLE process_migration_items', 'DROP TABLE process_migrations'];
