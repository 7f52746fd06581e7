/** 学段, in the order the notice lists them (附件1 一(一)2(2)). */
export type EducationStage = 'preschool' | 'compulsory' | 'senior-high' | 'vocational' | 'undergraduate' | 'postgraduate';

export const educationStages: readonly EducationStage[] = ['preschool', 'compulsory', 'senior-high', 'vocational', 'undergraduate', 'postgraduate'];

/** The names as the tabs of 其他受助情况统计 show them. */
export const educationStageNames: Readonly<Record<EducationStage, string>> = {
  'preschool': '学前',
  'compulsory': '义教',
  'senior-high': '普高',
  'vocational': '中职',
  'undergraduate': '本专科',
  'postgraduate': '研究生',
};

export const isEducationStage = (text: string): text is EducationStage => educationStages.some((stage) => stage === text);
