/** A change of a rule may hold the text of a notice: the State Council's holidays of a year, as they were pasted. */
export const up = ['ALTER TABLE rule_changes MODIFY value TEXT NOT NULL'];
export const down = ["DELETE FROM rule_changes WHERE kind = 'year-calendar'", 'ALTER TABLE rule_changes MODIFY value VARCHAR(400) NOT NULL'];
