/** 特殊群体(重点保障人群), eleven kinds in the notice's order. Keys are public (contract). */
export type PriorityGroupKey =
  | 'lifted-from-poverty' | 'unstably-lifted' | 'near-poverty' | 'sudden-hardship' | 'subsistence-allowance' | 'extreme-poverty-support'
  | 'orphan' | 'disabled' | 'child-of-disabled' | 'de-facto-unattended' | 'subsistence-margin';

export type PriorityGroup = {
  readonly key: PriorityGroupKey;
  /** 1 to 11, the order of 正文二. */
  readonly order: number;
  /** The kind's name in the table of eleven. */
  readonly name: string;
  /** The word of menus, columns and filters; it differs for 低保边缘家庭 only (附件1 一(二)). */
  readonly label: string;
  /** Who shares the data. */
  readonly sharedBy: '国家乡村振兴局' | '民政部' | '中国残联';
};

/** 正文二：脱贫家庭（原建档立卡）……事实无人抚养儿童和低保边缘家庭等11类。 */
export const priorityGroups: readonly PriorityGroup[] = [
  { key: 'lifted-from-poverty', order: 1, name: '脱贫家庭（原建档立卡）', label: '脱贫家庭（原建档立卡）', sharedBy: '国家乡村振兴局' },
  { key: 'unstably-lifted', order: 2, name: '脱贫不稳定家庭（原建档立卡）', label: '脱贫不稳定家庭（原建档立卡）', sharedBy: '国家乡村振兴局' },
  { key: 'near-poverty', order: 3, name: '边缘易致贫家庭', label: '边缘易致贫家庭', sharedBy: '国家乡村振兴局' },
  { key: 'sudden-hardship', order: 4, name: '突发严重困难家庭', label: '突发严重困难家庭', sharedBy: '国家乡村振兴局' },
  { key: 'subsistence-allowance', order: 5, name: '城乡低保家庭', label: '城乡低保家庭', sharedBy: '民政部' },
  { key: 'extreme-poverty-support', order: 6, name: '特困救助供养', label: '特困救助供养', sharedBy: '民政部' },
  { key: 'orphan', order: 7, name: '孤儿', label: '孤儿', sharedBy: '民政部' },
  { key: 'disabled', order: 8, name: '残疾', label: '残疾', sharedBy: '中国残联' },
  { key: 'child-of-disabled', order: 9, name: '残疾人子女', label: '残疾人子女', sharedBy: '中国残联' },
  { key: 'de-facto-unattended', order: 10, name: '事实无人抚养儿童', label: '事实无人抚养儿童', sharedBy: '民政部' },
  { key: 'subsistence-margin', order: 11, name: '低保边缘家庭', label: '低保边缘人口', sharedBy: '民政部' },
];

export const priorityGroupKeys: readonly PriorityGroupKey[] = priorityGroups.map(({ key }) => key);
export const isPriorityGroupKey = (text: string): text is PriorityGroupKey => priorityGroupKeys.some((key) => key === text);

const byKey = new Map(priorityGroups.map((group) => [group.key, group]));

export function priorityGroupOf(key: PriorityGroupKey): PriorityGroup {
  const group = byKey.get(key);
  if (!group) throw new RangeError(`no priority group ${key}`);
  return group;
}
