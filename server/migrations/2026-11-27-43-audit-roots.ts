/** Every minute's records under one root, each root chained to the one before: who takes a record out, or the last ones away, breaks it. */
export const up = [
  `CREATE TABLE audit_roots (
    id INT UNSIGNED NOT NULL PRIMARY KEY,
    from_id BIGINT UNSIGNED NOT NULL,
    to_id BIGINT UNSIGNED NOT NULL,
    row_count INT UNSIGNED NOT NULL,
    root BINARY(32) NOT NULL,
    sealed_at DATETIME(3) NOT NULL,
    UNIQUE KEY audit_roots_from (from_id)
  )`,
];
export const down = ['DROP TABLE audit_roots'];
