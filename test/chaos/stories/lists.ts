import { awardsOn, office, type Office } from '../../support/office.js';
import { listOf, newList, walkTo, type Reached } from '../../support/list-walk.js';
import { students } from '../../support/world.js';
import type { ListJson } from '../../../server/award-lists/presenter.js';
import { story, type Story, type World } from '../story.js';

export const GRANT = 'vocational-grant';
export const WAIVER = 'vocational-tuition-waiver';

export type ListScene = { here: Office; list: ListJson };
/** A draft of two people, or a list that has come so far. */
export async function listAt(world: World, reached: Reached | 'draft', programme = GRANT): Promise<ListScene> {
  const here = await office(world);
  const draft = await newList(here.operator, programme, '2023-05', await students(here.place, 2, { card: '6228480402564890018' }));
  return { here, list: reached === 'draft' ? draft : await walkTo(here, draft.id, reached) };
}

export const listStories: Story[] = [
  story('create a list', {
    before: async (world) => { const here = await office(world); await students(here.place, 2); return here; },
    doors: {
      'post /api/v1/award-lists': (here) => ({ who: here.operator.actor, body: { programme: GRANT, month: '2023-05' } }),
      'post /award-lists': (here) => ({ who: here.operator.actor, body: { programme: GRANT, month: '2023-05' } }),
    },
  }),
  story('submit a list', {
    before: (world) => listAt(world, 'draft'),
    doors: {
      'post /api/v1/award-lists/:id/submission': ({ here, list }) => ({ who: here.operator.actor, params: { id: list.id }, body: {} }),
      'post /award-lists/:id/submission': ({ here, list }) => ({ who: here.operator.actor, params: { id: list.id }, body: { version: list.version } }),
    },
  }),
  story('delete a draft', {
    before: (world) => listAt(world, 'draft'),
    doors: {
      'delete /api/v1/award-lists/:id': ({ here, list }) => ({ who: here.operator.actor, params: { id: list.id } }),
      'post /award-lists/:id/removal': ({ here, list }) => ({ who: here.operator.actor, params: { id: list.id } }),
    },
  }),
];
export { awardsOn, listOf };
