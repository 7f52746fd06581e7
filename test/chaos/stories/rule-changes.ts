import type { Actor } from '../../../server/values/actor.js';
import { proposeChange } from '../../../server/rule-changes/change.js';
import { rows } from '../../../server/database.js';
import { person, province, type Place } from '../../support/world.js';
import { story, type Story } from '../story.js';

type Scene = { clerk: Actor; director: Actor; id: number };
const proposal = { value: { kind: 'publicity-days' as const, days: 7 }, effectiveFrom: '2023-06-01', basis: '省教助〔2023〕3号', reason: '从严' };

/** The only province of the installation, and a change somebody proposed there. */
async function proposed(): Promise<Scene> {
  const [found] = await rows<Place>("SELECT id, name, level, path FROM organisations WHERE level = 'province' ORDER BY id LIMIT 1");
  const above = found ?? await province();
  const [clerk, director] = [await person(above, 'authority-operator'), await person(above, 'authority-director')];
  return { clerk, director, id: (await proposeChange(clerk, proposal)).id };
}

/** 规则调整. */
export const ruleChangeStories: Story[] = [
  story('propose and withdraw a change of a rule', {
    before: proposed,
    doors: {
      'post /api/v1/rule-changes': ({ clerk }) => ({ who: clerk, body: { ...proposal, value: { kind: 'publicity-days', days: 8 } } }),
      'post /rule-changes': ({ clerk }) => ({ who: clerk, query: '?kind=publicity-days', body: { days: '8', effectiveFrom: '2023-06-01', basis: '文件', reason: '从严' } }),
      'delete /api/v1/rule-changes/:id': ({ clerk, id }) => ({ who: clerk, params: { id } }),
      'post /rule-changes/:id/withdrawal': ({ clerk, id }) => ({ who: clerk, params: { id } }),
    },
  }),
  story('decide a change of a rule', {
    before: proposed,
    doors: {
      'post /api/v1/rule-changes/:id/decision': ({ director, id }) => ({ who: director, params: { id }, body: { grant: true } }),
      'post /rule-changes/:id/decision': ({ director, id }) => ({ who: director, params: { id }, body: {} }),
      'post /rule-changes/:id/refusal': ({ director, id }) => ({ who: director, params: { id }, body: { remark: '等部里文件' } }),
    },
  }),
];
