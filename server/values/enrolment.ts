import { addMonths, isMonth, type Month } from './month.js';

/** 学籍状态. Only full-time enrolled students are 在校. */
export type EnrolmentStatus =
  | 'full-time' | 'part-time' | 'suspended' | 'graduated' | 'completed' | 'left-incomplete' | 'withdrawn' | 'transferred-out' | 'expelled' | 'deceased';

export const enrolmentStatusNames: Readonly<Record<EnrolmentStatus, string>> = {
  'full-time': '全日制在读',
  'part-time': '非全日制在读',
  'suspended': '休学',
  'graduated': '毕业',
  'completed': '结业',
  'left-incomplete': '肄业',
  'withdrawn': '退学',
  'transferred-out': '转出',
  'expelled': '开除',
  'deceased': '死亡',
};

export const enrolmentStatuses: readonly EnrolmentStatus[] = [
  'full-time', 'part-time', 'suspended', 'graduated', 'completed', 'left-incomplete', 'withdrawn', 'transferred-out', 'expelled', 'deceased',
];

export const isEnrolmentStatus = (text: string): text is EnrolmentStatus => enrolmentStatuses.some((status) => status === text);

/** The status of a Chinese word, as the roster file writes it; null when it is not one of the ten. */
export const enrolmentStatusNamed = (name: string): EnrolmentStatus | null => enrolmentStatuses.find((status) => enrolmentStatusNames[status] === name) ?? null;

/** 学制 in years that exist. */
export const programmeYears: readonly number[] = [1, 2, 2.5, 3, 3.5, 4, 5];

/** 学制 in months, as it is kept: 2.5 years are 30 months. */
export const programmeMonthsOf = (years: number): number => Math.round(years * 12);

/** 附件1 三：在校学生人数：学籍状态为全日制在读的学生人数。 */
export const isEnrolled = (status: EnrolmentStatus): boolean => status === 'full-time';

/** Entry month or programme length is missing or impossible; such a student counts as current and appears on the list of gaps. */
export const lacksGraduationData = (entryMonth: Month | null, programmeMonths: number | null): boolean =>
  entryMonth === null || !isMonth(entryMonth) || programmeMonths === null || !Number.isInteger(programmeMonths) || programmeMonths <= 0;

/** The first month in which the student should have graduated, null when it cannot be told. */
export const graduationMonth = (entryMonth: Month | null, programmeMonths: number | null): Month | null =>
  entryMonth === null || programmeMonths === null || lacksGraduationData(entryMonth, programmeMonths) ? null : addMonths(entryMonth, programmeMonths);

/**
 * 附件1 三：逾期学生人数：学籍状态为全日制在读，且根据入学年月及学制信息可判定为应毕业的学生人数
 * （如某学生入学年月为2021年9月、学制为2年，则2023年9月起系统判定该生为逾期学生）。
 * Missing data → not overdue, so that 当期 = 在校 − 逾期 holds in every row.
 */
export function isOverdue(entryMonth: Month | null, programmeMonths: number | null, status: EnrolmentStatus, statisticMonth: Month): boolean {
  const graduation = graduationMonth(entryMonth, programmeMonths);
  return isEnrolled(status) && graduation !== null && graduation <= statisticMonth;
}

/** 附件1 三：当期学生人数：等于在校学生人数减去逾期学生人数。 */
export const isCurrent = (entryMonth: Month | null, programmeMonths: number | null, status: EnrolmentStatus, statisticMonth: Month): boolean =>
  isEnrolled(status) && !isOverdue(entryMonth, programmeMonths, status, statisticMonth);
