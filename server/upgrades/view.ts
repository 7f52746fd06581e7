import { levelNames, type Actor } from '../values/actor.js';
import { formatDate, formatInstant, officeTimeOfDay, officeDateOf, type OfficeDate } from '../values/office-date.js';
import type { OfferedAct } from '../web/components/act.js';
import type { FormCardProps } from '../web/components/card.js';
import type { FieldProps } from '../web/components/field.js';
import { asTyped, refusalLines, sealFor, type Asking, type Refused } from '../web/desk-page.js';
import type { Marked, ProvinceRow, UpgradeRecordPageProps, UpgradeRecordsPageProps } from '../web/pages/upgrade-records-page.js';
import { partNames, type CheckLine, type Part } from './checks.js';
import type { HelpRequest } from './help-requests.js';
import { basis, conclusionNames, requestStateNames, resultNames, standingOf, stateNames, stateOf, type UpgradeState } from './rules.js';
import type { CheckRun, ProvinceUpgrade, Release } from './upgrade-record.js';

const looks: Readonly<Record<UpgradeState, Omit<Marked, 'word'>>> = { 'not-upgraded': { tone: 'mine', icon: 'clock' }, upgraded: { tone: 'run', icon: 'check' }, verified: { tone: 'good', icon: 'check' } };
/** What an overdue province does next. */
function whatNext(record: ProvinceUpgrade['record'], check: CheckRun | null): string {
  if (record?.result !== 'done') return '请登记升级结果；技术力量不足或升级出现问题的，请提出协助升级申请。';
  if (!check || check.at < record.recordedAt) return '请点“现在核对”核对五个部分，再反馈给中央。';
  return '已经核对过，请在下面反馈给中央。';
}

const stateMark = (state: UpgradeState): Marked => ({ ...looks[state], word: stateNames[state] });

/** How a province stands against the last day: 还有 3 天, 逾期 22 天, 已按期反馈. */
export function dueMark(state: UpgradeState, fedBackAt: Date | null, { dueOn }: Release, today: OfficeDate): Marked {
  const { daysLeft, overdue, late } = standingOf(state, fedBackAt, dueOn, today);
  if (overdue) return { tone: 'bad', icon: 'warn', word: `逾期 ${-daysLeft} 天` };
  if (late) return { tone: 'run', icon: 'check', word: '逾期后反馈' };
  if (fedBackAt && state !== 'not-upgraded') return { tone: 'good', icon: 'check', word: '按期反馈' };
  return { tone: daysLeft <= 3 ? 'mine' : 'idle', icon: 'clock', word: daysLeft === 0 ? '今天到期' : `还有 ${daysLeft} 天` };
}

/** What a form was refused for, and which form it was. */
export type RefusedForm = { form: 'register' | 'feedback' | 'ask' | `answer-${number}` | null; refused: Refused };

/** 升级登记 of one province as its own people see it, or the centre's. */
export function recordView(asking: Asking, release: Release, { organisation, record, check: _check }: ProvinceUpgrade, check: CheckRun | null, requests: readonly HelpRequest[], today: OfficeDate, wrong?: RefusedForm): UpgradeRecordPageProps {
  const { actor } = asking;
  const state = stateOf(record);
  const due = dueMark(state, record?.fedBackAt ?? null, release, today);
  const own = actor.role === 'authority-operator' && actor.organisation.id === organisation.id;
  const refusedOf = (form: RefusedForm['form']): Refused | undefined => (wrong?.form === form ? wrong.refused : undefined);
  const lone = wrong && wrong.form === null ? wrong.refused.message : null;
  return {
    title: actor.organisation.id === organisation.id ? `V${release.version} 升级登记` : organisation.name, tag: stateMark(state), subtitle: `${organisation.name}　期限 ${formatDate(release.dueOn)}（${due.word}）　${release.basis}`,
    acts: own ? [{ key: 'check', label: '现在核对', icon: 'check', tone: record && record.conclusion === null ? 'main' : undefined, href: '/upgrade-record/checks', allowed: true, unmet: [], seal: sealFor(asking) } satisfies OfferedAct] : [],
    ...(lone ? { note: { tone: 'bad' as const, title: '没有办成', text: lone } } : due.tone === 'bad' ? { note: { tone: 'bad' as const, title: due.word, text: `应在${formatDate(release.dueOn)}前完成部署并反馈。${own ? whatNext(record, check) : ''}` } } : {}),
    pairs: record ? [
      { name: '部署包版本', value: record.packageVersion }, { name: '部署时间', value: formatInstant(record.deployedAt) }, { name: '升级结果', value: resultNames[record.result] }, { name: '说明', value: record.note || '—' }, { name: '登记', value: `${record.recordedBy} ${formatInstant(record.recordedAt)}` },
      { name: '核实结果', value: record.conclusion ? conclusionNames[record.conclusion] : '还没有反馈' }, { name: '反馈', value: record.feedback || '—' }, { name: '反馈时间', value: record.fedBackAt ? `${record.fedBackBy ?? ''} ${formatInstant(record.fedBackAt)}` : '—' },
    ] : [{ name: '登记', value: own ? '还没有登记，请在下面登记升级结果' : '还没有登记' }],
    ...(own ? { register: registerForm(asking, record, release, refusedOf('register')) } : {}),
    checks: { parts: check ? partsOf(check) : [] },
    ...(own && record ? { feedback: feedbackForm(asking, record.version, refusedOf('feedback')) } : {}),
    requests: requests.map((one) => ({
      id: one.id, title: `${requestStateNames[one.state]}：${formatInstant(one.askedAt)}`, aside: `${one.organisation.name}　${one.askedBy}`,
      pairs: [{ name: '问题', value: one.problem }, { name: '答复', value: one.answer || '还没有答复' }, ...(one.answeredAt ? [{ name: '答复人', value: `${one.answeredBy ?? ''} ${formatInstant(one.answeredAt)}` }] : []), ...(one.closedAt ? [{ name: '办结', value: formatInstant(one.closedAt) }] : [])],
      ...(own && one.state !== 'closed' ? { close: { key: `close-${one.id}`, label: '问题解决了，办结', icon: 'check' as const, href: `/upgrade-requests/${one.id}/closure`, allowed: true, unmet: [], seal: sealFor(asking) } } : {}),
      ...(answers(actor) && one.state !== 'closed' ? { form: answerForm(asking, one, refusedOf(`answer-${one.id}`)) } : {}),
    })),
    ...(own ? { ask: askForm(asking, refusedOf('ask')) } : {}),
  };
}

/** Who answers 协助升级申请: the operators of the centre. */
export const answers = (actor: Actor): boolean => actor.role === 'authority-operator' && actor.organisation.level === 'central';

function partsOf({ lines, at, by }: CheckRun): UpgradeRecordPageProps['checks']['parts'] {
  return (Object.keys(partNames) as Part[]).map((part) => {
    const mine = lines.filter((line) => line.part === part);
    const failed = mine.filter(({ good }) => !good).length;
    return { title: `${part}、${partNames[part]}`, aside: `${by} ${formatInstant(at)} 核对，${failed === 0 ? `${mine.length} 项都通过` : `${failed} 项没有通过`}`, rows: mine.map((line, index) => ({ key: `${part}${index}`, paragraph: line.paragraph, item: line.item, standing: lineMark(line), found: line.found, advice: line.advice })) };
  });
}
const lineMark = ({ good }: CheckLine): Marked => (good ? { tone: 'good', icon: 'check', word: '通过' } : { tone: 'bad', icon: 'cross', word: '没有通过' });

const labels = (fields: readonly FieldProps[]): Record<string, string> => Object.fromEntries(fields.map(({ name, label }) => [name, label]));

function registerForm(asking: Asking, record: ProvinceUpgrade['record'], release: Release, refused?: Refused): FormCardProps {
  const fields: FieldProps[] = [
    { name: 'packageVersion', label: '部署包版本', required: true, maxLength: 40, value: record?.packageVersion ?? `V${release.version}` },
    { name: 'deployedAt', label: '部署时间', kind: 'datetime', required: true, value: record ? `${officeDateOf(record.deployedAt)}T${officeTimeOfDay(record.deployedAt)}` : '' },
    { name: 'result', label: '升级结果', kind: 'select', required: true, value: record?.result ?? 'done', options: Object.entries(resultNames).map(([value, label]) => ({ value, label })) },
    { name: 'note', label: '说明', kind: 'textarea', rows: 3, maxLength: 1000, full: true, value: record?.note ?? '', hint: '可以不填。没有成功的，写明停在哪一步。' },
  ];
  return { id: 'register', title: record ? '重新登记升级结果' : '登记升级结果', folded: record !== null, action: '/upgrade-record', seal: sealFor(asking, record?.version ?? 0), submit: '登记', fields: asTyped(fields, refused), errors: refusalLines(refused, labels(fields)), footnote: record ? '重新登记以后，要再核对、再反馈。' : basis };
}

function feedbackForm(asking: Asking, version: number, refused?: Refused): FormCardProps {
  const fields: FieldProps[] = [
    { name: 'conclusion', label: '核实结果', kind: 'select', required: true, value: 'verified', options: Object.entries(conclusionNames).map(([value, label]) => ({ value, label })) },
    { name: 'feedback', label: '反馈内容', kind: 'textarea', rows: 4, maxLength: 2000, full: true, hint: '发现问题的必须写明。不要写学生的姓名、证件号。' },
  ];
  return { id: 'feedback', title: '反馈给中央', action: '/upgrade-record/feedback', seal: sealFor(asking, version), submit: '反馈', fields: asTyped(fields, refused), errors: refusalLines(refused, labels(fields)), footnote: '登记以后核对过、全部通过的，才能反馈“核实无误”。反馈随数据包送中央；中央不在这个安装里的，也可以打印这一页。' };
}

function askForm(asking: Asking, refused?: Refused): FormCardProps {
  const fields: FieldProps[] = [{ name: 'problem', label: '遇到的问题', kind: 'textarea', rows: 4, required: true, maxLength: 2000, full: true, hint: '写明停在哪一步、日志里的原因、试过什么、希望怎样协助。不要写密码、学生的姓名和证件号。' }];
  return { id: 'ask', title: '提出协助升级申请', folded: true, action: '/upgrade-requests', seal: sealFor(asking), submit: '提出申请', fields: asTyped(fields, refused), errors: refusalLines(refused, labels(fields)), footnote: '教助中心〔2023〕8号 正文一：技术力量不足或升级出现问题的省份，可提出协助升级申请。' };
}

function answerForm(asking: Asking, one: HelpRequest, refused?: Refused): FormCardProps {
  const fields: FieldProps[] = [{ name: 'answer', id: `answer-${one.id}`, label: '答复', kind: 'textarea', rows: 4, required: true, maxLength: 2000, full: true, value: one.answer }];
  return { id: `answer-form-${one.id}`, title: `${one.answer ? '再次答复' : '答复'} ${formatInstant(one.askedAt)} 的申请`, action: `/upgrade-requests/${one.id}/answer`, seal: sealFor(asking), submit: '答复', fields: asTyped(fields, refused), errors: refusalLines(refused, labels(fields)).map((line) => ({ ...line, field: `answer-${one.id}` })), footnote: '申请的省份会在消息里收到。' };
}

export const provinceShows = ['all', 'overdue', 'requests'] as const;
export type ProvinceShow = (typeof provinceShows)[number];
const showNames: Readonly<Record<ProvinceShow, string>> = { all: '全部', overdue: '逾期', requests: '有待答复的申请' };

/** 各省升级情况: counts, countdown and the overdue list. */
export function recordsView(actor: Actor, release: Release, provinces: readonly ProvinceUpgrade[], show: ProvinceShow, today: OfficeDate): UpgradeRecordsPageProps {
  const rows = provinces.map((one) => {
    const state = stateOf(one.record);
    return { one, state, standing: standingOf(state, one.record?.fedBackAt ?? null, release.dueOn, today), due: dueMark(state, one.record?.fedBackAt ?? null, release, today) };
  });
  const shownBy: Readonly<Record<ProvinceShow, (row: (typeof rows)[number]) => boolean>> = { all: () => true, overdue: ({ standing }) => standing.overdue, requests: ({ one }) => one.openRequests > 0 };
  const counted = (state: UpgradeState): number => rows.filter((row) => row.state === state).length;
  const daysLeft = standingOf('not-upgraded', null, release.dueOn, today).daysLeft;
  return {
    title: '各省升级情况', subtitle: `${actor.organisation.name}（${levelNames[actor.organisation.level]}）　V${release.version}　${release.basis}`,
    acts: [{ key: 'xlsx', label: '导出 Excel', icon: 'down', href: '/upgrade-records.xlsx', allowed: true, unmet: [] }],
    facts: [
      { name: '期限', value: formatDate(release.dueOn), note: daysLeft > 0 ? `还有 ${daysLeft} 天` : daysLeft === 0 ? '今天到期' : `已过 ${-daysLeft} 天` },
      { name: '未升级', value: String(counted('not-upgraded')), unit: '个' }, { name: '已升级', value: String(counted('upgraded')), unit: '个' }, { name: '已核实', value: String(counted('verified')), unit: '个' },
      { name: '逾期', value: String(rows.filter(shownBy.overdue).length), unit: '个' },
    ],
    tabs: provinceShows.map((key) => ({ label: showNames[key], href: `/upgrade-records?show=${key}`, count: rows.filter(shownBy[key]).length, current: key === show })),
    rows: rows.filter(shownBy[show]).map(({ one: { organisation, record, check, openRequests }, state, due }): ProvinceRow => ({
      id: organisation.id, name: organisation.name, href: `/upgrade-records/${organisation.id}`, state: stateMark(state), due, packageVersion: record?.packageVersion ?? '—', deployed: record ? formatInstant(record.deployedAt) : '—',
      checked: check ? `${formatInstant(check.at)}，${check.failed === 0 ? `${check.total} 项都通过` : `${check.failed} 项没有通过`}` : '—', conclusion: record?.conclusion ? conclusionNames[record.conclusion] : '—', fedBack: record?.fedBackAt ? formatInstant(record.fedBackAt) : '—', requests: openRequests > 0 ? `${openRequests} 份` : '—', telephone: organisation.telephone || '—',
    })),
  };
}
