/** A task is due by the day its diagram says or by that of 填报日历, whichever is earlier; the diagram's is kept, so that a changed calendar can be followed. */
export const up = [
  'ALTER TABLE tasks ADD COLUMN drawn_due_at DATETIME(3) NULL',
  "UPDATE tasks SET drawn_due_at = due_at WHERE state = 'open' AND due_at IS NOT NULL",
];
export const down = ["UPDATE tasks SET due_at = drawn_due_at WHERE state = 'open'", 'ALTER TABLE tasks DROP COLUMN drawn_due_at'];
