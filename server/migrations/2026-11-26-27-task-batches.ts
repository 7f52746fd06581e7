/** 批量办理: a batch and the result of each of its tasks. The work itself is a job. */
export const up = [
  `CREATE TABLE task_batches (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id INT UNSIGNED NOT NULL,
    job_id INT UNSIGNED NOT NULL DEFAULT 0,
    decision VARCHAR(40) NOT NULL,
    remark VARCHAR(1000) NULL,
    created_at DATETIME(3) NOT NULL,
    KEY task_batches_user (user_id, id),
    CONSTRAINT task_batches_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
  )`,
  `CREATE TABLE task_batch_items (
    batch_id INT UNSIGNED NOT NULL,
    task_id INT UNSIGNED NOT NULL,
    task_version INT UNSIGNED NOT NULL,
    state VARCHAR(10) NOT NULL DEFAULT 'waiting',
    code VARCHAR(40) NULL,
    message VARCHAR(500) NULL,
    done_at DATETIME(3) NULL,
    PRIMARY KEY (batch_id, task_id),
    KEY task_batch_items_waiting (batch_id, state, task_id),
    CONSTRAINT task_batch_items_batch_fk FOREIGN KEY (batch_id) REFERENCES task_batches (id),
    CONSTRAINT task_batch_items_task_fk FOREIGN KEY (task_id) REFERENCES tasks (id)
  )`,
];
export const down = ['DROP TABLE task_batch_items', 'DROP TABLE task_batches'];
