import { ticks } from '../lib/clock.js';
import type { Way } from './check-definition.js';
import type { DefinitionModel } from './definition-model.js';
import type { Settled, Source, Wait } from './engine.js';
import { Choices, Told } from './rehearsal-choices.js';
import { tokenStepper } from './tokens.js';
import { Marking, type Token } from './tokens-marking.js';

/** More ways than this nobody reads. */
const MOST_WAYS = 60;
const MOST_PLACES = 400;
const MOST_STEPS = 3_000;
const MOST_COMBINATIONS = 64;
/** On a slow machine the list is cut short rather than the file refused. */
const MOST_MS = 1_000;

/** `stranded`: places from which no way leads to the end, by what waits there; `stuck`: where nothing waits any more and it is not done. */
export type Explored = { ways: Way[]; more: boolean; complete: boolean; stranded: string[]; stuck: string[] };

/**
 * Tries every answer of every gateway, every timer and every message, with plain tokens, until nothing new comes.
 * @param everyOrder also every order in which open tasks may be done; otherwise the first open task is done first, and the list stays readable.
 */
export async function exploreWays(source: Source, model: DefinitionModel, everyOrder: boolean): Promise<Explored> {
  return new Exploration(source, model, everyOrder).run();
}

type Open = { settled: Settled; key: string; steps: string[]; path: ReadonlySet<string> };

class Exploration {
  private readonly leadsTo = new Map<string, Set<string>>();
  private readonly waitingAt = new Map<string, string[]>();
  private readonly done = new Set<string>();
  private readonly ways: Way[] = [];
  private readonly stuck: string[] = [];
  private steps = 0;
  private readonly until = ticks() + MOST_MS;
  private complete = true;

  constructor(private readonly source: Source, private readonly model: DefinitionModel, private readonly everyOrder: boolean) {}

  async run(): Promise<Explored> {
    const open: Open[] = [];
    await this.each((choices) => tokenStepper.begin(this.source, choices), (settled, choices) => this.arrive(settled, '', [this.told(this.startName(), choices)], new Set(), open));
    for (let at = open.pop(); at; at = open.pop()) {
      if (this.leadsTo.size > MOST_PLACES || this.steps > MOST_STEPS || ticks() > this.until) { this.complete = false; break; }
      const { settled, key, steps, path } = at;
      for (const wait of this.actsAt(settled.waits)) {
        await this.each((choices) => tokenStepper.act(this.source, settled.state, wait, choices), (next, choices) => this.arrive(next, key, [...steps, this.told(this.nameOf(wait), choices)], path, open));
      }
    }
    return { ways: this.ways.slice(0, MOST_WAYS), more: this.ways.length > MOST_WAYS || !this.complete, complete: this.complete, stranded: this.complete ? this.stranded() : [], stuck: [...new Set(this.stuck)] };
  }

  /** One step with every combination of answers. */
  private async each(step: (choices: Choices) => Promise<Settled>, then: (settled: Settled, choices: Choices) => void): Promise<void> {
    let told: number[] | null = [];
    for (let tried = 0; told && tried < MOST_COMBINATIONS; tried += 1) {
      const script = new Told(told);
      const choices = new Choices(this.source.diagram, script.pick);
      then(await step(choices), choices);
      this.steps += 1;
      told = script.next();
    }
    if (told) this.complete = false;
  }

  private arrive(settled: Settled, from: string, steps: string[], path: ReadonlySet<string>, open: Open[]): void {
    const key = settled.done ? 'done' : placeOf(settled.state);
    if (from) this.leadsTo.get(from)?.add(key);
    if (settled.done) {
      this.done.add(key);
      this.ways.push({ steps, end: 'done' });
      return;
    }
    if (settled.waits.length === 0) {
      this.stuck.push(...tokensIn(settled.state));
      this.ways.push({ steps, end: 'stuck' });
      return;
    }
    if (path.has(key)) return void this.ways.push({ steps: [...steps, this.restName(settled)], end: 'back' });
    if (this.leadsTo.has(key)) return void this.ways.push({ steps: [...steps, this.restName(settled)], end: 'joins' });
    this.leadsTo.set(key, new Set());
    this.waitingAt.set(key, settled.waits.map(({ elementId }) => elementId));
    open.push({ settled, key, steps, path: new Set([...path, key]) });
  }

  /** Boundary events may always happen; of the other waits the first, or each. */
  private actsAt(waits: readonly Wait[]): Wait[] {
    const sorted = [...waits].sort((one, other) => (`${one.elementId} ${one.index ?? 0}` < `${other.elementId} ${other.index ?? 0}` ? -1 : 1));
    if (this.everyOrder) return sorted;
    const isAside = ({ elementId }: Wait): boolean => this.model.elements[elementId]?.attachedTo !== undefined;
    return [...sorted.filter((wait) => !isAside(wait)).slice(0, 1), ...this.rivals(sorted), ...sorted.filter(isAside)];
  }

  /** After an event-based gateway each of the events may be the first. */
  private rivals(sorted: readonly Wait[]): Wait[] {
    const raced = new Set(this.source.diagram.elements.filter(({ type }) => type === 'EventBasedGateway').flatMap(({ id }) => this.source.diagram.flows.filter(({ from }) => from === id).map(({ to }) => to)));
    const first = sorted.find(({ elementId }) => this.model.elements[elementId]?.attachedTo === undefined);
    return sorted.filter((wait) => wait !== first && raced.has(wait.elementId));
  }

  private stranded(): string[] {
    const ending = new Set(this.done);
    for (let before = -1; before !== ending.size;) {
      before = ending.size;
      for (const [from, to] of this.leadsTo) if ([...to].some((key) => ending.has(key))) ending.add(from);
    }
    return [...new Set([...this.leadsTo.keys()].filter((key) => !ending.has(key)).flatMap((key) => this.waitingAt.get(key) ?? []))];
  }

  private startName(): string {
    return Object.values(this.model.elements).find(({ type, scope }) => type === 'startEvent' && scope === this.model.key)?.name || '开始';
  }

  /** 学校审核：通过. */
  private told(name: string, { taken }: Choices): string {
    const answers = taken.flatMap((id) => this.model.flows[id]?.name.trim() || []);
    return answers.length > 0 ? `${name}：${answers.join('，')}` : name;
  }

  private restName = ({ waits }: Settled): string => [...new Set(waits.map((wait) => this.nameOf(wait)))].join('、');
  private nameOf({ elementId }: Wait): string {
    return this.model.elements[elementId]?.name.trim() || elementId;
  }
}

/** Where all tokens are, without the numbers they happened to get: the same place reached twice reads the same. */
function placeOf(state: string): string {
  const { tokens, joins, queued }: { tokens: Token[]; joins: Record<string, object>; queued: Record<string, number> } = JSON.parse(state);
  const pathOf = (key: number): string => {
    const token = tokens.find((one) => one.key === key);
    return token ? `${pathOf(token.scope)}/${token.at}${token.index ?? ''}` : '';
  };
  const named = (counted: Record<string, unknown>): string[] => Object.entries(counted).map(([name, count]) => `${pathOf(Number(name.split('/')[0]))}/${name.split('/')[1]} ${JSON.stringify(count)}`);
  return [...tokens.map((token) => `${pathOf(token.key)} ${token.waits ?? ''} ${token.repeats ?? ''}`), ...named(joins), ...named(queued)].sort().join('|');
}

/** Where tokens lie or joins are half full in a state. */
function tokensIn(state: string): string[] {
  const joined = Object.keys((JSON.parse(state) as { joins: object }).joins).map((name) => name.slice(name.indexOf('/') + 1));
  return [...joined, ...Marking.read(state).tokens.map(({ at }) => at)].slice(0, 1);
}
