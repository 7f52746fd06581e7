import { isListProgrammeKey, isProgrammeKey, listProgrammeKeys, programmeKeys, programmeOf, programmes } from '../../server/values/programme.js';
import { educationStageNames, educationStages, isEducationStage } from '../../server/values/stage.js';
import { isPriorityGroupKey, priorityGroupOf, priorityGroups } from '../../server/values/priority-group.js';

describe('aid programmes', () => {
  test('there are four, named as the notice names them', () => {
    expect(programmes.map(({ name }) => name)).toEqual(['中职国家助学金', '中职国家免学费', '普高建档立卡等免学杂费', '国家助学贷款']);
    expect(programmeKeys).toEqual(['vocational-grant', 'vocational-tuition-waiver', 'senior-high-fee-waiver', 'state-student-loan']);
  });

  test('the vocational tuition waiver has publicity but no disbursement, and fills paid amounts on confirmation', () => {
    expect(programmeOf('vocational-tuition-waiver')).toMatchObject({ hasPublicity: true, hasDisbursement: false, fillsPaidOnConfirmation: true, period: 'month', payableWord: '应免' });
    expect(programmeOf('vocational-grant')).toMatchObject({ hasPublicity: true, hasDisbursement: true, fillsPaidOnConfirmation: false, period: 'month', payableWord: '应发' });
  });

  test('the senior-high fee waiver goes by academic term and has no publicity', () =>
    expect(programmeOf('senior-high-fee-waiver')).toMatchObject({ hasPublicity: false, hasDisbursement: true, period: 'term', payableWord: '应免', menuName: '建档立卡等免学杂费' }));

  test('loans have no award list', () => {
    expect(isProgrammeKey('state-student-loan')).toBe(true);
    expect(isListProgrammeKey('state-student-loan')).toBe(false);
    expect(listProgrammeKeys).toHaveLength(3);
    expect(isProgrammeKey('scholarship')).toBe(false);
  });
});

describe('stages and priority groups', () => {
  test('the six stages stand in the order of the tabs', () => {
    expect(educationStages.map((stage) => educationStageNames[stage])).toEqual(['学前', '义教', '普高', '中职', '本专科', '研究生']);
    expect(isEducationStage('kindergarten')).toBe(false);
  });

  test('the eleven groups stand in the notice’s order', () => {
    expect(priorityGroups.map(({ name }) => name)).toEqual([
      '脱贫家庭（原建档立卡）', '脱贫不稳定家庭（原建档立卡）', '边缘易致贫家庭', '突发严重困难家庭', '城乡低保家庭', '特困救助供养', '孤儿', '残疾', '残疾人子女', '事实无人抚养儿童', '低保边缘家庭',
    ]);
    expect(priorityGroups.map(({ order }) => order)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test('only 低保边缘 has another word in menus than in the table', () => {
    expect(priorityGroups.filter(({ name, label }) => name !== label).map(({ key }) => key)).toEqual(['subsistence-margin']);
    expect(priorityGroupOf('subsistence-margin')).toMatchObject({ name: '低保边缘家庭', label: '低保边缘人口' });
    expect(isPriorityGroupKey('SG11')).toBe(false);
  });
});
