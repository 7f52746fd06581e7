import { rows } from '../../../server/database.js';
import type { Actor } from '../../../server/values/actor.js';
import { randomFrom, type Random } from '../../support/random.js';
import { attachPhoto, newList, openTask, walkTo, type Reached } from '../../support/list-walk.js';
import { awardsOn, office, type Office } from '../../support/office.js';
import { Person, type Reply } from '../../support/product.js';
import { person, students } from '../../support/world.js';
import { Installation } from '../installation.js';
import { brokenNow } from '../invariants.js';
import { worldOf } from '../play.js';
import { Outcome, type Wanted } from './outcome.js';

type Doer = 'operator' | 'reviewer' | 'officer';
type Scene = { here: Office; listId: number; task: { id: number; version: number } | undefined; award: { id: number; version: number }; more: number[] };
type Act = { who: Doer; ask(by: Person, scene: Scene, nth: number): Promise<Reply> };
/** Two acts that cannot both be the last word on a list. `winners`: how many may be told that it is done. */
type Pair = { name: string; at: Reached | 'draft' | 'photographed' | 'asked'; task?: string; acts: readonly [Act, Act]; winners: 'one' | 'at least one' };

const decide = (who: Doer, decision: string): Act => ({ who, ask: (by, { task }) => by.post(`/tasks/${task?.id}/completion`, { version: task?.version, decision, remark: '核对不符' }) });
const submit: Act = { who: 'operator', ask: (by, { listId }) => by.post(`/award-lists/${listId}/submission`) };
const remove: Act = { who: 'operator', ask: (by, { listId }) => by.delete(`/award-lists/${listId}`) };
const takeBack: Act = { who: 'operator', ask: (by, { listId }) => by.delete(`/award-lists/${listId}/submission`) };
const add: Act = { who: 'operator', ask: (by, { listId, more }, nth) => by.post(`/award-lists/${listId}/awards`, { studentId: more[nth % more.length] }) };
const lift: Act = { who: 'operator', ask: (by, { listId, award }) => by.patch(`/award-lists/${listId}/awards/${award.id}`, { version: award.version, tier: 'high' }) };
const strike: Act = { who: 'operator', ask: (by, { listId, award }) => by.delete(`/award-lists/${listId}/awards/${award.id}`) };
const publish: Act = { who: 'operator', ask: (by, { listId }) => by.post(`/award-lists/${listId}/publicity`, { start: '2023-05-10', end: '2023-05-16' }) };
const askBack: Act = { who: 'operator', ask: (by, { listId }) => by.post(`/award-lists/${listId}/withdrawal-requests`, { reason: '金额有误' }) };

/** Every pair of acts on a list that get in each other's way. */
export const PAIRS: readonly Pair[] = [
  { name: 'submit / submit', at: 'draft', acts: [submit, submit], winners: 'one' },
  { name: 'submit / delete the draft', at: 'draft', acts: [submit, remove], winners: 'one' },
  { name: 'submit / add a student', at: 'draft', acts: [submit, add], winners: 'at least one' },
  { name: 'submit / strike a student', at: 'draft', acts: [submit, strike], winners: 'at least one' },
  { name: 'change a tier / strike the student', at: 'draft', acts: [lift, strike], winners: 'at least one' },
  { name: 'take back / school passes', at: 'submitted', task: 'school-review', acts: [takeBack, decide('reviewer', 'pass')], winners: 'one' },
  { name: 'school passes / school fails', at: 'submitted', task: 'school-review', acts: [decide('reviewer', 'pass'), decide('reviewer', 'fail')], winners: 'one' },
  { name: 'authority passes / authority fails', at: 'reviewedAtSchool', task: 'authority-review', acts: [decide('officer', 'pass'), decide('officer', 'fail')], winners: 'one' },
  { name: 'publish / publish', at: 'photographed', acts: [publish, publish], winners: 'one' },
  { name: 'confirm / reject', at: 'published', task: 'confirm-publicity', acts: [decide('officer', 'confirm'), decide('officer', 'reject')], winners: 'one' },
  { name: 'ask for withdrawal / ask for withdrawal', at: 'confirmed', acts: [askBack, askBack], winners: 'one' },
  { name: 'grant / refuse a withdrawal', at: 'asked', task: 'review-withdrawal', acts: [decide('officer', 'grant'), decide('officer', 'refuse')], winners: 'one' },
];

/** So many races of every pair, at so many callers, each half of them at one act, through two servers on one database. */
export async function races({ count, seed, say, stopped }: Wanted, callers: number, pairs: readonly Pair[] = PAIRS): Promise<Record<string, Outcome>> {
  const random = randomFrom(seed);
  const installation = await Installation.withGivenDatabase();
  const other = await installation.beside();
  const outcomes: Record<string, Outcome> = {};
  try {
    const urls = [installation.url, other.url];
    for (const pair of pairs) {
      if (stopped()) break;
      const outcome = new Outcome();
      outcomes[`race of ${callers}: ${pair.name}`] = outcome;
      while (outcome.fired < count && outcome.problems.length === 0 && !stopped()) await race(installation, urls, pair, callers, random, outcome);
      outcome.problems.push(...(await brokenNow({ overdue: true })));
      say(`${pair.name}, ${callers} callers: ${outcome.fired} races, ${outcome.problems.length} problems`);
    }
    return outcomes;
  } finally {
    await other.server.kill();
    await installation.close();
  }
}

async function race(installation: Installation, urls: string[], pair: Pair, callers: number, random: Random, outcome: Outcome): Promise<void> {
  const scene = await sceneOf(installation, pair);
  const asking = await Promise.all(Array.from({ length: callers }, async (_, nth) => {
    const act = pair.acts[nth % 2];
    const by = await Person.signedIn({ url: urls[(nth + outcome.fired) % urls.length], dataDir: '', stop: async () => undefined }, await doer(scene.here, act.who));
    return () => act.ask(by, scene, nth);
  }));
  const before = await recordsOf(scene.listId);
  // Released together; which one is first is chance.
  const order = random.chance(0.5) ? asking : [...asking].reverse();
  const answers = await Promise.all(order.map((ask) => ask()));
  const said = answers.map(({ status, code }) => `${status} ${code ?? ''}`).join(' / ');
  const done = answers.filter(({ status }) => status < 300).length;
  const written = (await recordsOf(scene.listId)) - before;
  outcome.fired += 1;
  outcome.lists += 1;
  outcome.acts += done;
  const problem = (what: string): void => { outcome.problems.push(`${pair.name}, list ${scene.listId}: ${what}: ${said}`); };
  if (done === 0) problem('nobody was told that it is done');
  if (pair.winners === 'one' && done > 1) { outcome.doubled += 1; problem(`${done} were told that it is done`); }
  if (written > done) { outcome.doubled += 1; problem(`${written} acts are on record`); }
  if (written < done) { outcome.lost += 1; problem(`only ${written} acts are on record`); }
  for (const { status } of answers) if (status >= 300 && ![404, 409, 422].includes(status)) problem(`one is answered ${status}`);
}

async function sceneOf(installation: Installation, pair: Pair): Promise<Scene> {
  const here = await office(worldOf(installation));
  const list = await newList(here.operator, 'vocational-grant', '2023-05', await students(here.place, 2));
  const reached = pair.at === 'photographed' ? 'reviewedAtAuthority' : pair.at === 'asked' ? 'confirmed' : pair.at;
  if (reached !== 'draft') await walkTo(here, list.id, reached);
  if (pair.at === 'photographed') await attachPhoto(here.operator, list.id);
  if (pair.at === 'asked') await askBack.ask(here.operator, { listId: list.id } as Scene, 0);
  const doers = { operator: here.operator, reviewer: here.reviewer, officer: here.officer };
  const task = pair.task ? await openTask(doers[pair.acts[1].who], list.id, pair.task) : undefined;
  const [award] = await awardsOn(here.operator, list.id);
  return { here, listId: list.id, task, award, more: await students(here.place, 4) };
}

/** Each caller is somebody else of the same post. */
function doer({ place, authority }: Office, who: Doer): Promise<Actor> {
  return who === 'officer' ? person(authority, 'authority-operator') : person(place, who === 'operator' ? 'school-operator' : 'school-reviewer');
}

async function recordsOf(listId: number): Promise<number> {
  return (await rows("SELECT seq FROM audit_events WHERE object_kind = 'award-list' AND object_id = ? AND outcome = 'done' AND actor_id IS NOT NULL", [listId])).length;
}
