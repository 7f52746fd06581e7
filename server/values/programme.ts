import type { EducationStage } from './stage.js';

/** The aid programmes this system runs. Keys are public (contract). */
export type ProgrammeKey = 'vocational-grant' | 'vocational-tuition-waiver' | 'senior-high-fee-waiver' | 'state-student-loan';

/** Programmes whose work is an award list; loans are entered and reviewed in batches instead. */
export type ListProgrammeKey = Exclude<ProgrammeKey, 'state-student-loan'>;

/** What the programmes share and where they differ. What a list belongs to is its period: a month, or an academic term. */
export type Programme = {
  readonly key: ProgrammeKey;
  /** 中职国家助学金 */
  readonly name: string;
  /** The menu name in the notice, where it is shorter. */
  readonly menuName: string;
  readonly stages: readonly EducationStage[];
  /** 资助名单公示、名单公示确认 exist. */
  readonly hasPublicity: boolean;
  /** 资金发放 exists. The vocational tuition waiver has none: its paid amounts are filled on confirmation. */
  readonly hasDisbursement: boolean;
  /** 附件1 二(二)3：如操作“公示通过”，则自动补充该份名单的实发金额。 */
  readonly fillsPaidOnConfirmation: boolean;
  /** What a list belongs to. Loans have no list; their 年度 is the calendar year of issue. */
  readonly period: 'month' | 'term' | 'year';
  /** Money goes to the student (应发), or is not asked of the student (应免). */
  readonly payableWord: '应发' | '应免';
};

const all: Readonly<Record<ProgrammeKey, Programme>> = {
  'vocational-grant': {
    key: 'vocational-grant', name: '中职国家助学金', menuName: '中职国家助学金', stages: ['vocational'],
    hasPublicity: true, hasDisbursement: true, fillsPaidOnConfirmation: false, period: 'month', payableWord: '应发',
  },
  'vocational-tuition-waiver': {
    key: 'vocational-tuition-waiver', name: '中职国家免学费', menuName: '中职国家免学费', stages: ['vocational'],
    hasPublicity: true, hasDisbursement: false, fillsPaidOnConfirmation: true, period: 'month', payableWord: '应免',
  },
  'senior-high-fee-waiver': {
    key: 'senior-high-fee-waiver', name: '普高建档立卡等免学杂费', menuName: '建档立卡等免学杂费', stages: ['senior-high'],
    hasPublicity: false, hasDisbursement: true, fillsPaidOnConfirmation: false, period: 'term', payableWord: '应免',
  },
  'state-student-loan': {
    key: 'state-student-loan', name: '国家助学贷款', menuName: '国家助学贷款', stages: ['undergraduate', 'postgraduate'],
    hasPublicity: false, hasDisbursement: false, fillsPaidOnConfirmation: false, period: 'year', payableWord: '应发',
  },
};

/** All four, in the order of the contract. */
export const programmes: readonly Programme[] = Object.values(all);
export const programmeKeys: readonly ProgrammeKey[] = programmes.map(({ key }) => key);
export const listProgrammeKeys: readonly ListProgrammeKey[] = ['vocational-grant', 'vocational-tuition-waiver', 'senior-high-fee-waiver'];

export const isProgrammeKey = (text: string): text is ProgrammeKey => programmeKeys.some((key) => key === text);
export const isListProgrammeKey = (text: string): text is ListProgrammeKey => listProgrammeKeys.some((key) => key === text);

export const programmeOf = (key: ProgrammeKey): Programme => all[key];
