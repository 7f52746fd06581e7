import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../server/root.js';
import { momentOf } from './moments.js';
import type { Outcome } from './outcome.js';

/** One run of one experiment. `fired` faults (or races, or sequences); `problems` are words for what was found. */
export type Run = { experiment: string; at: string; commit: string; seed: number; fired: number; lists: number; acts: number; again: number; lost: number; doubled: number; halfDone: number; slowestMs: number; seconds: number; problems: string[];
  /** Kills by named point. */
  points?: Record<string, number>;
  /** Written in by hand: why the experiment itself was at fault, so that the run shows nothing. */
  void?: string;
  /** Written in by hand: why its problems were the experiment's. What it has shown counts; they do not. */
  explained?: string;
};

const FILE = join(projectRoot, 'test/chaos/results.json');

export const results = (): Run[] => JSON.parse(readFileSync(FILE, 'utf8')) as Run[];

/** How often all runs together have killed the server at each named point. */
export function killsByPoint(all: readonly Run[] = results()): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const run of all) if (run.void === undefined) for (const [name, kills] of Object.entries(run.points ?? {})) sums[name] = (sums[name] ?? 0) + kills;
  return sums;
}

/** Adds a run to the file. Several soaks may end at once; each writes the whole file anew. */
export function record(experiment: string, seed: number, seconds: number, outcome: Outcome): Run {
  const { fired, lists, acts, again, lost, doubled, halfDone, slowestMs, problems } = outcome;
  const run: Run = { experiment, at: new Date().toISOString(), commit: commit(), seed, fired, lists, acts, again, lost, doubled, halfDone, slowestMs, seconds: Math.round(seconds), problems: problems.slice(0, 20), ...(Object.keys(outcome.points).length > 0 ? { points: outcome.points } : {}) };
  writeFileSync(`${FILE}.new`, `[\n${[...results(), run].map((one) => JSON.stringify(one)).join(',\n')}\n]\n`);
  renameSync(`${FILE}.new`, FILE);
  return run;
}

/** What all runs together have shown, as the table in the README. */
export function table(all: readonly Run[] = results()): string {
  const runs = all.filter((run) => run.void === undefined);
  const notCounted = all.filter((run) => run.void !== undefined).map((run) => `Not counted: ${run.experiment}, ${run.at}: ${run.void}.`);
  const excused = runs.filter((run) => run.explained !== undefined).map((run) => `Problems not counted: ${run.experiment}, ${run.at}: ${run.explained}.`);
  // `race of 8: …` and `killed at every point: …` are many of one kind.
  const kindOf = (name: string): string => name.split(':')[0];
  const names = [...new Set(runs.map(({ experiment }) => kindOf(experiment)))].sort();
  const sum = (of: readonly Run[], what: (run: Run) => number): number => of.reduce((total, run) => total + what(run), 0);
  const lines = names.map((name) => {
    const of = runs.filter(({ experiment }) => kindOf(experiment) === name);
    const different = new Set(of.map(({ experiment }) => experiment)).size;
    const figures = [of.length, sum(of, ({ fired }) => fired), sum(of, ({ acts }) => acts), sum(of, ({ again }) => again), sum(of, ({ lost }) => lost), sum(of, ({ doubled }) => doubled), sum(of, ({ halfDone }) => halfDone), sum(of, ({ problems, explained }) => (explained === undefined ? problems.length : 0))];
    return `| ${[different > 1 ? `${name} (${different})` : name, ...figures.map((figure) => figure.toLocaleString('en-US')), (Math.max(...of.map(({ slowestMs }) => slowestMs)) / 1000).toFixed(1)].join(' | ')} |`;
  });
  const points = pointsInWords(killsByPoint(runs));
  const head = ['experiment', 'runs', 'faults, races or sequences', 'acts acknowledged', 'asked again', 'lost', 'doubled', 'half done', 'problems', 'longest wait (s)'];
  return [`| ${head.join(' | ')} |`, `|---${'|--:'.repeat(head.length - 1)}|`, ...lines, ...[...points, ...excused, ...notCounted].flatMap((line) => ['', line])].join('\n');
}

function pointsInWords(byStatement: Readonly<Record<string, number>>): string[] {
  if (Object.keys(byStatement).length === 0) return [];
  const byMoment = new Map<string, number>();
  for (const [point, kills] of Object.entries(byStatement)) byMoment.set(momentOf(point), (byMoment.get(momentOf(point)) ?? 0) + kills);
  return [`Named points of an act, before and after each: ${[...byMoment].sort(([a], [b]) => a.localeCompare(b)).map(([name, kills]) => `${name} ${kills}`).join('; ')}. By statement and table: ${Object.keys(byStatement).length} points, ${Object.values(byStatement).filter((kills) => kills >= 5).length} of them killed five times or more, each at least ${Math.min(...Object.values(byStatement))} times.`];
}

/** The commit a run is of; `+` when there was something not committed. */
function commit(): string {
  try {
    const git = (...words: string[]): string => execFileSync('git', words, { cwd: projectRoot, encoding: 'utf8' }).trim();
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', '--', 'server', 'processes') === '' ? '' : '+'}`;
  } catch {
    return '?';
  }
}
