import { z } from 'zod';
import { ProductError } from '../lib/errors.js';
import { programmeOf } from '../values/programme.js';
import { periodGiven, periodName, type PeriodGiven } from '../values/period.js';
import { chosen, deskPage, refusedOf, type Asking, type Refused } from '../web/desk-page.js';
import { errorPage } from '../web/error-page.js';
import { CopyPage } from '../web/pages/copy-page.js';
import { redirect, route, type Answer, type Route } from '../web/route.js';
import { blankable, id, month, programme, term } from '../web/schemas.js';
import { createList } from './create-list.js';
import { demandOffered } from './offered-programmes.js';
import { proposeCopy } from './propose-copy.js';
import { copyView } from './views/copy-view.js';
import { listTitle } from './views/dossier.js';

const asked = { programme, month: month.optional(), term: term.optional(), from: blankable(id) };
type Asked = { programme: z.output<typeof programme>; from?: number } & PeriodGiven;

async function show(input: Asking, wanted: Asked, refused?: Refused): Promise<Answer> {
  const list = { programme: wanted.programme, period: periodGiven(programmeOf(wanted.programme), wanted) };
  await demandOffered(input.actor, list);
  const proposal = await proposeCopy(input.actor, { ...list, copyFrom: wanted.from });
  const title = `照${periodName(proposal.sourcePeriod)}名单新建`;
  return deskPage(input, { title, crumbs: [{ label: '首页', href: '/' }, { label: programmeOf(wanted.programme).menuName, href: `/award-lists?programme=${wanted.programme}` }, { label: title }] }, <CopyPage {...copyView(input, proposal, wanted.from, refused)} />);
}

/** 照上月名单新建: the difference first, then the list. */
export const listCopyPages: Route[] = [
  route({
    method: 'get', path: '/award-list-copy', summary: '照以前的名单新建之前先看对比（页面）', policy: { roles: ['school-operator'] }, audit: null, rate: 'read', query: z.strictObject(asked), answers: { 200: 'html' },
    handler: (input) => show(input, input.query),
  }),
  route({
    method: 'post', path: '/award-list-copy', summary: '照以前的名单新建（页面）', policy: { roles: ['school-operator'] }, audit: '照上月名单录入', rate: 'write', answers: { 303: 'html' },
    body: z.strictObject({ ...asked, seen: z.string().max(64), include: z.preprocess(chosen, z.array(id).max(20_000)) }),
    async handler({ actor, body: { from, ...body } }) {
      const list = await createList(actor, { ...body, copyFrom: from ?? 'latest' });
      return redirect(`/award-lists/${list.id}?tab=people`, `已新建${listTitle(list)} 第${list.batchNo}批，${list.people.toLocaleString('en-US')} 人`);
    },
    onRefusal: showAgain,
  }),
];

/** The proposal as it is now, with why nothing was made and what was ticked; where there is nothing to propose, only why. */
async function showAgain(input: Asking & { body: Asked }, error: ProductError): Promise<Answer> {
  try {
    return await show(input, input.body, refusedOf(input, error));
  } catch (again) {
    if (!(again instanceof ProductError)) throw again;
    return errorPage(input.ctx, error, input.actor, input.session);
  }
}
