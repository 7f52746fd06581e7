/** 规则调整: what a province makes stricter than the notice, sets in its calendar or its standards; proposed by one, decided by another. */
export const up = [
  `CREATE TABLE rule_changes (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    organisation_id INT UNSIGNED NOT NULL,
    kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    value VARCHAR(400) NOT NULL,
    effective_from DATE NOT NULL,
    basis VARCHAR(120) NOT NULL,
    reason VARCHAR(500) NOT NULL,
    state VARCHAR(10) NOT NULL DEFAULT 'proposed',
    proposed_by INT UNSIGNED NOT NULL,
    proposed_at DATETIME(3) NOT NULL,
    decided_by INT UNSIGNED NULL,
    decided_at DATETIME(3) NULL,
    remark VARCHAR(500) NOT NULL DEFAULT '',
    KEY rule_changes_in_force (state, kind, effective_from),
    CONSTRAINT rule_changes_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT rule_changes_proposed_fk FOREIGN KEY (proposed_by) REFERENCES users (id),
    CONSTRAINT rule_changes_decided_fk FOREIGN KEY (decided_by) REFERENCES users (id),
    CONSTRAINT rule_changes_state_known CHECK (state IN ('proposed', 'active', 'refused', 'withdrawn')),
    CONSTRAINT rule_changes_two_people CHECK (decided_by IS NULL OR decided_by <> proposed_by)
  )`,
];
export const down = ['DROP TABLE rule_changes'];
