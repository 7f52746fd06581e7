/*
 * What is read of a V3.1.0 database: seven tables or views of these names and columns. Provinces keep their tables under names of
 * their own; who upgrades one makes views with these (decisions/upgrade-from-v310.md). Words stand as the old system showed them.
 * Money is DECIMAL yuan, dates are DATE, every `…_no` identifies its row and is never empty.
 */

export type OldRow = Readonly<Record<string, string | null>>;
export type OldTableKey = 'organisations' | 'students' | 'lists' | 'awards' | 'payments' | 'loans' | 'repayments';
export type OldTable = {
  readonly key: OldTableKey; readonly table: string; /** What its rows are called in the report. */ readonly name: string; readonly id: string; readonly columns: readonly string[];
  /** The column whose sum is compared before and after, in yuan. */
  readonly money?: string;
};

export const oldTables: Readonly<Record<OldTableKey, OldTable>> = {
  organisations: { key: 'organisations', table: 'v310_organisations', name: '单位', id: 'org_code', columns: ['org_code', 'parent_code', 'name', 'level', 'stage', 'region_code', 'telephone'] },
  students: { key: 'students', table: 'v310_students', name: '学生', id: 'student_no', columns: ['student_no', 'school_code', 'name', 'id_kind', 'id_number', 'gender', 'grade', 'major', 'class_name', 'status', 'entry_month', 'programme_years', 'household_region', 'card_number'] },
  lists: { key: 'lists', table: 'v310_lists', name: '名单', id: 'list_no', columns: ['list_no', 'programme', 'school_code', 'list_year', 'list_term', 'list_month', 'batch_no', 'submit_status', 'school_review', 'authority_review', 'publicity', 'publicity_start', 'publicity_end', 'created_on'] },
  awards: { key: 'awards', table: 'v310_awards', name: '名单中的人次', id: 'award_no', money: 'payable', columns: ['award_no', 'list_no', 'student_no', 'tier', 'payable', 'paid', 'lifted', 'unstably_lifted', 'rural_subsistence', 'rural_extreme_poverty', 'disabled_hardship'] },
  payments: { key: 'payments', table: 'v310_payments', name: '资金发放', id: 'payment_no', money: 'amount', columns: ['payment_no', 'award_no', 'paid_on', 'amount', 'channel', 'status'] },
  loans: { key: 'loans', table: 'v310_loans', name: '贷款', id: 'loan_no', money: 'amount', columns: ['loan_no', 'province_code', 'name', 'id_number', 'stage', 'school_kind', 'school_name', 'school_code', 'bank', 'contract_no', 'issued_on', 'amount', 'review_status'] },
  repayments: { key: 'repayments', table: 'v310_repayments', name: '还款', id: 'repayment_no', money: 'amount', columns: ['repayment_no', 'loan_no', 'amount', 'repaid_at', 'review_status'] },
};

/** In the order in which they are brought over; awards and payments come with their lists. */
export const oldTableKeys: readonly OldTableKey[] = ['organisations', 'students', 'lists', 'awards', 'payments', 'loans', 'repayments'];
