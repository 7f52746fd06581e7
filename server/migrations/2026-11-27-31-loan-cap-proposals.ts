/** A later issue cap is put in force by two people of a province: one asks with the document it rests on, another decides. */
export const up = [
  `CREATE TABLE loan_cap_proposals (
    cap_id INT UNSIGNED NOT NULL,
    province_id INT UNSIGNED NOT NULL,
    proposed_by INT UNSIGNED NOT NULL,
    proposed_at DATETIME(3) NOT NULL,
    remark VARCHAR(500) NOT NULL,
    PRIMARY KEY (cap_id, province_id),
    CONSTRAINT loan_cap_proposals_cap_fk FOREIGN KEY (cap_id) REFERENCES loan_caps (id),
    CONSTRAINT loan_cap_proposals_province_fk FOREIGN KEY (province_id) REFERENCES organisations (id)
  )`,
];
export const down = ['DROP TABLE loan_cap_proposals'];
