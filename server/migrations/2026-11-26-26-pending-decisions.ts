/** A decision that waits for those who sign after it (加签（后）): kept as it was sent, with the post it was made in. */
export const up = ['ALTER TABLE tasks ADD COLUMN pending TEXT NULL'];
export const down = ['ALTER TABLE tasks DROP COLUMN pending'];
