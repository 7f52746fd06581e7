import type { Asked, Answer } from './request.js';
import type { Installation } from './installation.js';

/** What a scene is played in: the running installation, as `office()` and `Person` of test/support want it. */
export type World = { url: string; dataDir: string; stop(): Promise<void>; installation: Installation };

/** What comes of asking again without a key that could be looked up: the status, by where the first try had ended. */
export type Again = { before: number; after: number };

export type Story = {
  act: string;
  /** Routes as in the route table (`post /students`), or jobs of the clockwork (`tick …`). */
  doors: readonly string[];
  /** What makes the act due, once the server that shall do it runs. */
  ready?(world: World): Promise<void>;
  /** Puts back what lies outside the database (a delivered file), before each first try. */
  outside?(world: World): Promise<void>;
  /** What passes between the death and the second try. */
  meanwhile?(world: World): Promise<void>;
  /** Plays what comes before the act. @returns what is asked at each door. */
  prepare(world: World): Promise<(door: string) => Promise<Asked>>;
  /** For doors that keep no answers (sessions, passwords). Left out, the same key gets the same answer. */
  again?: Again;
  /** The same where one door answers otherwise. */
  againAt?: Readonly<Record<string, Again>>;
  /** Looks at what the person is left with, after a lost answer and a second try. */
  afterwards?(world: World, side: 'before' | 'after', second: Answer): Promise<string[]>;
  /** The act is several transactions by design: what it may leave in between is watched by the invariants only. */
  inSteps?: boolean;
  /** Columns that count tries (`outbox.attempts`). */
  counts?: readonly string[];
  /** Columns that hold what the act measures of the machine, and finds otherwise the next time; so does its answer. */
  measures?: readonly string[];
  /** The scene leaves an incident, or the act opens one. */
  incidents?: 'expected';
  /** The scene is one in which rows and engine wait for different things; what waits is not held against it. */
  lost?: 'expected';
  /** The act is a timer's that is due, and may still stand there when looked at. */
  overdue?: true;
  /** Asked of a server that only works in the background. */
  role?: 'worker';
};

/** One act with its scene. `doors` say what each route is asked, once the scene is set. */
export function story<Scene>(act: string, parts: { before(world: World): Promise<Scene>; doors: Record<string, (scene: Scene) => Asked | Promise<Asked>>; ready?(scene: Scene, world: World): Promise<void>; outside?(scene: Scene, world: World): Promise<void>; afterwards?(scene: Scene, world: World, side: 'before' | 'after', second: Answer): Promise<string[]> } & Omit<Story, 'act' | 'doors' | 'prepare' | 'ready' | 'outside' | 'afterwards'>): Story {
  const { before, doors, ready, outside, afterwards, ...rest } = parts;
  let scene: { set: Scene } | undefined;
  const set = (): Scene => { if (!scene) throw new Error(`${act}: the scene is not set`); return scene.set; };
  return {
    ...rest,
    act,
    doors: Object.keys(doors),
    async prepare(world) {
      scene = { set: await before(world) };
      return async (door) => doors[door](set());
    },
    ...(ready ? { ready: (world: World) => ready(set(), world) } : {}),
    ...(outside ? { outside: (world: World) => outside(set(), world) } : {}),
    ...(afterwards ? { afterwards: (world: World, side: 'before' | 'after', second: Answer) => afterwards(set(), world, side, second) } : {}),
  };
}
