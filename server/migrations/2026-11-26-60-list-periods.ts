/**
 * A list belongs to a month or to an academic term (附件1 五: 去掉“年份”，改为按学年学期). `period` is what it belongs to; `month` stays
 * for those who count months and is NULL for a term.
 */
const MONTH_IS_PERIOD = 'CHECK (month <=> IF(CHAR_LENGTH(period) = 7, LEFT(period, 7), NULL))';

export const up = [
  'ALTER TABLE award_lists ADD COLUMN period VARCHAR(16) NULL AFTER authority_id',
  'UPDATE award_lists SET period = month',
  `ALTER TABLE award_lists MODIFY period VARCHAR(16) NOT NULL, MODIFY month CHAR(7) NULL, ADD UNIQUE KEY award_lists_period (school_id, programme, period, batch_no), DROP KEY award_lists_batch,
     ADD CONSTRAINT award_lists_month_is_period ${MONTH_IS_PERIOD}`,
  'ALTER TABLE awards ADD COLUMN period VARCHAR(16) NULL AFTER programme',
  'UPDATE awards SET period = month',
  `ALTER TABLE awards MODIFY period VARCHAR(16) NOT NULL, MODIFY month CHAR(7) NULL, ADD UNIQUE KEY awards_once_a_period (programme, period, person_id, active_flag), DROP KEY awards_once_a_month,
     ADD CONSTRAINT awards_month_is_period ${MONTH_IS_PERIOD}`,
];

/** A term has no month; going back, its lists are kept under the month the term begins in. */
const BACK = "IF(CHAR_LENGTH(period) = 7, LEFT(period, 7), IF(RIGHT(period, 6) = 'autumn', CONCAT(LEFT(period, 4), '-09'), CONCAT(SUBSTRING(period, 6, 4), '-03')))";
export const down = [
  'ALTER TABLE awards DROP CONSTRAINT awards_month_is_period',
  `UPDATE awards SET month = ${BACK}`,
  'ALTER TABLE awards MODIFY month CHAR(7) NOT NULL, ADD UNIQUE KEY awards_once_a_month (programme, month, person_id, active_flag), DROP KEY awards_once_a_period, DROP COLUMN period',
  'ALTER TABLE award_lists DROP CONSTRAINT award_lists_month_is_period',
  `UPDATE award_lists SET month = ${BACK}`,
  'ALTER TABLE award_lists MODIFY month CHAR(7) NOT NULL, ADD UNIQUE KEY award_lists_batch (school_id, programme, month, batch_no), DROP KEY award_lists_period, DROP COLUMN period',
];
