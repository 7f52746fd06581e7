import { fork, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** A moment of an act: before a statement, when it has gone out, after its answer. */
export type When = 'before' | 'sent' | 'after';
export type Point = { at: number; /** The how manieth of its kind. */ nth: number; when: When; what: string };
/** Where the process dies (or, as `victim`, another one; or `both`), or stands still for `holdMs`. */
export type Arm = Point & { victim?: number; both?: true; holdMs?: number };
/** Nothing happens to it, it only counts. */
export const COUNTING: Arm = { at: 0, nth: 0, when: 'before', what: '' };

export const samePoint = (one: Point, other: Point): boolean => one.what === other.what && one.nth === other.nth && one.when === other.when;

/** `e2` of act `x` as `x#02 UPDATE awards, before`. */
export const nameOf = (act: string, { at, when, what }: Point): string => `${act}#${String(at).padStart(2, '0')} ${what}, ${when}`;

const SERVING = /已启动：http|后台任务已启动/;

/** One process of the product's server, loaded and waiting for its start. */
export class ServerProcess {
  /** What it passed since it was armed. */
  points: Point[] = [];
  readonly said: string[] = [];
  readonly ended: Promise<string>;
  private readonly child: ChildProcess;
  private readonly ready: Promise<void>;
  private alive = true;
  private whenArmed: (passed: Point[]) => void = () => undefined;

  constructor(env: Record<string, string>) {
    this.child = fork(join(__dirname, 'serve.mjs'), [], { stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'ipc'], env: { ...process.env, NODE_OPTIONS: '', ...env }, execArgv: [] });
    for (const stream of [this.child.stdout, this.child.stderr]) stream?.on('data', (part: Buffer) => this.said.push(part.toString()));
    const told = this.child.stdio[3] as Readable;
    let rest = '';
    told.on('data', (part: Buffer) => {
      const lines = (rest + part.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.hear(JSON.parse(line) as Point | { armed: true });
    });
    // 'close' and not 'exit': everything told before the death has been read by then.
    this.ended = new Promise((resolve) => this.child.once('close', (code, signal) => { this.alive = false; resolve(signal ?? String(code)); }));
    this.ready = this.message('ready');
    this.ready.catch(() => undefined);
  }

  get isAlive(): boolean { return this.alive; }

  /** Starts it; resolves when it serves. With `arm` it may die on the way, and then this rejects. */
  async go(env: Record<string, string> = {}, arm?: Arm): Promise<void> {
    await this.ready;
    const serving = new Promise<void>((resolve) => {
      const look = (): void => { if (SERVING.test(this.said.join(''))) resolve(); };
      this.child.stdout?.on('data', look);
    });
    this.child.send({ do: 'go', env, arm });
    await Promise.race([serving, this.failing('to start')]);
  }

  /** From here on its statements are counted; at the point given it dies. @returns what it passed since it was armed last. */
  async arm(arm: Arm | null): Promise<Point[]> {
    const armed = new Promise<Point[]>((resolve) => { this.whenArmed = resolve; });
    this.child.send({ do: 'arm', arm });
    return Promise.race([armed, this.failing('to be armed')]);
  }

  /** Resolves once it has come to the point. */
  async passes(point: Point): Promise<void> {
    while (!this.points.some((one) => samePoint(one, point))) {
      if (!this.alive) throw new Error(`the server did not come to point ${nameOf('', point)}`);
      await sleep(5);
    }
  }

  /** Lets the clockwork tick once and come to rest: all of it, or the job of one cron expression. */
  async tick(which?: string): Promise<void> {
    const ticked = this.message('ticked');
    this.child.send({ do: 'tick', which });
    await ticked;
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** Asks it to stop as an operator does. @returns exit code or signal */
  async stop(): Promise<string> {
    this.child.kill('SIGTERM');
    return this.ended;
  }

  private hear(told: Point | { armed: true }): void {
    if (!('armed' in told)) { this.points.push(told); return; }
    const passed = this.points;
    this.points = [];
    this.whenArmed(passed);
  }

  private message(name: string): Promise<void> {
    const heard = new Promise<void>((resolve) => {
      const hear = (message: unknown): void => {
        if (typeof message !== 'object' || message === null || !(name in message)) return;
        this.child.off('message', hear);
        resolve();
      };
      this.child.on('message', hear);
    });
    return Promise.race([heard, this.failing(`to say ${name}`)]);
  }

  private async failing(what: string): Promise<never> {
    throw new Error(`the server ended (${await this.ended}) instead ${what}:\n${this.said.join('').slice(-2000)}`);
  }
}

/** A port nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
