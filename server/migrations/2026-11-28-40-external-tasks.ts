/** 外部任务: service tasks of a drawing that a program outside does, one row for each that an instance waits at or waited at. */
export const up = [
  `CREATE TABLE external_tasks (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    instance_id INT UNSIGNED NOT NULL,
    execution_id VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    element_id VARCHAR(64) NOT NULL,
    topic VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    priority INT NOT NULL DEFAULT 0,
    state VARCHAR(10) NOT NULL DEFAULT 'waiting',
    retries INT UNSIGNED NULL,
    retry_at DATETIME(3) NULL,
    error_message VARCHAR(500) NULL,
    error_code VARCHAR(64) NULL,
    output_values TEXT NULL,
    client_id INT UNSIGNED NULL,
    worker_id VARCHAR(64) NULL,
    locked_at DATETIME(3) NULL,
    lock_until DATETIME(3) NULL,
    opened_at DATETIME(3) NOT NULL,
    closed_at DATETIME(3) NULL,
    UNIQUE KEY external_tasks_execution (instance_id, execution_id),
    KEY external_tasks_waiting (state, topic, priority, id),
    CONSTRAINT external_tasks_instance_fk FOREIGN KEY (instance_id) REFERENCES process_instances (id)
  )`,
];
export const down = ['DROP TABLE external_tasks'];
