/** The five yes/no of 附件1 五3 for each student of a fee-waiver list, as they stood when the list was submitted. */
export const up = [
  `CREATE TABLE award_flags (
    award_id INT UNSIGNED NOT NULL PRIMARY KEY,
    lifted TINYINT NOT NULL,
    unstably_lifted TINYINT NOT NULL,
    rural_subsistence TINYINT NOT NULL,
    rural_extreme_poverty TINYINT NOT NULL,
    disabled_hardship TINYINT NOT NULL,
    frozen_at DATETIME(3) NOT NULL,
    CONSTRAINT award_flags_award_fk FOREIGN KEY (award_id) REFERENCES awards (id) ON DELETE CASCADE
  )`,
];
export const down = ['DROP TABLE award_flags'];
