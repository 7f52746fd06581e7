import { formatThousands, formatYuan } from '../lib/money.js';
import { formatInstant } from '../values/office-date.js';
import { priorityGroups } from '../values/priority-group.js';
import { asTyped, refusalLines, sealFor, type Asking, type Refused } from '../web/desk-page.js';
import type { FieldProps } from '../web/components/field.js';
import type { RecordsPageProps } from '../web/pages/records-page.js';
import { factorNames, factors, hardshipLevels, levelNames, ruledLevels, type LevelRules } from './level.js';
import { ruleHistory, rulesNow, type RuleSet } from './rules.js';
import { maySetRules } from './schemas.js';

const levelOptions = hardshipLevels.map((value) => ({ value, label: value === 'none' ? '不单独建议' : levelNames[value] }));

/** 认定建议规则: what suggests which level now, the form of the province, and every set that held before. */
export async function rulesView(asking: Asking, refused?: Refused): Promise<RecordsPageProps> {
  const now = await rulesNow();
  const fields = ruleFields(now.rules);
  const labels = Object.fromEntries(fields.map(({ name, label }) => [name, label]));
  return {
    title: '认定建议规则', subtitle: `${sinceWords(now)}　${now.remark}`, caption: '规则的历次修改',
    notes: [{ tone: 'run', icon: 'info', title: '建议取最困难的一条，只供参考', children: '学校录入家庭经济信息后，系统按这些规则建议困难等级并列出理由；学校可以认定为别的等级，但要写明理由。依据：教财〔2018〕16号，标准由各地确定。' }],
    ...(maySetRules(asking.actor) ? { forms: [{ id: 'rules', title: '修改规则', folded: !refused, action: '/hardship-rules', seal: sealFor(asking, now.id), submit: '保存新规则', fields: asTyped(fields, refused), errors: refusalLines(refused, labels), footnote: '以前认定的结果不变；新规则从保存起用于新的建议。' }] } : {}),
    facts: [{ name: '按十一类', value: String(priorityGroups.filter(({ key }) => (now.rules.groups[key] ?? 'none') !== 'none').length), unit: '类' }, { name: '按收入', value: String(ruledLevels.filter((level) => now.rules.income[level] !== undefined).length), unit: '条' }, { name: '按其他因素', value: String(factors.filter((key) => (now.rules.factors[key] ?? 'none') !== 'none').length), unit: '条' }],
    columns: [{ key: 'at', name: '起' }, { key: 'by', name: '修改人' }, { key: 'remark', name: '依据' }, { key: 'rules', name: '规则' }],
    rows: (await ruleHistory()).map((one) => ({ key: one.id, cells: { at: { text: sinceWords(one) }, by: { text: one.setBy ?? '系统' }, remark: { text: one.remark }, rules: { text: rulesInWords(one) } } })),
    empty: { title: '没有规则' },
  };
}

/** What the system came with holds from the beginning. */
const sinceWords = ({ setAt, setBy }: RuleSet): string => (setBy === null ? '启用时起' : `${formatInstant(setAt)} 起`);

/** Every rule of a set in one sentence. */
export function rulesInWords({ rules }: Pick<RuleSet, 'rules'>): string {
  const groups = hardshipLevels.flatMap((level) => {
    const names = priorityGroups.filter(({ key }) => rules.groups[key] === level && level !== 'none').map(({ name }) => name);
    return names.length > 0 ? [`${names.join('、')}：${levelNames[level]}`] : [];
  });
  const income = ruledLevels.flatMap((level) => (rules.income[level] === undefined ? [] : [`家庭人均年收入低于 ${formatThousands(rules.income[level])} 元：${levelNames[level]}`]));
  const others = factors.flatMap((key) => { const level = rules.factors[key] ?? 'none'; return level === 'none' ? [] : [`填有${factorNames[key]}：${levelNames[level]}`]; });
  return [...groups, ...income, ...others].join('；') || '没有规则';
}

const ruleFields = (rules: LevelRules): FieldProps[] => [
  ...priorityGroups.map(({ key, name }): FieldProps => ({ name: `group-${key}`, label: name, kind: 'select', value: rules.groups[key] ?? 'none', options: levelOptions })),
  ...ruledLevels.map((level): FieldProps => ({ name: `income-${level}`, label: `人均年收入低于多少元，建议${levelNames[level]}`, kind: 'money', value: rules.income[level] === undefined ? '' : formatYuan(rules.income[level]), hint: '不按收入建议的不填。' })),
  ...factors.map((key): FieldProps => ({ name: `factor-${key}`, label: `填有${factorNames[key]}`, kind: 'select', value: rules.factors[key] ?? 'none', options: levelOptions })),
  { name: 'remark', label: '依据', required: true, maxLength: 200, full: true, hint: '例如：豫教资助〔2023〕12号。' },
];
