import { rows } from '../database.js';
import { formatThousands, formatYuan } from '../lib/money.js';
import type { Student } from '../students/student.js';
import { isSchool, type Actor } from '../values/actor.js';
import { formatInstant } from '../values/office-date.js';
import { priorityGroups, type PriorityGroupKey } from '../values/priority-group.js';
import { formatSchoolYear, type SchoolYear } from '../values/school-year.js';
import { asTyped, refusalLines, sealFor, type Asking, type Refused } from '../web/desk-page.js';
import { exportForm } from '../web/export-records.js';
import type { FieldProps } from '../web/components/field.js';
import type { Filter } from '../web/components/filters.js';
import type { TagProps } from '../web/components/tag.js';
import type { RecordCell, RecordColumn, RecordsPageProps } from '../web/pages/records-page.js';
import { circumstancesOf, currentSchoolYear, groupsIn, suggestionFor } from './circumstances.js';
import { countDeterminations, findDeterminations, kindNames, statusNames, type Determination, type DeterminationFilter, type DeterminationStatus } from './determination.js';
import { factorNames, factors, hardshipLevels, levelNames, type HardshipLevel } from './level.js';

const A_PAGE = 50;
const any = { value: '', label: '不限' };
const yesNo = [any, { value: 'yes', label: '是' }, { value: 'no', label: '否' }];
type Groups = Partial<Record<PriorityGroupKey, 'yes' | 'no'>>;
export type HardshipAsked = { schoolYear?: SchoolYear; q?: string; level?: HardshipLevel; status?: DeterminationStatus; page: number; /** Of a page; a page of the desk where not given. */ size?: number };

/** One column a group, 是 or 否 (列表展示项). */
const groupColumns: RecordColumn[] = priorityGroups.map(({ key, label }) => ({ key, name: label }));
const groupCells = (groups: readonly PriorityGroupKey[] | null): Record<string, RecordCell> => Object.fromEntries(priorityGroups.map(({ key }) => [key, { text: groups === null ? '—' : groups.includes(key) ? '是' : '否', strong: groups?.includes(key) }]));
const groupFilters = (asked: Groups): Filter[] => priorityGroups.map(({ key, label }) => ({ name: key, label: `是否${label}`, kind: 'select', value: asked[key], options: yesNo }));

const statusTags: Record<DeterminationStatus, TagProps> = {
  pending: { tone: 'run', icon: 'clock', word: statusNames.pending }, passed: { tone: 'good', icon: 'check', word: statusNames.passed }, failed: { tone: 'bad', icon: 'cross', word: statusNames.failed }, superseded: { tone: 'idle', icon: 'swap', word: statusNames.superseded },
};

/** 困难学生信息查询, 困难学生认定管理 and 困难学生认定结果查看: the same records under their own conditions. */
export async function hardshipList(actor: Actor, look: { title: string; path: string; fixed: Omit<DeterminationFilter, 'schoolYear'>; statuses: boolean; manage: boolean }, asked: HardshipAsked, groups: Groups): Promise<RecordsPageProps> {
  const current = await currentSchoolYear();
  const { schoolYear = current, size = A_PAGE } = asked;
  const filter: DeterminationFilter = { schoolYear, q: asked.q, level: asked.level, status: asked.status, ...look.fixed, groups };
  const offset = (asked.page - 1) * size;
  const { items, total = 0 } = await findDeterminations(actor, filter, { limit: size, offset }, { count: true });
  const counts = await countDeterminations(actor, filter);
  const conditions = { schoolYear: asked.schoolYear, q: asked.q, level: asked.level, status: asked.status, ...groups };
  const at = (page: number): string => `${look.path}?${new URLSearchParams(Object.entries({ ...conditions, page: String(page) }).flatMap(([name, value]) => (value ? [[name, value]] : []))).toString()}`;
  return {
    title: look.title, subtitle: `${actor.organisation.name}　${formatSchoolYear(schoolYear)}　共 ${total.toLocaleString('en-US')} 人次`, caption: look.title,
    facts: [...(['special', 'hard', 'general'] as const).map((level) => ({ name: levelNames[level], value: (counts[level] ?? 0).toLocaleString('en-US'), unit: '人' })), { name: '有学生的类别', value: groupSentence(counts), note: '重点保障人群十一类中' }],
    exporting: exportForm(`${look.path}.xlsx`, conditions),
    columns: [{ key: 'name', name: '姓名' }, ...(isSchool(actor) ? [] : [{ key: 'school', name: '学校' }]), { key: 'class', name: '年级专业班级' }, { key: 'level', name: '困难等级' }, ...(look.statuses ? [{ key: 'status', name: '审核状态' }] : []), ...groupColumns],
    rows: items.map((one) => ({ key: one.id, cells: { name: { text: one.student.name, under: one.student.maskedId, href: look.manage ? `/students/${one.student.id}/hardship` : `/students/${one.student.id}/record` }, school: { text: one.school.name }, class: { text: one.className }, level: { text: levelNames[one.level], under: one.kind === 'initial' ? undefined : kindNames[one.kind] }, status: { text: '', tags: [statusTags[one.status]] }, ...groupCells(one.groups) } })),
    filters: {
      action: look.path, clearHref: look.path, filters: [
        { name: 'schoolYear', label: '学年', kind: 'select', value: schoolYear, options: yearsBack(current).map((value) => ({ value, label: formatSchoolYear(value) })) },
        { name: 'q', label: '姓名或拼音', kind: 'search', value: asked.q }, { name: 'level', label: '困难等级', kind: 'select', value: asked.level, options: [any, ...hardshipLevels.map((value) => ({ value, label: levelNames[value] }))] },
        ...(look.statuses ? [{ name: 'status', label: '审核状态', kind: 'select' as const, value: asked.status, options: [any, ...Object.entries(statusNames).map(([value, label]) => ({ value, label }))] }] : []),
      ], more: { label: '按十一类筛选', filters: groupFilters(groups) },
    },
    pager: { text: total === 0 ? '没有记录' : `第 ${offset + 1}–${offset + items.length} 条，共 ${total.toLocaleString('en-US')} 条`, ...(asked.page > 1 ? { previous: at(asked.page - 1) } : {}), ...(offset + items.length < total ? { next: at(asked.page + 1) } : {}) },
    empty: { icon: 'find', title: '没有符合条件的学生', text: look.manage ? '先在“家庭经济信息录入”里录入，再认定。' : '放宽条件，或清空条件再查。' },
  };
}

const groupSentence = (counts: Record<string, number>): string => String(priorityGroups.filter(({ key }) => (counts[key] ?? 0) > 0).length) + ' 类';

/** The school year under way and the four before it. */
const yearsBack = (current: SchoolYear): SchoolYear[] => Array.from({ length: 5 }, (_, back) => `${Number(current.slice(0, 4)) - back}-${Number(current.slice(5)) - back}`);

/** 家庭经济信息录入: the school's full-time students and what was entered for each this school year. */
export async function circumstancesList(actor: Actor, asked: { q?: string; entered?: 'yes' | 'no'; page: number; size?: number }, groups: Groups, more: Pick<RecordsPageProps, 'upload'> = {}): Promise<RecordsPageProps> {
  const schoolYear = await currentSchoolYear();
  const path = '/circumstances';
  const parts = ["s.school_id = ? AND s.enrolment_status = 'full-time'"];
  const params: (string | number)[] = [actor.organisation.id];
  if (asked.q) { parts.push('(s.name LIKE ? OR CONVERT(s.name_pinyin USING utf8mb4) LIKE ? OR CONVERT(s.name_initials USING utf8mb4) LIKE ?)'); params.push(...Array<string>(3).fill(`%${asked.q.replace(/[%_\\]/g, '\\$&')}%`)); }
  if (asked.entered) parts.push(asked.entered === 'yes' ? 'c.id IS NOT NULL' : 'c.id IS NULL');
  for (const { key } of priorityGroups) if (groups[key]) { parts.push(`c.id IS NOT NULL AND FIND_IN_SET(?, c.priority_groups) ${groups[key] === 'yes' ? '> 0' : '= 0'}`); params.push(key); }
  const from = 'FROM students s LEFT JOIN circumstances c ON c.student_id = s.id AND c.school_year = ? WHERE ';
  const [counted] = await rows<{ n: number; entered: number }>(`SELECT COUNT(*) AS n, COUNT(c.id) AS entered ${from}${parts.join(' AND ')}`, [schoolYear, ...params]);
  const { size = A_PAGE } = asked;
  const offset = (asked.page - 1) * size;
  const found = await rows<{ id: number; name: string; document_masked: string; grade: string; class_name: string; priority_groups: string | null; household_size: number | null; annual_income_fen: number | null }>(
    `SELECT s.id, s.name, s.document_masked, s.grade, s.class_name, c.priority_groups, c.household_size, c.annual_income_fen ${from}${parts.join(' AND ')} ORDER BY s.id LIMIT ? OFFSET ?`, [schoolYear, ...params, size, offset]);
  const total = counted?.n ?? 0;
  const at = (page: number): string => `${path}?${new URLSearchParams(Object.entries({ q: asked.q, entered: asked.entered, ...groups, page: String(page) }).flatMap(([name, value]) => (value ? [[name, value]] : []))).toString()}`;
  return {
    ...more, exporting: exportForm(`${path}.xlsx`, { q: asked.q, entered: asked.entered, ...groups }),
    title: '家庭经济信息录入', subtitle: `${actor.organisation.name}　${formatSchoolYear(schoolYear)}`, caption: '家庭经济信息',
    facts: [{ name: '在校学生', value: total.toLocaleString('en-US'), unit: '人' }, { name: '已录入', value: (counted?.entered ?? 0).toLocaleString('en-US'), unit: '人' }, { name: '未录入', value: (total - (counted?.entered ?? 0)).toLocaleString('en-US'), unit: '人' }],
    columns: [{ key: 'name', name: '姓名' }, { key: 'class', name: '年级班级' }, { key: 'entered', name: '本学年' }, { key: 'income', name: '家庭人口和年收入' }, ...groupColumns],
    rows: found.map((one) => ({ key: one.id, cells: {
      name: { text: one.name, under: one.document_masked, href: `/students/${one.id}/hardship` }, class: { text: `${one.grade} ${one.class_name}` }, entered: { text: '', tags: [one.priority_groups === null ? { tone: 'idle', icon: 'edit', word: '未录入' } : { tone: 'good', icon: 'check', word: '已录入' }] },
      income: { text: one.household_size === null ? '—' : `${one.household_size} 人，${formatThousands(one.annual_income_fen ?? 0)} 元` }, ...groupCells(one.priority_groups === null ? null : groupsIn(one.priority_groups)),
    } })),
    filters: { action: path, clearHref: path, filters: [{ name: 'q', label: '姓名或拼音', kind: 'search', value: asked.q }, { name: 'entered', label: '录入情况', kind: 'select', value: asked.entered, options: [any, { value: 'yes', label: '已录入' }, { value: 'no', label: '未录入' }] }], more: { label: '按十一类筛选', filters: groupFilters(groups) } },
    pager: { text: total === 0 ? '没有学生' : `第 ${offset + 1}–${offset + found.length} 人，共 ${total.toLocaleString('en-US')} 人`, ...(asked.page > 1 ? { previous: at(asked.page - 1) } : {}), ...(offset + found.length < total ? { next: at(asked.page + 1) } : {}) },
    empty: { icon: 'find', title: '没有符合条件的学生', text: '放宽条件，或清空条件再查。' },
  };
}

/** One student: circumstances of the school year, the suggestion with its reasons, the determination and all earlier ones. */
export async function studentHardship(asking: Asking, student: Student, refused?: Refused & { form: 'circumstances' | 'determination' }): Promise<RecordsPageProps> {
  const schoolYear = await currentSchoolYear();
  const entered = await circumstancesOf(student.id, schoolYear);
  const suggestion = entered && (await suggestionFor(student.personId, entered));
  const { items } = await findDeterminations(asking.actor, { schoolYear, studentId: student.id }, { limit: 200 }, { count: false });
  const writes = asking.actor.role === 'school-operator';
  const labels = Object.fromEntries([...circumstancesFields(null), ...determinationFields(null, false)].map(({ name, label }) => [name, label]));
  const own = (form: 'circumstances' | 'determination'): Refused | undefined => (refused?.form === form ? refused : undefined);
  const current = items.find(({ status }) => status === 'passed');
  return {
    title: student.name, subtitle: `${student.documentMasked}　${[student.grade, student.major, student.className].filter(Boolean).join(' ')}　${formatSchoolYear(schoolYear)}`, caption: '困难认定记录',
    ...(current ? { facts: [{ name: '本学年困难等级', value: levelNames[current.level], note: current.reviewedAt ? `${formatInstant(current.reviewedAt)} 审核通过` : undefined }, { name: '建议等级', value: suggestion ? levelNames[suggestion.level] : '—', note: '按认定规则' }] } : {}),
    notes: suggestion ? [{ tone: 'run', icon: 'info', title: `建议认定为：${levelNames[suggestion.level]}`, children: `${suggestion.reasons.join('；')}。建议只供参考，由学校认定，可以不同但要写明理由。` }] : [],
    ...(writes ? { forms: [
      { id: 'circumstances', title: entered ? '修改家庭经济信息' : '录入家庭经济信息', folded: entered !== null && refused?.form !== 'circumstances', action: `/students/${student.id}/circumstances`, seal: sealFor(asking, entered?.version), submit: '保存', fields: asTyped(circumstancesFields(entered), own('circumstances')), errors: refusalLines(own('circumstances'), labels) },
      ...(entered ? [{ id: 'determine', title: '困难认定', action: `/students/${student.id}/hardship-determinations`, seal: sealFor(asking), submit: '提交审核', fields: asTyped(determinationFields(suggestion?.level ?? null, current !== undefined), own('determination')), errors: refusalLines(own('determination'), labels, { 'remark-required': 'reason', 'not-determined': 'kind', 'in-use': 'kind' }), footnote: '提交后由本校业务审核人员审核。依据：教财〔2018〕16号。' }] : []),
    ] } : {}),
    columns: [{ key: 'at', name: '认定时间' }, { key: 'kind', name: '类型' }, { key: 'level', name: '困难等级' }, { key: 'reason', name: '理由' }, { key: 'status', name: '审核' }],
    rows: items.map((one) => ({ key: one.id, cells: determinationCells(one) })), empty: { icon: 'info', title: '本学年还没有认定', text: entered ? '在上面选等级提交审核。' : '先录入家庭经济信息。' },
  };
}

const determinationCells = (one: Determination): Record<string, RecordCell> => ({
  at: { text: formatInstant(one.determinedAt) }, kind: { text: kindNames[one.kind] }, level: { text: levelNames[one.level], under: one.level === one.suggested ? undefined : `建议为${levelNames[one.suggested]}` }, reason: { text: one.reason || '—' }, status: { text: '', tags: [statusTags[one.status]], under: one.remark || undefined },
});

function circumstancesFields(entered: Awaited<ReturnType<typeof circumstancesOf>>): FieldProps[] {
  return [
    ...priorityGroups.map(({ key, label }): FieldProps => ({ name: key, label: `是否${label}`, kind: 'select', required: true, value: entered ? (entered.groups.includes(key) ? 'yes' : 'no') : '', options: [{ value: '', label: '请选择' }, { value: 'yes', label: '是' }, { value: 'no', label: '否' }] })),
    { name: 'householdSize', label: '家庭人口（人）', kind: 'number', required: true, value: entered ? String(entered.householdSize) : '' }, { name: 'annualIncome', label: '家庭年收入（元）', kind: 'money', required: true, value: entered ? formatYuan(entered.annualIncome) : '' },
    ...factors.map((key): FieldProps => ({ name: key, label: factorNames[key], kind: 'textarea', rows: 2, maxLength: 200, value: entered?.factors[key] ?? '' })),
  ];
}

const determinationFields = (suggested: HardshipLevel | null, changes: boolean): FieldProps[] => [
  { name: 'kind', label: '类型', kind: 'select', required: true, value: changes ? 'change' : 'initial', options: Object.entries(kindNames).map(([value, label]) => ({ value, label })) },
  { name: 'level', label: '困难等级', kind: 'select', required: true, value: suggested ?? '', options: hardshipLevels.map((value) => ({ value, label: levelNames[value] })) },
  { name: 'reason', label: '理由', kind: 'textarea', rows: 2, maxLength: 500, full: true, hint: '与建议不同、变更或申诉复核时必填。' },
];
