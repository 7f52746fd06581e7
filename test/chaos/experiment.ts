import { brokenNow } from './invariants.js';
import { A_WHILE, deadly } from './choice.js';
import type { Installation } from './installation.js';
import { sealed, send, type Answer, type Sealed } from './request.js';
import { COUNTING, nameOf, samePoint, type Arm, type Point, type When } from './server-process.js';
import { differences, timeless, type Chance, type Stored } from './stored.js';
import type { Story, World } from './story.js';

type Numbers = ReadonlyMap<string, number>;
/** How an act goes when nothing dies: what it leaves, what it answers, and every point on its way. */
type Course = { before: Stored; numbers: Numbers; after: Stored; chance: Chance; inOrder: { after: Stored; chance: Set<string> }; answer: Answer | null; answerChance: boolean; points: Point[] };
export type Side = 'before' | 'after' | 'between' | 'half';
export type Tried = { point: string; killed: boolean; side: Side; problems: string[] };

const START = 'start the server';
/** So long after an answer a death may come that belongs to the act. */
const SHORTLY = 3000;

/** One act through one door, to be killed at its points again and again. */
export class Experiment {
  private knowsOtherNumbers = false;

  private constructor(private readonly world: World, readonly story: Story, readonly door: string, readonly asking: Sealed | null, readonly course: Course) {}

  private get installation(): Installation { return this.world.installation; }
  get name(): string { return `${this.story.act} [${this.door}]`; }
  get points(): readonly Point[] { return deadly(this.course.points); }

  /** Lets the act happen twice, each time from the same start: what differs between the two is chance. */
  static async observed(world: World, story: Story, door: string, asking: Sealed | null): Promise<Experiment> {
    const { installation } = world;
    const { database } = installation;
    const [before, numbers] = [await database.take(), await database.numbers()];
    const broken = await brokenNow(story);
    if (broken.length > 0) throw new Error(`${story.act}: the scene itself is not sound:\n${broken.join('\n')}`);
    const runs: { answer: Answer | null; after: Stored; points: Point[] }[] = [];
    for (let run = 0; run < 2; run += 1) {
      // The first time the server is still cold; the second is like every later one.
      if (run > 0) await database.putBack(before, numbers);
      await story.outside?.(world);
      const answer = await perform(installation, story, door, asking, COUNTING);
      const points = await installation.server.arm(null);
      runs.push({ answer, after: await database.take(), points });
      const after = await brokenNow(story);
      if (after.length > 0) throw new Error(`${story.act}: broken although nothing died:\n${after.join('\n')}`);
    }
    await database.putBack(before, numbers);
    const [first, { answer, after, points }] = runs;
    const chance = new Set(differences(first.after, after));
    const rows = [...chance].filter((cell) => /\|(too many|missing)$/.test(cell));
    if (rows.length > 0) throw new Error(`${story.act}: two runs leave different rows: ${rows.join(', ')}`);
    const [firstInOrder, afterInOrder] = [database.inOrder(first.after), database.inOrder(after)];
    const inOrder = { after: afterInOrder, chance: new Set(differences(firstInOrder, afterInOrder)) };
    const course = { before, numbers, after, chance, inOrder, answer, answerChance: story.measures !== undefined || bodyOf(first.answer) !== bodyOf(answer), points };
    return new Experiment(world, story, door, asking, course);
  }

  /** Kills the server at the point. Where it did not pass there (the calendar is read anew every while, or was just now), once more. */
  async kill(point: Point): Promise<Tried> {
    const tried = await this.killOnce(point);
    return tried.missed ? this.killOnce(point) : tried;
  }

  /** Kills the server at the point, looks, starts it again, asks again, looks again, and puts everything back. */
  private async killOnce(point: Point): Promise<Tried & { missed: boolean }> {
    const { installation, course, story } = this;
    const { database } = installation;
    const problems: string[] = [];
    await story.outside?.(this.world);
    const first = await perform(installation, story, this.door, this.asking, point);
    // What is done once an act is over may come to its point after the answer; the server dies all the same.
    const killed = (await within(installation.server.ended, first ? SHORTLY : A_WHILE)) === 'SIGKILL';
    if (!killed) problems.push(`the kill did not fire: ${first ? `answered ${first.status}` : 'no answer, and the server lives'}`);
    const passed = installation.server.points;
    const last = passed.at(-1);
    const missed = !killed || last === undefined || !samePoint(last, point);
    if (killed && missed) problems.push(`killed at ${last ? nameOf('', last) : 'nothing'}`);
    if (installation.server.isAlive) await installation.server.kill();
    await installation.undone();
    const side = this.sideOf(await database.take());
    if (side.side === 'half') problems.push(`half done: ${side.cells.join(', ')}`);
    if (killed && first && side.side === 'before') problems.push(`acknowledged (${first.status}), and the database is as before the act`);
    if (killed && !this.fits(passed, side.side)) problems.push(`the database is as ${side.side} the act`);
    // As before is exactly as before, and that was looked at already.
    if (side.side !== 'before') problems.push(...(await brokenNow(story)).map((one) => `right after the kill: ${one}`));
    if (side.side !== 'after') await database.giveBack(course.numbers);
    await installation.restart(roleOf(story));
    await story.meanwhile?.(this.world);
    problems.push(...(await this.again(side.side)));
    await database.putBack(course.before, course.numbers);
    if (side.side !== 'before') await this.warm();
    return { point: nameOf(story.act, point), killed, side: side.side, problems, missed };
  }

  /**
   * A server that lives on begins its act again by itself, and a dead database may have kept the numbers it had handed out: then the rows have
   * other numbers, and so has what names them otherwise than by a key (a record's object, a chain, a key of the outbox). One run with other numbers tells which cells these are.
   */
  private async learnOtherNumbers(): Promise<void> {
    if (this.knowsOtherNumbers) return;
    const { installation: { database }, course, story } = this;
    await database.skip(course.numbers, 3);
    await story.outside?.(this.world);
    await perform(this.installation, story, this.door, this.asking);
    for (const cell of differences(database.inOrder(await database.take()), course.inOrder.after)) if (!/\|(too many|missing)$/.test(cell)) course.inOrder.chance.add(cell);
    await database.putBack(course.before, course.numbers);
    this.knowsOtherNumbers = true;
  }

  /** The database dies at the point, under a server that lives on. The person is answered, or told to come back; nothing is half done. */
  async databaseDies(point: Point): Promise<Tried> {
    const { installation, course, story } = this;
    const { database, server } = installation;
    const problems: string[] = [];
    await this.learnOtherNumbers();
    const victim = installation.databasePid;
    const first = await perform(installation, story, this.door, this.asking, { ...point, victim });
    await installation.databaseIsBack(victim);
    if (!server.isAlive) problems.push(`the server died of it: ${server.said.join('').slice(-500)}`);
    const told = first?.status === course.answer?.status;
    if (!told && first?.status !== 503) problems.push(`it answers ${first?.status}: ${first?.text.slice(0, 300)}`);
    const side = this.sideOf(await database.take());
    if (side.side === 'half') problems.push(`half done: ${side.cells.join(', ')}`);
    if (told && side.side !== 'after') problems.push(`acknowledged, and the database is as ${side.side} the act`);
    if (side.side !== 'after') await database.giveBack(course.numbers);
    problems.push(...(await this.again(side.side, told ? first : course.answer)));
    await database.putBack(course.before, course.numbers);
    return { point: nameOf(story.act, point), killed: true, side: side.side, problems };
  }

  /** The power fails at the point: database and server are gone at once. */
  async powerFails(point: Point): Promise<Tried> {
    const { installation, course, story } = this;
    const { database } = installation;
    const victim = installation.databasePid;
    const first = await perform(installation, story, this.door, this.asking, { ...point, victim, both: true });
    const killed = first === null && (await within(installation.server.ended, A_WHILE)) === 'SIGKILL';
    const { points: passed } = installation.server;
    const problems = killed ? [] : ['the power did not fail'];
    await installation.restart(roleOf(story));
    await installation.databaseIsBack(victim);
    const side = this.sideOf(await database.take());
    if (side.side === 'half') problems.push(`half done: ${side.cells.join(', ')}`);
    if (!this.fits(passed, side.side)) problems.push(`the database is as ${side.side} the act`);
    if (side.side !== 'after') await database.giveBack(course.numbers);
    problems.push(...(await this.again(side.side)));
    await database.putBack(course.before, course.numbers);
    if (side.side !== 'before') await this.warm();
    return { point: nameOf(story.act, point), killed, side: side.side, problems };
  }

  /** A server that only gave an answer again has not done the act itself; every act that dies shall have been done once before. */
  private async warm(): Promise<void> {
    const { installation, story, course } = this;
    if (this.door === START) return;
    await perform(installation, story, this.door, this.asking);
    await installation.database.putBack(course.before, course.numbers);
  }

  /** The client asks again, and once more; the office sees one effect. */
  private async again(side: Side, wanted: Answer | null = this.course.answer): Promise<string[]> {
    const { installation, story } = this;
    const second = await perform(installation, story, this.door, this.asking);
    const problems: string[] = [];
    const again = story.againAt?.[this.door] ?? story.again;
    if (again) {
      const status = side === 'after' ? again.after : again.before;
      if (second?.status !== status) problems.push(`asked again it answers ${second?.status}, not ${status}: ${second?.text.slice(0, 300)}`);
      else if (second && side !== 'half') problems.push(...(await story.afterwards?.(this.world, side === 'after' ? 'after' : 'before', second) ?? []));
    } else {
      problems.push(...this.unlike(second, wanted, side === 'after' && this.asking?.method !== 'get'));
      problems.push(...this.from(await installation.database.take()).map((cell) => `asked again, the database differs: ${cell}`));
      const third = await perform(installation, story, this.door, this.asking);
      if (this.asking && this.asking.method !== 'get' && (third?.text !== second?.text || third?.status !== second?.status || !third?.replayed)) problems.push(`asked a third time it answers otherwise: ${third?.status} ${third?.text.slice(0, 300)}`);
      if (this.asking?.method !== 'get') problems.push(...this.from(await installation.database.take()).map((cell) => `asked a third time, the database differs: ${cell}`));
    }
    return [...problems, ...(await brokenNow(story)).map((one) => `in the end: ${one}`)];
  }

  private unlike(answer: Answer | null, wanted: Answer | null, replayed: boolean): string[] {
    if (!wanted || !this.asking) return [];
    if (!answer) return ['asked again there is no answer'];
    if (answer.status !== wanted.status || answer.location !== wanted.location || (!this.course.answerChance && bodyOf(answer) !== bodyOf(wanted))) return [`asked again it answers ${answer.status} ${answer.location ?? ''} ${answer.text.slice(0, 300)}, the first would have been ${wanted.status} ${wanted.location ?? ''} ${wanted.text.slice(0, 300)}`];
    return answer.replayed === replayed ? [] : [`the answer is ${answer.replayed ? '' : 'not '}marked as a repeated one`];
  }

  /** Where a state differs from the act’s end, but for what counts tries. Begun again by a server that lives, an act has other numbers for its rows; their order is the same. */
  from(found: Stored): string[] {
    const { after, chance, inOrder } = this.course;
    const asNumbered = differences(found, after, chance).filter((cell) => !this.counts(cell));
    if (asNumbered.length === 0) return [];
    return differences(this.installation.database.inOrder(found), inOrder.after, inOrder.chance).filter((cell) => !this.counts(cell));
  }

  private sideOf(found: Stored): { side: Side; cells: string[] } {
    const fromBefore = differences(found, this.course.before);
    if (fromBefore.length === 0) return { side: 'before', cells: [] };
    const fromAfter = this.from(found);
    if (fromAfter.length === 0) return { side: 'after', cells: [] };
    return this.story.inSteps ? { side: 'between', cells: [] } : { side: 'half', cells: fromBefore.length < fromAfter.length ? fromBefore : fromAfter };
  }

  /** Before its COMMIT went out an act has not happened, after its answer it has; in between, one of the two. `passed` is what the dead server had passed. */
  private fits(passed: readonly Point[], side: Side): boolean {
    const commits = (points: readonly Point[], wanted: When): number => points.filter(({ what, when }) => what === 'COMMIT' && when === wanted).length;
    if (this.story.inSteps || side === 'half') return true;
    if (commits(passed, 'sent') === 0) return side === 'before';
    return commits(passed, 'after') < commits(this.course.points, 'after') || side === 'after';
  }

  private counts(cell: string): boolean {
    const [table, , column] = cell.split('|');
    return [...(this.story.counts ?? []), ...(this.story.measures ?? [])].includes(`${table}.${column}`);
  }
}

export const roleOf = (story: Story): Record<string, string> => ({ ROLE: story.role ?? 'web' });

const done: Answer = { status: 0, text: '', location: null, replayed: false };

/** One round of an act: a request, a tick of the clockwork, or the start of a server. Null when there was no answer. */
async function perform(installation: Installation, story: Story, door: string, asking: Sealed | null, arm?: Arm): Promise<Answer | null> {
  if (door === START) return outcome(installation.restart(roleOf(story), arm));
  if (arm) await installation.server.arm(arm);
  return asking ? send(installation.url, asking) : outcome(installation.server.tick(door.replace(/^tick /, '')));
}

const outcome = (going: Promise<void>): Promise<Answer | null> => going.then(() => done, () => null);

/** Plays the scene and writes the request out. */
export async function experimentFor(world: World, story: Story, doors: readonly string[]): Promise<(door: string) => Promise<Experiment>> {
  const asks = await story.prepare(world);
  const requests = new Map<string, Sealed | null>();
  for (const door of doors) requests.set(door, door === START || door.startsWith('tick ') ? null : await sealed(door, await asks(door)));
  if (story.role) await world.installation.restart(roleOf(story));
  await story.ready?.(world);
  return (door) => Experiment.observed(world, story, door, requests.get(door) ?? null);
}

const bodyOf = (answer: Answer | null): string => timeless(answer?.text ?? '');

async function within<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => { timer = setTimeout(() => resolve(null), ms); });
  const first = await Promise.race([promise, late]);
  clearTimeout(timer);
  return first;
}
