import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ListJson } from '../../../server/award-lists/presenter.js';
import { row, run } from '../../../server/database.js';
import { setOfficeClock } from '../../../server/office-clock.js';
import { registerFeatures } from '../../../server/processes.js';
import { projectRoot } from '../../../server/root.js';
import type { Actor, Role } from '../../../server/values/actor.js';
import { newList, openTask, walkTo, type Reached } from '../../support/list-walk.js';
import { workJobs } from '../../support/jobs.js';
import { office, type Office } from '../../support/office.js';
import { person, students } from '../../support/world.js';
import type { World } from '../story.js';

/* What several acts begin with. */

export const GRANT = 'vocational-grant';
export const WAIVER = 'vocational-tuition-waiver';
export const PERIOD = { start: '2023-05-10', end: '2023-05-16' };
/** The day after the period, when a grant may be paid. */
export const PAYDAY = '2023-05-17';

export type ListScene = { here: Office; list: ListJson };

/** A list of two people of a new school, as a draft or as far on its way as asked. */
export async function listAt(world: World, reached: Reached | 'draft', programme = GRANT): Promise<ListScene> {
  const here = await office(world);
  const draft = await newList(here.operator, programme, '2023-05', await students(here.place, 2, { card: '6228480402564890018' }));
  return { here, list: reached === 'draft' ? draft : await walkTo(here, draft.id, reached, PERIOD) };
}

/** A list whose period is over, so that its grant may be paid. */
export async function listToPay(world: World): Promise<ListScene> {
  const scene = await listAt(world, 'confirmed');
  await officeTimeIs(world, `${PAYDAY}T09:00:00+08:00`);
  await world.installation.restart();
  return scene;
}

/** Sets office time. What is due by then happens when a server starts or its clockwork ticks. */
export async function officeTimeIs(_world: World, at: string): Promise<void> {
  await run("DELETE FROM settings WHERE name = 'clock-offset-ms'");
  await setOfficeClock(new Date(at));
}

/** The open task of a list, with who may do it. */
export async function taskOf({ here, list }: ListScene, key: string): Promise<{ id: number; version: number }> {
  for (const who of [here.operator, here.reviewer, here.officer]) {
    const task = await openTask(who, list.id, key);
    if (task) return task;
  }
  throw new Error(`list ${list.id} does not wait at ${key}`);
}

/** Somebody of this role in the office of the scene. */
export const staff = ({ authority }: Office, role: Role): Promise<Actor> => person(authority, role);

/** A shipped process file with one word of its description changed, so that it is a new version. */
export const changedProcess = (): string => readFileSync(join(projectRoot, 'processes', `${GRANT}.bpmn`), 'utf8').replace('通知附件1', '通知的附件1');

/** The number of the row that a statement finds. */
export async function idOf(sql: string, params: (string | number)[]): Promise<number> {
  const found = await row<{ id: number }>(sql, params);
  if (!found) throw new Error(`nothing found by ${sql}`);
  return found.id;
}

/** The tick by which a server that works takes up background work. */
export const WORK = '* * * * * *';
let registered = false;
/** Background work that is due is done to its end, by hands other than the server's: one that only answers has none. */
export async function workDone(): Promise<void> {
  if (!registered) registerFeatures();
  registered = true;
  await workJobs();
}
