import { z } from 'zod';
import { formatYuan, parseYuan } from '../lib/money.js';
import { businessRoles } from '../values/actor.js';
import { officeIso } from '../values/office-date.js';
import { isPriorityGroupKey, priorityGroups } from '../values/priority-group.js';
import { deskPage, refusedOf } from '../web/desk-page.js';
import { RecordsPage } from '../web/pages/records-page.js';
import { json, redirect, route, type Route } from '../web/route.js';
import { version } from '../web/schemas.js';
import { factors, ruledLevels, type HardshipLevel, type LevelRules } from './level.js';
import { rulesNow, setRules, type RuleSet } from './rules.js';
import { rulesView } from './rules-view.js';
import { rulesBody, rulesForm, rulesShape } from './schemas.js';

const setters = { roles: ['authority-operator'], level: 'province' } as const;

const presentRules = ({ id, rules, remark, setBy, setAt }: RuleSet): z.infer<typeof rulesShape> => ({
  id, remark, setBy: setBy ?? '系统', setAt: officeIso(setAt), groups: Object.fromEntries(priorityGroups.map(({ key }) => [key, rules.groups[key] ?? 'none'])), factors: Object.fromEntries(factors.map((key) => [key, rules.factors[key] ?? 'none'])),
  income: Object.fromEntries(ruledLevels.flatMap((level) => (rules.income[level] === undefined ? [] : [[level, formatYuan(rules.income[level])]]))),
});

/** The rules of a form or a call: group and factor levels as they are, incomes parsed. */
function rulesFrom(groups: Record<string, HardshipLevel>, income: Record<string, string | undefined>, factorLevels: Record<string, HardshipLevel>): LevelRules {
  return {
    groups: Object.fromEntries(Object.entries(groups).filter(([key]) => isPriorityGroupKey(key))), factors: factorLevels,
    income: Object.fromEntries(ruledLevels.flatMap((level) => { const typed = income[level]?.trim(); return typed ? [[level, parseYuan(typed, `income-${level}`)]] : []; })),
  };
}

/** 认定建议规则 as page and call: everybody reads them, the province sets them. */
export const hardshipRuleRoutes: Route[] = [
  route({ method: 'get', path: '/api/v1/hardship-rules', summary: '困难认定建议规则', policy: { roles: businessRoles }, audit: null, rate: 'read', answers: { 200: rulesShape }, handler: async () => json(200, presentRules(await rulesNow())) }),
  route({
    method: 'put', path: '/api/v1/hardship-rules', summary: '省级修改困难认定建议规则，须写依据', policy: setters, audit: '修改困难认定建议规则', rate: 'write', body: rulesBody, answers: { 200: rulesShape }, refusals: ['stale-version'],
    handler: async ({ actor, body }) => json(200, presentRules(await setRules(actor, { seen: body.seen, remark: body.remark, rules: rulesFrom(body.groups, body.income, body.factors) }))),
  }),
];

export const hardshipRulePages: Route[] = [
  route({
    method: 'get', path: '/hardship-rules', summary: '认定建议规则（页面）', policy: { roles: businessRoles }, audit: null, rate: 'read', answers: { 200: 'html' },
    handler: async (input) => deskPage(input, { title: '认定建议规则', crumbs }, <RecordsPage {...await rulesView(input)} />),
  }),
  route({
    method: 'post', path: '/hardship-rules', summary: '修改认定建议规则（页面）', policy: setters, audit: '修改困难认定建议规则', rate: 'write', body: rulesForm.extend({ version }), answers: { 303: 'html' },
    async handler({ actor, body: { version: seen, remark, ...typed } }) {
      const part = (name: string): Record<string, never> => Object.fromEntries(Object.entries(typed).flatMap(([key, value]) => (key.startsWith(`${name}-`) ? [[key.slice(name.length + 1), value]] : []))) as Record<string, never>;
      await setRules(actor, { seen, remark, rules: rulesFrom(part('group'), part('income'), part('factor')) });
      return redirect('/hardship-rules', '已保存新规则');
    },
    onRefusal: async (input, error) => deskPage(input, { title: '认定建议规则', crumbs }, <RecordsPage {...await rulesView(input, refusedOf(input, error))} />),
  }),
];

const crumbs = [{ label: '首页', href: '/' }, { label: '资助业务管理' }, { label: '学生信息管理' }, { label: '认定建议规则' }];
