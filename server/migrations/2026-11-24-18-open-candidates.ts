/** A to-do is found by its organisation and role without passing by what was done before: candidates know whether their task is open. */
export const up = [
  'ALTER TABLE task_candidates ADD COLUMN open TINYINT NOT NULL DEFAULT 1',
  "UPDATE task_candidates c JOIN tasks t ON t.id = c.task_id SET c.open = 0 WHERE t.state <> 'open'",
  'ALTER TABLE task_candidates DROP KEY task_candidates_todo, ADD KEY task_candidates_todo (organisation_id, role, open, task_id)',
];
export const down = [
  'ALTER TABLE task_candidates DROP KEY task_candidates_todo, ADD KEY task_candidates_todo (organisation_id, role, task_id)',
  'ALTER TABLE task_candidates DROP COLUMN open',
];
