import type { Actor } from '../../../server/values/actor.js';
import { Person } from '../../support/product.js';
import { person, province } from '../../support/world.js';
import { run } from '../../../server/database.js';
import { story, type Story, type World } from '../story.js';

const clerk = async (): Promise<{ who: Actor }> => ({ who: await person(await province(), 'authority-operator') });
async function sent(world: World): Promise<{ who: Actor; dispatch: number }> {
  const { who } = await clerk();
  const { id } = (await (await Person.signedIn(world, who)).post('/exchange-dispatches', { period: '2023-05' })).body as { id: number };
  await run("UPDATE exchange_dispatches SET state = 'refused' WHERE id = ?", [id]);
  return { who, dispatch: id };
}

/** 发送目录. */
export const exchangeStories: Story[] = [
  story('send a package to the centre', { before: clerk, doors: { 'post /api/v1/exchange-dispatches': ({ who }) => ({ who, body: { period: '2023-05' } }), 'post /exchange-dispatches': ({ who }) => ({ who, body: { period: '2023-05' } }) } }),
  story('make a package again under its number', { before: sent, doors: { 'post /api/v1/exchange-dispatches/:id/redo': ({ who, dispatch }) => ({ who, params: { id: dispatch } }), 'post /exchange-dispatches/:id/redo': ({ who, dispatch }) => ({ who, params: { id: dispatch } }) } }),
];
