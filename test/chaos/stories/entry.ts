import { awardsOn, office } from '../../support/office.js';
import { newList } from '../../support/list-walk.js';
import { students } from '../../support/world.js';
import { story, type Story, type World } from '../story.js';
import { GRANT, listAt, type ListScene } from './scenes.js';

async function draftWithMore(world: World): Promise<ListScene & { more: number[]; award: { id: number; version: number } }> {
  const scene = await listAt(world, 'draft');
  return { ...scene, more: await students(scene.here.place, 2), award: (await awardsOn(scene.here.operator, scene.list.id))[0] };
}

async function lastMonthsList(world: World): Promise<ListScene & { seen: string }> {
  const here = await office(world);
  const list = await newList(here.operator, GRANT, '2023-04', await students(here.place, 2));
  const submitted = await here.operator.post(`/award-lists/${list.id}/submission`);
  if (submitted.status !== 200) throw new Error(submitted.text);
  const proposal: { seen: string } = (await here.operator.get(`/award-list-copies?programme=${GRANT}&month=2023-05`)).body;
  return { here, list, seen: proposal.seen };
}

/** 名单录入: lists as drafts. */
export const entryStories: Story[] = [
  story('begin a list', {
    before: (world) => office(world),
    doors: {
      'post /api/v1/award-lists': (here) => ({ who: here.operator.actor, body: { programme: GRANT, month: '2023-05' } }),
      'post /award-lists': (here) => ({ who: here.operator.actor, body: { programme: GRANT, month: '2023-05' } }),
    },
  }),
  story('begin a list like the last one', {
    before: lastMonthsList,
    doors: {
      'post /api/v1/award-lists': ({ here, list }) => ({ who: here.operator.actor, body: { programme: GRANT, month: '2023-05', copyFrom: list.id } }),
      'post /award-list-copy': ({ here, seen }) => ({ who: here.operator.actor, body: { programme: GRANT, month: '2023-05', from: '', seen, include: [] } }),
    },
  }),
  story('change the batch number', {
    before: (world) => listAt(world, 'draft'),
    doors: { 'patch /api/v1/award-lists/:id': ({ here, list }) => ({ who: here.operator.actor, params: { id: list.id }, body: { version: list.version, batchNo: 7 } }) },
  }),
  story('put students on a list', {
    before: draftWithMore,
    doors: {
      'post /api/v1/award-lists/:id/awards': ({ here, list, more }) => ({ who: here.operator.actor, params: { id: list.id }, body: { studentId: more[0], tier: 'high' } }),
      'post /award-lists/:id/awards': ({ here, list, more }) => ({ who: here.operator.actor, params: { id: list.id }, body: { studentIds: more, tier: 'low' } }),
    },
  }),
  story('change a tier', {
    before: draftWithMore,
    doors: {
      'patch /api/v1/award-lists/:id/awards/:awardId': ({ here, list, award }) => ({ who: here.operator.actor, params: { id: list.id, awardId: award.id }, body: { version: award.version, tier: 'high' } }),
      'post /award-lists/:id/awards/:awardId': ({ here, list, award }) => ({ who: here.operator.actor, params: { id: list.id, awardId: award.id }, body: { version: award.version, tier: 'high' } }),
    },
  }),
  story('change the tier of several at once', {
    before: draftWithMore,
    doors: {
      'post /api/v1/award-lists/:id/tier-changes': ({ here, list }) => ({ who: here.operator.actor, params: { id: list.id }, body: { version: list.version, tier: 'high', awards: 'all' } }),
      'post /award-lists/:id/tier-changes': ({ here, list, award }) => ({ who: here.operator.actor, params: { id: list.id }, body: { version: list.version, tier: 'high', awardIds: [award.id] } }),
    },
  }),
  story('take a student off a list', {
    before: draftWithMore,
    doors: {
      'delete /api/v1/award-lists/:id/awards/:awardId': ({ here, list, award }) => ({ who: here.operator.actor, params: { id: list.id, awardId: award.id } }),
      'post /award-lists/:id/awards/:awardId/removal': ({ here, list, award }) => ({ who: here.operator.actor, params: { id: list.id, awardId: award.id } }),
    },
  }),
  story('submit a list', {
    before: (world) => listAt(world, 'draft'),
    doors: {
      'post /api/v1/award-lists/:id/submission': ({ here, list }) => ({ who: here.operator.actor, params: { id: list.id }, body: {} }),
      'post /award-lists/:id/submission': ({ here, list }) => ({ who: here.operator.actor, params: { id: list.id }, body: { version: list.version } }),
    },
  }),
  story('take a submission back', {
    before: (world) => listAt(world, 'submitted'),
    doors: {
      'delete /api/v1/award-lists/:id/submission': ({ here, list }) => ({ who: here.operator.actor, params: { id: list.id } }),
      'post /award-lists/:id/submission/removal': ({ here, list }) => ({ who: here.operator.actor, params: { id: list.id } }),
    },
  }),
  story('delete a draft', {
    before: (world) => listAt(world, 'draft'),
    doors: {
      'delete /api/v1/award-lists/:id': ({ here, list }) => ({ who: here.operator.actor, params: { id: list.id } }),
      'post /award-lists/:id/removal': ({ here, list }) => ({ who: here.operator.actor, params: { id: list.id } }),
    },
  }),
  story('hear a rule’s refusal', {
    before: async (world) => { const here = await office(world); return { here, list: await newList(here.operator, GRANT, '2023-05', []) }; },
    doors: { 'post /api/v1/award-lists/:id/submission': ({ here, list }) => ({ who: here.operator.actor, params: { id: list.id }, body: {} }) },
    inSteps: true, // the act is undone, then the refusal is kept
  }),
  story('be turned away from another school’s list', {
    before: async (world) => ({ ...(await listAt(world, 'draft')), elsewhere: await office(world) }),
    doors: {
      'get /api/v1/award-lists/:id': ({ list, elsewhere }) => ({ who: elsewhere.operator.actor, params: { id: list.id } }),
      'post /api/v1/award-lists/:id/submission': ({ list, elsewhere }) => ({ who: elsewhere.operator.actor, params: { id: list.id }, body: {} }),
    },
    again: { before: 404, after: 404 }, // every attempt is on record
  }),
];
