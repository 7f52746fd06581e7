/** 意见草稿: what somebody has typed into a task's form and not sent. It goes when the task is done. */
export const up = [
  `CREATE TABLE task_drafts (
    task_id INT UNSIGNED NOT NULL,
    user_id INT UNSIGNED NOT NULL,
    typed TEXT NOT NULL,
    saved_at DATETIME(3) NOT NULL,
    PRIMARY KEY (task_id, user_id),
    CONSTRAINT task_drafts_task_fk FOREIGN KEY (task_id) REFERENCES tasks (id) ON DELETE CASCADE
  )`,
];
export const down = ['DROP TABLE task_drafts'];
