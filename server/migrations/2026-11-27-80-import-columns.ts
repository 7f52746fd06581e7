/** 对应表头: what a person said of the headers of a file, and what the school or office said of them last, for the next file. */
export const up = [
  'ALTER TABLE imports ADD COLUMN file_columns MEDIUMTEXT NULL',
  `CREATE TABLE import_columns (
    organisation_id INT UNSIGNED NOT NULL,
    kind VARCHAR(16) NOT NULL,
    header VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    column_key VARCHAR(40) NOT NULL,
    PRIMARY KEY (organisation_id, kind, header),
    CONSTRAINT import_columns_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id)
  )`,
];
export const down = ['DROP TABLE import_columns', 'ALTER TABLE imports DROP COLUMN file_columns'];
