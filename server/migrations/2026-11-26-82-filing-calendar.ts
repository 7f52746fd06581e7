/** 填报日历: by which day each step of a programme's lists is to be done, set by an authority for its subtree. */
export const up = [
  `CREATE TABLE filing_deadlines (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    organisation_id INT UNSIGNED NOT NULL,
    programme VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    period VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    step VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    due_on DATE NOT NULL,
    set_by INT UNSIGNED NOT NULL,
    set_at DATETIME(3) NOT NULL,
    UNIQUE KEY filing_deadlines_once (organisation_id, programme, period, step),
    KEY filing_deadlines_period (period, programme),
    CONSTRAINT filing_deadlines_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT filing_deadlines_user_fk FOREIGN KEY (set_by) REFERENCES users (id)
  )`,
];
export const down = ['DROP TABLE filing_deadlines'];
