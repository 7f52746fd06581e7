/** The office of an organisation that people may turn to; its telephone is there already. */
export const up = ["ALTER TABLE organisations ADD COLUMN office VARCHAR(60) NOT NULL DEFAULT ''"];
export const down = ['ALTER TABLE organisations DROP COLUMN office'];
