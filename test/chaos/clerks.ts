import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { row, rows } from '../../server/database.js';
import { noticePhoto } from '../../server/seeding/notice-photo.js';
import type { Actor } from '../../server/values/actor.js';
import { county, person, school, students, type Place } from '../support/world.js';
import { openSession, send, type Answer, type Sealed } from './request.js';

/*
 * People who go on working while things break: each takes lists of a school through the office, act by act, and sends whatever
 * was not answered again under the same key, until it is. Afterwards every list must be as the same acts leave it when nothing breaks.
 */

type Doer = 'operator' | 'reviewer' | 'officer';
type Step = 'create' | 'add' | 'remove' | 'submit' | 'take-back' | 'school-pass' | 'school-fail' | 'authority-pass' | 'authority-fail' | 'attach' | 'publish' | 'reject' | 'confirm';

/** The ways lists go: straight through, and with everything sent back once. */
export const WAYS: readonly (readonly Step[])[] = [
  ['create', 'add', 'add', 'submit', 'school-pass', 'authority-pass', 'attach', 'publish', 'confirm'],
  ['create', 'add', 'add', 'add', 'submit', 'take-back', 'remove', 'submit', 'school-fail', 'submit', 'school-pass', 'authority-fail', 'submit', 'school-pass', 'authority-pass', 'attach', 'publish', 'confirm'],
  ['create', 'add', 'submit', 'school-pass', 'authority-pass', 'attach', 'publish', 'reject', 'submit', 'school-pass', 'authority-pass', 'attach', 'publish', 'confirm'],
];
const PERIOD = { start: '2023-05-10', end: '2023-05-16' };
/** So long somebody goes on asking. Steadiness must be back in 60 s. */
const PATIENCE_MS = 120_000;

export type Desk = { place: Place; people: Record<Doer, Actor>; tokens: Record<Doer, string>; students: number[] };
type Acknowledged = { asked: Sealed; key: string; answer: Answer };
/** What became of one list: what was acknowledged of it. `waits`: the longest time somebody stood without an answer. */
export type Work = { way: number; listId: number; acts: Acknowledged[]; again: number; waitedMs: number };

/** A school with people signed in and students nobody else has. */
export async function newDesk(): Promise<Desk> {
  const authority = await county();
  const place = await school(authority);
  const token = async (actor: Actor): Promise<string> => (await openSession(actor, 'api')).token;
  const people = { operator: await person(place, 'school-operator'), reviewer: await person(place, 'school-reviewer'), officer: await person(authority, 'authority-operator') };
  return { place, people, students: await students(place, 3), tokens: { operator: await token(people.operator), reviewer: await token(people.reviewer), officer: await token(people.officer) } };
}

/** Takes one list of the desk its way. @param url where the product is, asked afresh before each try. @param told hears of each act that was acknowledged. @throws Error when an act is refused, or nobody answers any more. */
export async function work(desk: Desk, way: number, url: () => string, told: () => void = () => undefined): Promise<Work> {
  const done: Work = { way, listId: 0, acts: [], again: 0, waitedMs: 0 };
  let added = 0;
  const awards: number[] = [];

  const insist = async (who: Doer, method: string, path: string, body?: unknown, file?: Buffer): Promise<Record<string, unknown>> => {
    const key = randomUUID();
    const asked = await written(desk.tokens[who], key, method, path, body, file);
    const begun = performance.now();
    for (let tries = 1; ; tries += 1) {
      const answer = await send(url(), asked);
      done.waitedMs = Math.max(done.waitedMs, performance.now() - begun);
      if (answer && answer.status < 300) {
        if (method !== 'get') { done.acts.push({ asked, key, answer }); told(); }
        return answer.text === '' ? {} : (JSON.parse(answer.text) as Record<string, unknown>);
      }
      const wait = answer === null || answer.status === 503 || (answer.status === 409 && /"in-progress"/.test(answer.text));
      if (!wait || performance.now() - begun > PATIENCE_MS) throw new Error(`${method} ${path}: ${answer?.status ?? 'no answer'} ${answer?.text.slice(0, 300) ?? ''} (try ${tries})`);
      done.again += 1;
      await sleep(40 + Math.random() * 60);
    }
  };
  const complete = async (who: Doer, key: string, fields: object): Promise<void> => {
    const { items } = await insist(who, 'get', `/tasks?subjectId=${done.listId}&state=open`) as { items: { id: number; key: string; version: number }[] };
    const task = items.find((one) => one.key === key);
    if (!task) throw new Error(`list ${done.listId} does not wait at ${key}`);
    await insist(who, 'post', `/tasks/${task.id}/completion`, { version: task.version, ...fields });
  };
  const list = (): string => `/award-lists/${done.listId}`;
  const steps: Record<Step, () => Promise<unknown>> = {
    create: async () => { done.listId = Number((await insist('operator', 'post', '/award-lists', { programme: 'vocational-grant', month: '2023-05' })).id); },
    add: async () => { awards.push(Number((await insist('operator', 'post', `${list()}/awards`, { studentId: desk.students[added] })).id)); added += 1; },
    remove: () => insist('operator', 'delete', `${list()}/awards/${awards.pop()}`),
    submit: () => insist('operator', 'post', `${list()}/submission`, {}),
    'take-back': () => insist('operator', 'delete', `${list()}/submission`),
    'school-pass': () => complete('reviewer', 'school-review', { decision: 'pass' }),
    'school-fail': () => complete('reviewer', 'school-review', { decision: 'fail', remark: '人数有误' }),
    'authority-pass': () => complete('officer', 'authority-review', { decision: 'pass' }),
    'authority-fail': () => complete('officer', 'authority-review', { decision: 'fail', remark: '人数有误' }),
    attach: async () => insist('operator', 'post', `${list()}/attachments`, undefined, await noticePhoto()),
    publish: () => complete('operator', 'publish-list', PERIOD),
    reject: () => complete('officer', 'confirm-publicity', { decision: 'reject', remark: '公示时间不够' }),
    confirm: () => complete('officer', 'confirm-publicity', { decision: 'confirm' }),
  };
  for (const step of WAYS[way]) await steps[step]();
  return done;
}

/** What a way leaves of a list: its last state and everything on record, without its numbers. */
export type Trace = { list: string; records: string[] };

export async function traceOf({ listId }: Work): Promise<Trace> {
  const list = await row('SELECT submission, school_review, authority_review, school_publicity, authority_publicity, withdrawal, round, people, payable_fen, paid_fen, version FROM award_lists WHERE id = ?', [listId]);
  const records = await rows<{ action: string }>("SELECT action FROM audit_events WHERE object_kind = 'award-list' AND object_id = ? AND outcome = 'done' ORDER BY seq", [listId]);
  return { list: JSON.stringify(list), records: records.map(({ action }) => action) };
}

export type Verdict = { lost: number; doubled: number; halfDone: number; problems: string[] };

/** Holds a list against what its way leaves when nothing breaks, and every acknowledged act against its record; then each is asked once more and must give its first answer. */
export async function judge(done: Work, calm: Trace, url: string): Promise<Verdict> {
  const verdict: Verdict = { lost: 0, doubled: 0, halfDone: 0, problems: [] };
  const found = await traceOf(done);
  const perKey = await rows<{ operation_key: string | null }>("SELECT DISTINCT operation_key FROM audit_events WHERE object_kind = 'award-list' AND object_id = ? AND outcome = 'done'", [done.listId]);
  const onRecord = new Set(perKey.map(({ operation_key }) => operation_key));
  for (const { key, asked, answer } of done.acts) {
    const kept = await rows<{ status: number | null }>('SELECT status FROM operations WHERE operation_key = ?', [key]);
    if (kept.length !== 1 || kept[0].status !== answer.status || !onRecord.has(key)) { verdict.lost += 1; verdict.problems.push(`list ${done.listId}: ${asked.method} ${asked.path} was acknowledged and is not there`); }
    const again = await send(url, asked);
    if (!again?.replayed || again.status !== answer.status || again.text !== answer.text) verdict.problems.push(`list ${done.listId}: ${asked.method} ${asked.path} asked again answers ${again?.status} ${again?.text.slice(0, 200)}`);
  }
  const keys = new Set(done.acts.map(({ key }) => key));
  for (const key of onRecord) if (key && !keys.has(key)) { verdict.doubled += 1; verdict.problems.push(`list ${done.listId}: ${key} is on record and nobody was told`); }
  const after = await traceOf(done);
  if (found.records.length > calm.records.length || after.records.length > found.records.length) { verdict.doubled += 1; verdict.problems.push(`list ${done.listId}: ${after.records.join()} instead of ${calm.records.join()}`); }
  else if (found.records.join() !== calm.records.join()) { verdict.lost += 1; verdict.problems.push(`list ${done.listId}: ${found.records.join()} instead of ${calm.records.join()}`); }
  if (found.list !== calm.list) { verdict.halfDone += 1; verdict.problems.push(`list ${done.listId}: ${found.list} instead of ${calm.list}`); }
  return verdict;
}

async function written(token: string, key: string, method: string, path: string, body?: unknown, file?: Buffer): Promise<Sealed> {
  const headers: Record<string, string> = { Accept: 'application/json', Authorization: `Bearer ${token}`, ...(method === 'get' ? {} : { 'Idempotency-Key': key }) };
  const sealed = { method, path: `/api/v1${path}`, headers };
  if (file) {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(file)], { type: 'image/jpeg' }), '公示照片.jpg');
    const made = new Response(form);
    return { ...sealed, headers: { ...headers, 'Content-Type': made.headers.get('content-type') ?? '' }, body: Buffer.from(await made.arrayBuffer()) };
  }
  if (body === undefined) return { ...sealed, body: null };
  return { ...sealed, headers: { ...headers, 'Content-Type': 'application/json' }, body: Buffer.from(JSON.stringify(body)) };
}
