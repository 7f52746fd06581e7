/** What the check of a saved process file found is kept beside it, so that nobody who looks at the library pays for it again. */
export const up = ['ALTER TABLE process_definitions ADD COLUMN checked MEDIUMTEXT NULL'];
export const down = ['ALTER TABLE process_definitions DROP COLUMN checked'];
