import { office, type Office } from '../../support/office.js';
import type { Asked } from '../request.js';
import { newList } from '../../support/list-walk.js';
import { student } from '../../support/world.js';
import { story, type Story, type World } from '../story.js';
import { workDone } from './scenes.js';

const wanted = { programme: 'vocational-grant', from: '2023-05', to: '2023-05', purpose: '2023年资助检查' };

async function handedIn(world: World): Promise<{ here: Office }> {
  const here = await office(world);
  const list = await newList(here.operator, 'vocational-grant', '2023-05', [await student(here.place)]);
  const answer = await here.operator.post(`/award-lists/${list.id}/submission`, { version: list.version });
  if (answer.status !== 200) throw new Error(answer.text);
  return { here };
}
async function asked(world: World): Promise<{ here: Office; series: number }> {
  const { here } = await handedIn(world);
  return { here, series: ((await here.officer.post('/evidence-packs', wanted)).body as { id: number }).id };
}
async function packed(world: World): Promise<{ here: Office; series: number }> {
  const scene = await asked(world);
  await workDone();
  return scene;
}
const about = ({ here, series }: { here: Office; series: number }): Asked => ({ who: here.officer.actor, params: { id: series } });

/** 成批凭据包. */
export const evidencePackStories: Story[] = [
  story('ask for the packs of a county', {
    before: handedIn,
    doors: {
      'post /api/v1/evidence-packs': ({ here }) => ({ who: here.officer.actor, body: wanted }),
      'post /evidence-packs': ({ here }) => ({ who: here.officer.actor, body: { programme: 'vocational-grant', year: '2022-2023', from: '', to: '', withinId: here.authority.id, purpose: wanted.purpose } }),
    },
  }),
  story('cancel the packing of a county', { before: asked, doors: { 'post /api/v1/evidence-packs/:id/cancellation': about, 'post /evidence-packs/:id/cancellation': about } }),
  story('take the packs of a county', { before: packed, doors: { 'get /api/v1/evidence-packs/:id/packs.zip': about, 'get /evidence-packs/:id/packs.zip': about }, again: { before: 200, after: 200 } }), // every download is on record, a second one too
  story('remove the packs of a county', { before: packed, doors: { 'delete /api/v1/evidence-packs/:id': about, 'post /evidence-packs/:id/removal': about } }),
];
