import { row } from '../../../server/database.js';
import type { Actor } from '../../../server/values/actor.js';
import { Person } from '../../support/product.js';
import { county, person, school } from '../../support/world.js';
import type { Asked } from '../request.js';
import { story, type Story, type World } from '../story.js';
import { worked } from './files.js';
import { WORK, workDone } from './scenes.js';

type Scene = { sys: Actor; sec: Actor; file: NonNullable<Asked['file']> };

/** A county's administrators, and a file that asks for two accounts of a school. */
async function withFile(): Promise<Scene> {
  const here = await county();
  const at = await school(here);
  const code = (await row<{ code: string }>('SELECT code FROM organisations WHERE id = ?', [at.id]))?.code ?? '';
  const lines = ['单位代码,姓名,账号,岗位', `${code},魏新华,story${at.id}.operator,学校业务操作人员`, `${code},韩冬梅,story${at.id}.reviewer,学校业务审核人员`];
  return { sys: await person(here, 'system-administrator'), sec: await person(here, 'security-administrator'), file: { name: '开户.csv', bytes: Buffer.from(`${lines.join('\n')}\n`), type: 'text/csv' } };
}
async function handed(world: World, preview: boolean): Promise<Scene & { batch: number }> {
  const scene = await withFile();
  const answer = await (await Person.signedIn(world, scene.sys)).upload(`/users/imports?preview=${String(preview)}`, scene.file.name, scene.file.bytes, scene.file.type);
  if (answer.status !== 202) throw new Error(answer.text);
  return { ...scene, batch: (answer.body as { importId: number }).importId };
}
async function looked(world: World): Promise<Scene & { batch: number }> {
  const scene = await handed(world, true);
  await workDone();
  return scene;
}
async function askedFor(world: World): Promise<Scene & { batch: number }> {
  const scene = await handed(world, false);
  await workDone();
  return scene;
}
async function granted(world: World): Promise<Scene & { batch: number }> {
  const scene = await askedFor(world);
  await (await Person.signedIn(world, scene.sec)).post(`/account-imports/${scene.batch}/decision`, { decision: 'approve' });
  return scene;
}

/** 批量申请开户. */
export const accountImportStories: Story[] = [
  story('hand in a file of accounts', {
    before: withFile,
    doors: { 'post /api/v1/users/imports': ({ sys, file }) => ({ who: sys, file }), 'post /accounts/imports': ({ sys, file }) => ({ who: sys, file }) },
  }),
  story('ask for the accounts of a file that was looked at', {
    before: looked,
    doors: { 'post /api/v1/imports/:id/commit': ({ sys, batch }) => ({ who: sys, params: { id: batch }, body: {} }), 'post /imports/:id/commit': ({ sys, batch }) => ({ who: sys, params: { id: batch } }) },
  }),
  story('a file of accounts is checked and asked for in the background', {
    before: (world) => handed(world, false),
    doors: { [`tick ${WORK}`]: () => ({}) },
    ...worked,
  }),
  story('decide the accounts of a file together', {
    before: askedFor,
    doors: {
      'post /api/v1/account-imports/:id/decision': ({ sec, batch }) => ({ who: sec, params: { id: batch }, body: { decision: 'approve' } }),
      'post /account-imports/:id/decision': ({ sec, batch }) => ({ who: sec, params: { id: batch }, body: { decision: 'refuse', remark: '不是本县人员' } }),
    },
  }),
  story('give the links of a file of accounts', {
    before: granted,
    doors: { 'post /api/v1/account-imports/:id/activation-links': ({ sys, batch }) => ({ who: sys, params: { id: batch }, body: {} }), 'post /account-imports/:id/activation-links': ({ sys, batch }) => ({ who: sys, params: { id: batch } }) },
    again: { before: 201, after: 201 }, // the links were in the answer that was lost; others are made, and only the newest open
    againAt: { 'post /account-imports/:id/activation-links': { before: 200, after: 200 } },
  }),
];
