import { run, row, rows } from '../../../server/database.js';
import type { Actor } from '../../../server/values/actor.js';
import { askArchive, askReopening, decideArchive, yearArchive } from '../../../server/year-archive/archive.js';
import { newList } from '../../support/list-walk.js';
import { office } from '../../support/office.js';
import { county, person, prefecture, province, student } from '../../support/world.js';
import { story, type Story, type World } from '../story.js';
import { worked } from './files.js';
import { officeTimeIs, WORK, workDone } from './scenes.js';

type Scene = { clerk: Actor; director: Actor; id: number; version: number };
const REASON = '学校已经撤并，余下的不再办理。';

/** A province whose school has a draft of a year that is over by now. */
async function over(world: World): Promise<Scene> {
  const top = await province();
  const here = await office(world, await county(await prefecture(top)));
  const list = await newList(here.operator, 'vocational-grant', '2022-10', [await student(here.place)]);
  await here.operator.post(`/award-lists/${list.id}/submission`, { version: list.version });
  await officeTimeIs(world, '2023-09-05T09:00:00+08:00');
  await world.installation.restart();
  await workDone(); // and from here on this process knows the kinds of background work
  return { clerk: await person(top, 'authority-operator'), director: await person(top, 'authority-director'), id: 0, version: 0 };
}
async function asked(world: World): Promise<Scene> {
  const scene = await over(world);
  return { ...scene, ...(await askArchive(scene.clerk, { schoolYear: '2022-2023', reason: REASON })) };
}
/** Agreed to; the server's own background work has packed it. */
async function closed(world: World): Promise<Scene> {
  const scene = await asked(world);
  await decideArchive(scene.director, scene.id, { version: scene.version, agree: true, remark: '' });
  await workDone();
  return { ...scene, ...(await yearArchive(scene.clerk, scene.id)) };
}
/** Agreed to, and stopped: its job was given up. */
async function stopped(world: World): Promise<Scene> {
  const scene = await asked(world);
  await decideArchive(scene.director, scene.id, { version: scene.version, agree: true, remark: '' });
  await run("UPDATE jobs j JOIN year_archives y ON y.job_id = j.id SET j.state = 'failed', j.due_at = NULL, j.lease_owner = NULL, j.failure = '程序几次中断', j.finished_at = UTC_TIMESTAMP(3) WHERE y.id = ?", [scene.id]);
  return { ...scene, ...(await yearArchive(scene.clerk, scene.id)) };
}
/** Agreed to, with nobody at work on it yet. */
async function waiting(world: World): Promise<Scene> {
  const scene = await asked(world);
  await decideArchive(scene.director, scene.id, { version: scene.version, agree: true, remark: '' });
  return scene;
}
async function reopeningAgreed(world: World): Promise<Scene> {
  const scene = await closed(world);
  const wanted = await askReopening(scene.clerk, scene.id, { version: scene.version, reason: '一名学生的档次要更正。' });
  await decideArchive(scene.director, scene.id, { version: wanted.version, agree: true, remark: '' });
  return scene;
}
async function notEnded({ id }: Scene, state: string): Promise<string[]> {
  const one = await row<{ state: string }>('SELECT state FROM year_archives WHERE id = ?', [id]);
  const lists = await rows<{ id: number }>('SELECT l.id FROM award_lists l LEFT JOIN list_archives k ON k.list_id = l.id WHERE l.archive_id = ? AND k.list_id IS NULL', [id]);
  return [...(one?.state === state ? [] : [`the year is ${one?.state}, not ${state}`]), ...(state === 'archived' && lists.length > 0 ? [`${lists.length} lists are not packed`] : [])];
}

/** 学年归档. */
export const yearArchiveStories: Story[] = [
  story('ask to close a school year', {
    before: over,
    doors: {
      'post /api/v1/year-archives': ({ clerk }) => ({ who: clerk, body: { schoolYear: '2022-2023', reason: REASON } }),
      'post /year-archives': ({ clerk }) => ({ who: clerk, body: { schoolYear: '2022-2023', reason: REASON } }),
    },
  }),
  story('decide to close a school year', {
    before: asked, inSteps: true,
    doors: {
      'post /api/v1/year-archives/:id/decision': ({ director, id, version }) => ({ who: director, params: { id }, body: { version, agree: true } }),
      'post /year-archives/:id/decision': ({ director, id, version }) => ({ who: director, params: { id }, query: '?agree=yes', body: { version: String(version) } }),
    },
  }),
  story('ask to open a closed school year again', {
    before: closed,
    doors: {
      'post /api/v1/year-archives/:id/reopening': ({ clerk, id, version }) => ({ who: clerk, params: { id }, body: { version, reason: '一名学生的档次要更正。' } }),
      'post /year-archives/:id/reopening': ({ clerk, id, version }) => ({ who: clerk, params: { id }, body: { version: String(version), reason: '一名学生的档次要更正。' } }),
    },
  }),
  story('go on with the work on a school year that had stopped', {
    before: stopped, inSteps: true,
    doors: {
      'post /api/v1/year-archives/:id/continuation': ({ clerk, id, version }) => ({ who: clerk, params: { id }, body: { version } }),
      'post /year-archives/:id/continuation': ({ clerk, id, version }) => ({ who: clerk, params: { id }, body: { version: String(version) } }),
    },
  }),
  story('pack a school year away', { before: waiting, doors: { [`tick ${WORK}`]: () => ({}) }, ...worked, afterwards: (scene) => notEnded(scene, 'archived') }),
  story('unpack a school year', { before: reopeningAgreed, doors: { [`tick ${WORK}`]: () => ({}) }, ...worked, afterwards: (scene) => notEnded(scene, 'reopened') }),
];
