/** 催办: who urged which task on which working day; nobody twice on one. */
export const up = [
  `CREATE TABLE task_urges (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    task_id INT UNSIGNED NOT NULL,
    urged_by INT UNSIGNED NOT NULL,
    organisation_id INT UNSIGNED NOT NULL,
    workday CHAR(10) CHARACTER SET ascii NOT NULL,
    urged_at DATETIME(3) NOT NULL,
    UNIQUE KEY task_urges_once (task_id, urged_by, workday),
    CONSTRAINT task_urges_task_fk FOREIGN KEY (task_id) REFERENCES tasks (id)
  )`,
];
export const down = ['DROP TABLE task_urges'];
