/** 流程迁移 of one instance, and to a chosen version: a plan names its one instance (0: all of the version), and which version was in use when it was made (0: the one it leads to). */
export const up = [
  `ALTER TABLE process_migrations ADD COLUMN instance_id INT UNSIGNED NOT NULL DEFAULT 0, ADD COLUMN in_use_definition_id INT UNSIGNED NOT NULL DEFAULT 0,
    ADD UNIQUE KEY process_migrations_one_open_each (from_definition_id, instance_id, open_flag), DROP KEY process_migrations_one_open`,
];
export const down = [
  "UPDATE process_migrations SET state = 'withdrawn', open_flag = NULL WHERE open_flag IS NOT NULL AND instance_id <> 0",
  `ALTER TABLE process_migrations ADD UNIQUE KEY process_migrations_one_open (from_definition_id, open_flag), DROP KEY process_migrations_one_open_each, DROP COLUMN instance_id, DROP COLUMN in_use_definition_id`,
];
