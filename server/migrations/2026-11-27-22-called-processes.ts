/** 调用活动: an instance called by another one about the same subject; messages between instances are taken once. */
export const up = [
  `CREATE TABLE process_calls (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    instance_id INT UNSIGNED NOT NULL,
    execution_id VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    element_id VARCHAR(64) NOT NULL,
    called_id INT UNSIGNED NULL,
    state VARCHAR(10) NOT NULL DEFAULT 'waiting',
    UNIQUE KEY process_calls_execution (instance_id, execution_id),
    KEY process_calls_called (called_id),
    CONSTRAINT process_calls_instance_fk FOREIGN KEY (instance_id) REFERENCES process_instances (id),
    CONSTRAINT process_calls_called_fk FOREIGN KEY (called_id) REFERENCES process_instances (id)
  )`,
  'ALTER TABLE process_instances ADD COLUMN call_id INT UNSIGNED NOT NULL DEFAULT 0, ADD UNIQUE KEY process_instances_one_live_call (subject_kind, subject_id, active_flag, call_id), DROP KEY process_instances_one_live',
  'ALTER TABLE message_waits ADD COLUMN taken_by VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NULL, ADD UNIQUE KEY message_waits_taken (taken_by)',
];
export const down = [
  'ALTER TABLE message_waits DROP KEY message_waits_taken, DROP COLUMN taken_by',
  'UPDATE process_instances SET active_flag = NULL WHERE call_id <> 0',
  'ALTER TABLE process_instances ADD UNIQUE KEY process_instances_one_live (subject_kind, subject_id, active_flag), DROP KEY process_instances_one_live_call, DROP COLUMN call_id',
  'DROP TABLE process_calls',
];
