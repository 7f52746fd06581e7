import { z } from 'zod';
import { realNow } from '../lib/clock.js';
import { InputInvalid, type ProductError } from '../lib/errors.js';
import { formatPeriod } from '../values/office-date.js';
import { refusalLines, refusedOf, typedText } from '../web/desk-page.js';
import { productVersion } from '../web/frame.js';
import { page, publicRoute, redirect, type Answer, type Input, type Route } from '../web/route.js';
import { renderObjectionForm, renderObjectionReceived } from '../web/pages/objection-form-page.js';
import { renderClosedNotice } from '../web/pages/public-notice-page.js';
import { sealObjectionForm } from './objection-form.js';
import { CONTACT_LENGTH, OBJECTION_LENGTH, SHORTEST_OBJECTION } from './objections.js';
import { contactsOf, openRound } from './public-notice.js';
import { isReceived, receiveObjection } from './receive-objection.js';

const params = z.strictObject({ token: z.string().max(64) });
const labels = { text: '您的异议', contact: '怎么联系您', website: '网址' };
type Asked = { params: { token: string }; ctx: Input<never, never, never>['ctx'] };

async function showForm({ params: { token }, ctx }: Asked, error?: ProductError): Promise<Answer> {
  const round = await openRound(token);
  const refused = error && refusedOf({ ctx }, error);
  // A form sent too fast is sent again as it is; one that is too old, or not ours, is given a fresh seal.
  const kept = error instanceof InputInvalid && error.errors?.every(({ code }) => code !== 'form-expired') ? typedText(refused?.typed, 'seal') : undefined;
  ctx.set('X-Robots-Tag', 'noindex, nofollow, noarchive');
  return page(renderObjectionForm({
    version: productVersion, school: round.school, title: `${round.month}${round.programme}受助学生名单公示`, period: formatPeriod(round.start, round.end), contacts: contactsOf(round),
    action: `/publicity/${token}/objections`, back: `/publicity/${token}`, seal: kept ?? sealObjectionForm(token, realNow()), errors: refusalLines(refused, labels),
    text: { value: typedText(refused?.typed, 'text'), least: SHORTEST_OBJECTION, most: OBJECTION_LENGTH }, contact: { value: typedText(refused?.typed, 'contact'), most: CONTACT_LENGTH },
  }));
}

const closed = (error: ProductError): Answer => page(renderClosedNotice({ version: productVersion, message: error.message }));

/** 我有异议: handed in at the public notice without signing in, while the notice is open. */
export const publicObjectionRoutes: Route[] = [
  publicRoute({
    method: 'get', path: '/publicity/:token/objections', summary: '对公示提出异议（不用登录；只在公示期内）', audit: null, rate: 'public', params, query: z.strictObject({ received: z.string().max(8).optional() }), answers: { 200: 'html' },
    async handler(input) {
      const { received } = input.query;
      const { listId, ...round } = await openRound(input.params.token);
      if (received === undefined || !(await isReceived(listId, received))) return showForm(input);
      return page(renderObjectionReceived({ version: productVersion, receipt: received, back: `/publicity/${input.params.token}`, contacts: contactsOf(round) }));
    },
    onRefusal: async (_input, error) => closed(error),
  }),
  publicRoute({
    method: 'post', path: '/publicity/:token/objections', summary: '提交异议（不用登录；只在公示期内，同一地址限次）', audit: '收到公示异议', rate: 'objection', params, answers: { 303: 'html' }, refusals: ['form-expired', 'form-too-fast'],
    body: z.strictObject({ text: z.string().max(10_000), contact: z.string().max(1000).default(''), website: z.string().max(1000).default(''), seal: z.string().max(200) }),
    async handler({ params: { token }, body, ctx }) {
      return redirect(`/publicity/${token}/objections?received=${await receiveObjection(token, body, ctx.ip)}`);
    },
    onRefusal: async (input, error) => (error.status === 410 ? closed(error) : showForm(input, error)),
  }),
];
