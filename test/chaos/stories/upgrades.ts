import { run } from '../../../server/database.js';
import { Person } from '../../support/product.js';
import { central, person, province } from '../../support/world.js';
import { story, type Story, type World } from '../story.js';

type Scene = { clerk: Person; centre: Person; id: number };

/** A province below a centre of its own. */
async function provinceAndCentre(world: World): Promise<Scene> {
  const above = await central();
  const place = await province(undefined, above);
  return { clerk: await Person.signedIn(world, await person(place, 'authority-operator')), centre: await Person.signedIn(world, await person(above, 'authority-operator')), id: place.id };
}
const registered = { packageVersion: 'V3.2.0', deployedAt: '2023-04-15T22:30', result: 'done', version: 0 };
async function upgraded(world: World): Promise<Scene> {
  const scene = await provinceAndCentre(world);
  await scene.clerk.call('PUT', '/upgrade-record', registered);
  await run("UPDATE outbox SET sent_at = UTC_TIMESTAMP(3) WHERE kind = 'upgrade'");
  return scene;
}
async function asked(world: World): Promise<Scene & { request: number }> {
  const scene = await provinceAndCentre(world);
  const { id }: { id: number } = (await scene.clerk.post('/upgrade-requests', { problem: '部署包校验和不对' })).body;
  await run("UPDATE outbox SET sent_at = UTC_TIMESTAMP(3) WHERE kind = 'upgrade'");
  return { ...scene, request: id };
}

/** 升级登记. */
export const upgradeStories: Story[] = [
  story('register the result of an upgrade', {
    before: provinceAndCentre,
    doors: {
      'put /api/v1/upgrade-record': ({ clerk }) => ({ who: clerk.actor, body: registered }),
      'post /upgrade-record': ({ clerk }) => ({ who: clerk.actor, body: { ...registered, note: '', version: '0' } }),
    },
  }),
  story('check the five parts of an upgrade', {
    before: upgraded,
    doors: { 'post /api/v1/upgrade-record/checks': ({ clerk }) => ({ who: clerk.actor }), 'post /upgrade-record/checks': ({ clerk }) => ({ who: clerk.actor }) },
    measures: ['upgrade_checks.found_lines', 'upgrade_checks.failed'],
  }),
  story('feed back what was found of an upgrade', {
    before: upgraded,
    doors: {
      'post /api/v1/upgrade-record/feedback': ({ clerk }) => ({ who: clerk.actor, body: { conclusion: 'problems', feedback: '贷款图表打不开', version: 1 } }),
      'post /upgrade-record/feedback': ({ clerk }) => ({ who: clerk.actor, body: { conclusion: 'problems', feedback: '贷款图表打不开', version: '1' } }),
    },
  }),
  story('ask for help with an upgrade', {
    before: provinceAndCentre,
    doors: {
      'post /api/v1/upgrade-requests': ({ clerk }) => ({ who: clerk.actor, body: { problem: '部署包校验和不对' } }),
      'post /upgrade-requests': ({ clerk }) => ({ who: clerk.actor, body: { problem: '部署包校验和不对' } }),
    },
  }),
  story('answer a request for help', {
    before: asked,
    doors: {
      'post /api/v1/upgrade-requests/:id/answer': ({ centre, request }) => ({ who: centre.actor, params: { id: request }, body: { answer: '请重新从接收目录取部署包' } }),
      'post /upgrade-requests/:id/answer': ({ centre, request }) => ({ who: centre.actor, params: { id: request }, body: { answer: '请重新从接收目录取部署包' } }),
    },
  }),
  story('close a request for help', {
    before: asked,
    doors: {
      'post /api/v1/upgrade-requests/:id/closure': ({ clerk, request }) => ({ who: clerk.actor, params: { id: request } }),
      'post /upgrade-requests/:id/closure': ({ clerk, request }) => ({ who: clerk.actor, params: { id: request } }),
    },
  }),
];
