/** An organisation is edited by several people at once: what one saw of it is compared when it is saved. */
export const up = ['ALTER TABLE organisations ADD COLUMN version INT UNSIGNED NOT NULL DEFAULT 0'];
export const down = ['ALTER TABLE organisations DROP COLUMN version'];
