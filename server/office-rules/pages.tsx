import { z } from 'zod';
import { calendarYears } from '../calendar.js';
import { officeNow } from '../database.js';
import { formatThousands } from '../lib/money.js';
import { capsFor } from '../loans/caps.js';
import { loanStageNames } from '../loans/rules.js';
import { businessRoles, type Actor } from '../values/actor.js';
import { formatDate, formatDateWithWeekday, officeDateOf } from '../values/office-date.js';
import { listProgrammeKeys, programmeKeys, programmeOf } from '../values/programme.js';
import { periodName } from '../values/period.js';
import { whyNotTheirs } from '../rule-changes/change.js';
import { deskPage } from '../web/desk-page.js';
import { OfficeRulesPage, type OfficeRulesPageProps, type RuleLine } from '../web/pages/office-rules-page.js';
import { route, type Route } from '../web/route.js';
import { blankable } from '../web/schemas.js';
import { provinceOf } from './province-of.js';
import { officeRules, type OfficeRule } from './rules.js';
import { namedDays, standardRows } from './tables.js';

const kinds = { rules: '规则', standards: '资助标准', caps: '贷款上限', workdays: '放假调休' } as const;
const asked = z.strictObject({ tab: z.enum(['rules', 'standards', 'caps', 'workdays']).default('rules'), programme: blankable(z.enum(programmeKeys)), q: blankable(z.string().max(60)), year: blankable(z.string().regex(/^\d{4}$/)) });
type Asked = z.output<typeof asked>;

/** 办理规则 at the desk, for everybody who works on lists. */
export const officeRulePages: Route[] = [
  route({
    method: 'get', path: '/policies', summary: '办理规则（页面）', policy: { roles: businessRoles }, audit: null, rate: 'read', answers: { 200: 'html' }, query: asked,
    handler: async (input) => deskPage(input, { title: '办理规则', crumbs: [{ label: '首页', href: '/' }, { label: '办理规则' }] }, (
      <OfficeRulesPage
        subtitle="系统按这些规则检查，每条写明依据和在哪里检查；流程图改了，规则不变"
        tabs={(['rules', 'standards', 'caps', 'workdays'] as const).map((tab) => ({ label: kinds[tab], href: `/policies?tab=${tab}`, ...(tab === input.query.tab ? { current: true } : {}) }))}
        content={await contentOf(input.actor, input.query)}
      />
    )),
  }),
];

async function contentOf(actor: Actor, query: Asked): Promise<OfficeRulesPageProps['content']> {
  switch (query.tab) {
    case 'rules': return rulesOf(query);
    case 'standards':
      return { tab: 'standards', rows: (await standardRows()).map((one) => ({ key: `${one.programme}${one.tier}${one.from}`, programme: programmeOf(one.programme).name, tier: one.isDefault ? `${one.name}（默认）` : one.name, amount: formatThousands(one.amount), months: `${periodName(one.from)}起${one.to ? `至${periodName(one.to)}` : ''}`, basis: one.basis })) };
    case 'caps':
      return { tab: 'caps', ...(managesCaps(actor) ? { manage: { label: '提出启用、批准启用', href: '/loan-caps' } } : {}), rows: (await capsFor(await provinceOf(actor))).map((one) => ({ key: String(one.id), stage: loanStageNames[one.stage], from: `${one.fromYear}年`, amount: formatThousands(one.cap), standing: one.standing === 'former' ? '历史口径，只作提示' : one.active ? '在用' : '待省级启用', basis: one.basis })) };
    case 'workdays': {
      const years = await calendarYears();
      const thisYear = officeDateOf(await officeNow()).slice(0, 4);
      const year = query.year ?? thisYear;
      const next = Number(years[0] ?? thisYear) + 1;
      return {
        tab: 'workdays', ...(next <= Number(thisYear) + 1 && actor.role === 'authority-operator' && (await whyNotTheirs(actor)) === null ? { manage: { label: `录入${next}年的`, href: '/rule-changes#year-calendar' } } : {}), known: years.length === 0 ? '还没有录入放假安排' : `已录入 ${years.at(-1)}–${years[0]} 年的放假安排`,
        filters: { action: '/policies', hidden: { tab: 'workdays' }, filters: [{ name: 'year', label: '年份', kind: 'select', value: year, options: years.map((one) => ({ value: one, label: `${one}年` })) }] },
        rows: (await namedDays(year)).map((one) => ({ day: formatDateWithWeekday(one.day), name: one.name, kind: one.isWorkday ? '上班（调休）' : '放假', basis: one.basis })),
      };
    }
  }
}

/** 附件1 四: the two people of a province who put a later cap in force. */
const managesCaps = ({ role, organisation }: Actor): boolean => organisation.level === 'province' && (role === 'authority-operator' || role === 'authority-director');

function rulesOf({ programme, q }: Asked): OfficeRulesPageProps['content'] {
  const groups = new Map<string, RuleLine[]>();
  for (const rule of officeRules()) {
    if (programme && !rule.programmes.includes(programme)) continue;
    if (q && !`${rule.group}${rule.text}${rule.basis}${rule.code ?? ''}`.includes(q)) continue;
    groups.set(rule.group, [...(groups.get(rule.group) ?? []), lineOf(rule)]);
  }
  return {
    tab: 'rules', groups: [...groups].map(([name, rules]) => ({ name, rules })),
    filters: { action: '/policies', clearHref: '/policies', hidden: { tab: 'rules' }, filters: [
      { name: 'programme', label: '项目', kind: 'select', value: programme, options: [{ value: '', label: '不限' }, ...programmeKeys.map((key) => ({ value: key, label: programmeOf(key).name }))] },
      { name: 'q', label: '规则或依据里的词', kind: 'search', value: q, placeholder: '如：公示附件' },
    ] },
  };
}

const lineOf = (rule: OfficeRule): RuleLine => ({
  key: rule.key, text: rule.text, programmes: rule.programmes.length === listProgrammeKeys.length ? '全部名单项目' : rule.programmes.map((key) => programmeOf(key).menuName).join('、'),
  basis: rule.basis, since: rule.from ? `${formatDate(rule.from)}起${rule.to ? `至${formatDate(rule.to)}` : ''}` : '一直有效', where: rule.enforcedAt, code: rule.code ?? '—',
});
