import { randomUUID } from 'node:crypto';
import { row, rows, run, transact } from '../../server/database.js';
import { cancelJob, jobStanding, pauseJob, resumeJob, retryJob, startJob } from '../../server/jobs/job.js';
import { registerJobKind, type EndedJob, type JobAtWork } from '../../server/jobs/job-kinds.js';
import { giveBackOf, jobWorker } from '../../server/jobs/work-jobs.js';
import { RuleBroken } from '../../server/lib/errors.js';
import type { Actor } from '../../server/values/actor.js';
import { workJobs } from '../support/jobs.js';
import { startProduct, type Product } from '../support/product.js';
import { county, person } from '../support/world.js';

let product: Product;
let officer: Actor;
/** What each job does, by its id, and what was heard of it. */
const doing = new Map<number, (job: JobAtWork) => Promise<void>>();
const heard: string[] = [];
const ended: EndedJob[] = [];

beforeAll(async () => {
  product = await startProduct();
  officer = await person(await county(), 'authority-operator');
  registerJobKind({ key: 'test-count', run: async (job) => { await doing.get(job.id)?.(job); return '"done"'; }, ended: async (job) => void ended.push(job) });
});
afterAll(() => product.stop());
beforeEach(() => { heard.length = 0; ended.length = 0; });

const begin = async (work: (job: JobAtWork) => Promise<void>): Promise<number> => {
  const id = await transact(() => startJob(officer, 'test-count', { input: {}, total: 3 }));
  doing.set(id, work);
  return id;
};
/** Three steps, each of which leaves a row; goes on after its checkpoint. */
const threeSteps = (between: (job: JobAtWork, at: number) => Promise<void> = async () => undefined) => async (job: JobAtWork): Promise<void> => {
  for (let at: number = job.checkpoint === null ? 0 : JSON.parse(job.checkpoint); at < 3; at += 1) {
    await between(job, at);
    await job.step(async () => {
      await run('INSERT INTO settings (name, value) VALUES (?, ?)', [`job-${job.id}-${at}`, '']);
      return { checkpoint: JSON.stringify(at + 1), done: at + 1 };
    });
  }
};
const left = async (id: number): Promise<number> => (await rows('SELECT name FROM settings WHERE name LIKE ?', [`job-${id}-%`])).length;
const soon = (): Promise<unknown> => run("UPDATE jobs SET due_at = CURRENT_TIMESTAMP(3) WHERE due_at IS NOT NULL AND state = 'queued'");

it('work is committed with the act that starts it, or not at all', async () => {
  await expect(transact(async () => { await startJob(officer, 'test-count', { input: {} }); throw new Error('refused'); })).rejects.toThrow('refused');
  expect(await row('SELECT id FROM jobs')).toBeUndefined();
});

it('is done step by step and tells how far it is', async () => {
  const id = await begin(threeSteps(async (job, at) => { heard.push(`${job.actor.name === officer.name} ${(await jobStanding(job.id)).done}/${at}`); }));
  expect(await jobStanding(id)).toMatchObject({ state: 'queued', done: 0, total: 3 });
  await workJobs();
  expect([heard, await left(id)]).toEqual([['true 0/0', 'true 1/1', 'true 2/2'], 3]);
  expect(await jobStanding(id)).toMatchObject({ state: 'done', done: 3, result: '"done"' });
  expect(await row('SELECT lease_owner, due_at FROM jobs WHERE id = ?', [id])).toEqual({ lease_owner: null, due_at: null });
});

it('five workers at once do each job once', async () => {
  const ids = await Promise.all(Array.from({ length: 8 }, () => begin(threeSteps())));
  await Promise.all(Array.from({ length: 5 }, () => workJobs()));
  expect(await Promise.all(ids.map(left))).toEqual(ids.map(() => 3));
});

it('what a dead worker held is taken over from its last step; the dead one can write nothing any more', async () => {
  const stuck = new Promise<void>(() => undefined);
  let tell: (job: JobAtWork) => void = () => undefined;
  const atWork = new Promise<JobAtWork>((resolve) => { tell = resolve; });
  const id = await begin(threeSteps(async (job, at) => {
    if (at === 1 && heard.push('dying') === 1) { tell(job); await stuck; }
  }));
  void jobWorker(randomUUID()).work();
  const dead = await atWork;
  await workJobs();
  expect([await left(id), (await jobStanding(id)).state]).toEqual([1, 'running']);
  await run('UPDATE jobs SET due_at = CURRENT_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE id = ?', [id]);
  await workJobs();
  expect([await left(id), (await jobStanding(id)).state]).toEqual([3, 'done']);
  await expect(dead.step(async () => ({ checkpoint: '9' }))).rejects.toMatchObject({ why: 'lost' });
  // Nor while another one is at it.
  await run("UPDATE jobs SET state = 'running', lease_owner = 'another' WHERE id = ?", [id]);
  await expect(dead.step(async () => ({ checkpoint: '9' }))).rejects.toMatchObject({ why: 'lost' });
  await run("UPDATE jobs SET state = 'done', lease_owner = NULL, due_at = NULL WHERE id = ?", [id]);
});

it('a server that stops gives its work back at once', async () => {
  const worker = jobWorker(randomUUID());
  const id = await begin(threeSteps(async (_job, at) => { if (at === 1 && heard.push('stopping') === 1) void worker.stop(); }));
  await worker.work();
  expect([await left(id), (await jobStanding(id)).state]).toEqual([1, 'queued']);
  await workJobs();
  expect([await left(id), await row('SELECT state, attempts FROM jobs WHERE id = ?', [id])]).toEqual([3, { state: 'done', attempts: 0 }]);
});

it('the leases of a thread that died are free at once', async () => {
  const owner = randomUUID();
  const id = await begin(threeSteps());
  await run("UPDATE jobs SET state = 'running', lease_owner = ?, due_at = CURRENT_TIMESTAMP(3) + INTERVAL 60 SECOND WHERE id = ?", [owner, id]);
  await workJobs();
  expect(await left(id)).toBe(0);
  await giveBackOf(owner);
  await workJobs();
  expect(await left(id)).toBe(3);
});

it('paused it rests at its step, resumed it goes on, cancelled it ends and its feature hears of it', async () => {
  const id = await begin(threeSteps(async (job, at) => { if (at === 1 && heard.push('paused') === 1) await pauseJob(job.id); }));
  await workJobs();
  expect([await left(id), (await jobStanding(id)).state]).toEqual([1, 'paused']);
  await resumeJob(id);
  await workJobs();
  expect([await left(id), (await jobStanding(id)).state]).toEqual([3, 'done']);
  await expect(cancelJob(id)).rejects.toMatchObject({ code: 'already-done' });
  const other = await begin(threeSteps(async (job, at) => { if (at === 2) await cancelJob(job.id); }));
  await workJobs();
  const waiting = await begin(threeSteps());
  await cancelJob(waiting);
  await workJobs();
  expect([await left(other), await left(waiting), ended.map(({ id: which, how }) => [which, how])]).toEqual([2, 0, [[other, 'cancelled'], [waiting, 'cancelled']]]);
});

it('a refusal of the office ends it with the reason; tried again it goes on after what was done', async () => {
  let refusing = true;
  const id = await begin(threeSteps(async (_job, at) => { if (at === 2 && refusing) throw new RuleBroken('not-draft', '名单已经提交。'); }));
  await workJobs();
  expect(await jobStanding(id)).toMatchObject({ state: 'failed', done: 2, failure: '名单已经提交。' });
  expect(ended).toMatchObject([{ id, how: 'failed', error: { code: 'not-draft' } }]);
  refusing = false;
  await retryJob(id);
  await workJobs();
  expect([await left(id), (await jobStanding(id)).state]).toEqual([3, 'done']);
});

it('what fails by accident is tried three times, later each time, and then ends', async () => {
  const id = await begin(async () => { heard.push('tried'); throw new Error('accident'); });
  for (let round = 0; round < 5; round += 1) {
    await workJobs().catch(() => undefined);
    await workJobs(); // not due yet
    await soon();
  }
  expect(heard).toHaveLength(3);
  expect(await jobStanding(id)).toMatchObject({ state: 'failed', failure: expect.stringContaining('没有办成') });
});

it('who has left the post since does nothing any more', async () => {
  const gone = await person(await county(), 'authority-operator');
  const id = await transact(() => startJob(gone, 'test-count', { input: {} }));
  doing.set(id, threeSteps());
  await run('DELETE FROM posts WHERE user_id = ?', [gone.userId]);
  await workJobs();
  expect([await left(id), await jobStanding(id)]).toMatchObject([0, { state: 'failed', failure: expect.stringContaining('已不在原来的岗位') }]);
});
