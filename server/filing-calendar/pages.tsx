import { z } from 'zod';
import { workdayCalendar } from '../calendar.js';
import { officeNow } from '../database.js';
import type { ProductError } from '../lib/errors.js';
import { academicTermOf, isAcademicTerm } from '../values/academic-term.js';
import { businessRoles } from '../values/actor.js';
import { monthOf, isMonth } from '../values/month.js';
import { addDays, formatDate, officeDateOf, startOfOfficeDay } from '../values/office-date.js';
import { addPeriods, periodName, type Period } from '../values/period.js';
import { listProgrammeKeys, programmeOf, type ListProgrammeKey } from '../values/programme.js';
import type { FieldProps } from '../web/components/field.js';
import { asTyped, deskPage, refusalLines, refusedOf, sealFor, type Asking } from '../web/desk-page.js';
import { FilingCalendarPage } from '../web/pages/filing-calendar-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { blankable, date } from '../web/schemas.js';
import { dueWords } from '../web/time-words.js';
import { deadlinesFor, type Deadline } from './filing-calendar.js';
import { setsFirst, whyNotSet } from './policy.js';
import { stepNames } from './rules.js';
import { setDeadlines } from './set-deadlines.js';

const programme = z.enum(listProgrammeKeys);
const period = z.string().refine((text) => isMonth(text) || isAcademicTerm(text), '月份应写成 2023-05，学年学期应写成 2022-2023-spring。');
const day = blankable(date);

/** 填报日历 at the desk. */
export const filingCalendarPages: Route[] = [
  route({
    method: 'get', path: '/filing-calendar', summary: '填报日历（页面）', policy: { roles: businessRoles }, audit: null, rate: 'read', answers: { 200: 'html' }, query: z.strictObject({ programme: blankable(programme), period: blankable(period) }),
    handler: async (input) => show(input, await chosenOf(input.query)),
  }),
  route({
    method: 'post', path: '/filing-calendar', summary: '设定填报期限（页面）', policy: { roles: ['authority-operator'] }, audit: '设定填报期限', rate: 'write', answers: { 303: 'html' }, query: z.strictObject({ programme, period }), body: z.strictObject({ entry: day, review: day, publicity: day, confirmation: day, disbursement: day }),
    async handler({ actor, query, body }) {
      const asked = await chosenOf(query);
      // A day the form left empty takes the own one away.
      const days = Object.fromEntries((await deadlinesFor(actor, asked.programme, asked.period)).map(({ step }) => [step, body[step] ?? null]));
      await setDeadlines(actor, asked.programme, asked.period, days);
      return redirect(`/filing-calendar?programme=${asked.programme}&period=${asked.period}`, '期限已保存，辖区的经办人员会收到消息');
    },
    onRefusal: async (input, error) => show(input, await chosenOf(input.query), error),
  }),
];

type Chosen = { programme: ListProgrammeKey; period: Period };

/** What was asked for; a period of the other kind, or none, becomes the current one. */
async function chosenOf(asked: { programme?: ListProgrammeKey; period?: string }): Promise<Chosen> {
  const key = asked.programme ?? 'vocational-grant';
  const today = officeDateOf(await officeNow());
  const byTerm = programmeOf(key).period === 'term';
  const given = asked.period !== undefined && isAcademicTerm(asked.period) === byTerm ? asked.period : undefined;
  return { programme: key, period: given ?? (byTerm ? academicTermOf(today) : monthOf(today)) };
}

async function show(asking: Asking, chosen: Chosen, error?: ProductError): Promise<Answer> {
  const { actor } = asking;
  const today = officeDateOf(await officeNow());
  const calendar = await workdayCalendar();
  const deadlines = await deadlinesFor(actor, chosen.programme, chosen.period);
  const refused = error && refusedOf(asking, error);
  const fields = fieldsOf(deadlines);
  const unset = whyNotSet(actor);
  const title = `${periodName(chosen.period)}${programmeOf(chosen.programme).name}`;
  const current = (await chosenOf({ programme: chosen.programme })).period;
  return deskPage(asking, { title: '填报日历', crumbs: [{ label: '首页', href: '/' }, { label: '填报日历' }] }, (
    <FilingCalendarPage
      subtitle={`${actor.organisation.name}　省级先定，市县可以提前，不能推后`} title={title}
      filters={{ action: '/filing-calendar', submit: '查看', filters: [
        { name: 'programme', label: '项目', kind: 'select', value: chosen.programme, options: listProgrammeKeys.map((key) => ({ value: key, label: programmeOf(key).name })) },
        { name: 'period', label: '月份或学期', kind: 'select', value: chosen.period, options: [...new Set([chosen.period, ...[-2, -1, 0, 1, 2, 3].map((count) => addPeriods(current, count))])].sort().map((one) => ({ value: one, label: periodName(one) })) },
      ] }}
      rows={deadlines.map((one) => {
        const { words, late } = dueWords(one.dueOn ? startOfOfficeDay(addDays(one.dueOn, 1)) : null, today, calendar);
        return { step: stepNames[one.step], due: one.dueOn ? formatDate(one.dueOn) : '没有设定', left: one.dueOn ? words.split('，').at(-1) ?? '' : '—', late: late ?? false, setBy: one.setBy?.name ?? '—', above: one.above ? formatDate(one.above) : '—' };
      })}
      {...(unset ? { told: unset } : { form: {
        title: `${actor.organisation.name}设定的期限`, action: `/filing-calendar?programme=${chosen.programme}&period=${chosen.period}`, submit: '保存期限', fields: asTyped(fields, refused), seal: sealFor(asking),
        errors: refusalLines(refused, Object.fromEntries(fields.map(({ name, label }) => [name, label]))), footnote: `${setsFirst(actor) ? '空着的环节没有期限。' : '空着的环节按上级的期限；填的不能晚于上级。'}改动会在消息里告诉辖区的经办人员。`,
      } })}
    />
  ));
}

const fieldsOf = (deadlines: readonly Deadline[]): FieldProps[] => deadlines.map(({ step, own, above }) => ({ name: step, label: stepNames[step], kind: 'date', value: own ?? '', ...(above ? { hint: `上级：${formatDate(above)}` } : {}) }));
