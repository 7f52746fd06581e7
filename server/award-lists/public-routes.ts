import { z } from 'zod';
import { formatDate, formatPeriod } from '../values/office-date.js';
import { json, page, publicRoute, type Route } from '../web/route.js';
import { renderClosedNotice, renderPublicNotice } from '../web/pages/public-notice-page.js';
import { contactsOf, publicNotice } from './public-notice.js';

const shape = z.object({ school: z.string(), programme: z.string(), month: z.string(), start: z.string(), end: z.string(), office: z.string(), officeName: z.string(), telephone: z.string(), schoolOffice: z.string(), schoolTelephone: z.string(), objections: z.object({ from: z.string(), to: z.string() }), people: z.array(z.object({ position: z.number(), name: z.string(), grade: z.string(), major: z.string(), className: z.string() })) });

/** 公示页: no sign-in, HTML or JSON by Accept, kept out of search engines and caches. */
export const publicNoticeRoutes: Route[] = [
  publicRoute({
    method: 'get', path: '/publicity/:token', summary: '公示页（不用登录；到期自动关闭）', audit: null, rate: 'public', params: z.strictObject({ token: z.string().max(64) }), answers: { 200: shape },
    async handler({ params, ctx }) {
      const notice = await publicNotice(params.token);
      ctx.set('X-Robots-Tag', 'noindex, nofollow, noarchive');
      if (ctx.accepts('html', 'json') === 'json') return json(200, notice);
      return page(renderPublicNotice({
        school: notice.school, version: '3.2.0', title: `${notice.month}${notice.programme}受助学生名单公示`,
        lead: `根据学生资助有关规定，经学校和${notice.office}审核，拟确定以下 ${notice.people.length} 名学生受助，现予公示。对名单有异议的，请在公示期内（${formatPeriod(notice.objections.from, notice.objections.to)}）在本页提出或打电话反映，我们为反映人保密。`,
        period: formatPeriod(notice.start, notice.end), people: `${notice.people.length} 人`,
        contacts: contactsOf(notice), objectHref: `/publicity/${params.token}/objections`, signedOn: formatDate(notice.start),
        state: { word: '公示中', tone: 'run', icon: 'clock' },
        rows: notice.people.map((one) => ({ number: String(one.position), name: one.name, grade: one.grade, major: one.major, class: one.className })),
      }));
    },
    onRefusal: async (_input, error) => page(renderClosedNotice({ version: '3.2.0', message: error.message })),
  }),
];
