/** How far the taking of a file has come, who is at it, everything that is wrong in it, and who handed it in on the page. */
export const up = [
  `ALTER TABLE exchange_receipts
    ADD COLUMN owner CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
    ADD COLUMN checked INT UNSIGNED NOT NULL DEFAULT 0,
    ADD COLUMN other_name INT UNSIGNED NOT NULL DEFAULT 0,
    ADD COLUMN problems MEDIUMTEXT NULL,
    ADD COLUMN sent_by INT UNSIGNED NULL`,
];
export const down = ['ALTER TABLE exchange_receipts DROP COLUMN sent_by, DROP COLUMN problems, DROP COLUMN other_name, DROP COLUMN checked, DROP COLUMN owner'];
