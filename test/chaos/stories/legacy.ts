import { doubtfulList } from '../../support/doubtful-list.js';
import { office } from '../../support/office.js';
import { students } from '../../support/world.js';
import { story, type Story, type World } from '../story.js';

/** A list of V3.1.0 whose month nobody knows, paid, with those who may say it. */
async function doubt(world: World): Promise<{ id: number; here: Awaited<ReturnType<typeof office>> }> {
  const here = await office(world);
  return { here, id: await doubtfulList(here.place, here.authority, await students(here.place, 2), { programme: 'vocational-grant', unclear: 'no-month', paid: 20_000, standing: { submitted: true, schoolReview: 'passed', authorityReview: 'passed', published: true }, publicity: { start: '2022-04-01', end: '2022-04-08' } }) };
}

/** 由 V3.1.0 升级: lists whose month or term was not clear. */
export const legacyStories: Story[] = [
  story('say which month an old list belongs to', {
    before: doubt,
    doors: {
      'post /api/v1/doubtful-lists/:id/period': ({ here, id }) => ({ who: here.operator.actor, params: { id }, body: { version: 0, month: '2022-04', remark: '发放凭证' } }),
      'post /doubtful-lists/:id/period': ({ here, id }) => ({ who: here.operator.actor, params: { id }, body: { version: '0', month: '2022-04', remark: '发放凭证' } }),
    },
  }),
  story('set an old list aside', {
    before: doubt,
    doors: {
      'post /api/v1/doubtful-lists/:id/exclusion': ({ here, id }) => ({ who: here.officer.actor, params: { id }, body: { version: 0, remark: '重复' } }),
      'post /doubtful-lists/:id/exclusion': ({ here, id }) => ({ who: here.officer.actor, params: { id }, body: { version: '0', remark: '重复' } }),
    },
  }),
];
