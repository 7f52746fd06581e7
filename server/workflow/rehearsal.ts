import { createHash } from 'node:crypto';
import { ticks } from '../lib/clock.js';
import type { Checked } from './check-definition.js';
import { readDefinition, type DefinitionModel } from './definition-model.js';
import { engine, EndlessStep, EngineFailed, parseSource, SourceRefused, type Settled, type Source, type Stepper, type Wait } from './engine.js';
import { Findings } from './findings.js';
import { nameOf } from './graph.js';
import { Choices, chanceFrom } from './rehearsal-choices.js';
import { exploreWays, type Explored } from './rehearsal-ways.js';
import { tokenStepper } from './tokens.js';

const WALKS = 8;
const MOST_ACTS = 30;
/** A part of what the whole check may take. */
const MOST_MS = 800;

/**
 * Plays a file that looks sound before anybody else does: every way over all gateways with plain tokens, and walks by
 * chance on the engine and on the tokens side by side. Refused where the two disagree, a step never comes to rest, a
 * place leads to no end or a join stays half full. Nothing of it touches a list.
 * @param judged what is held against the tokens: the engine.
 */
export async function rehearse(xml: string, judged: Stepper = engine): Promise<Checked> {
  const findings = new Findings();
  const model = await readDefinition(xml);
  try {
    const source = await parseSource(xml);
    const listed = await exploreWays(source, model, false);
    const everywhere = await exploreWays(source, model, true);
    const shown = everywhere.more ? listed : everywhere;
    tellUnending(everywhere.complete ? everywhere : listed, model, findings);
    if (!findings.hasErrors) await walkBoth({ judged, source, model, seed: seedOf(xml) }, findings);
    return findings.hasErrors ? { findings: findings.list } : { findings: findings.list, ways: shown.ways, ...(shown.more && { more: true }) };
  } catch (error) {
    tellFailure(error, model, findings);
    return { findings: findings.list };
  }
}

function tellUnending({ stranded, stuck }: Explored, model: DefinitionModel, findings: Findings): void {
  for (const id of stuck) findings.error('rehearsal-stuck', `试走时流程停在${placeName(model, id)}，没有人可以再办，也没有结束：汇合的一路没有来。请让并行的每一路都回到汇合的网关，或连到“终止”结束事件。`, id);
  for (const id of stuck.length > 0 ? [] : stranded.slice(0, 5)) findings.error('rehearsal-no-end', `试走时从${placeName(model, id)}出发，怎么选都走不到结束。请补上通向结束的连线。`, id);
}

function tellFailure(error: unknown, model: DefinitionModel, findings: Findings): void {
  if (error instanceof SourceRefused) {
    for (const { elementId, reason } of error.problems) findings.error('engine-refuses', `${elementId ? placeName(model, elementId) : '流程'}不能运行（${reason}）。请换一种画法。`, elementId);
  } else if (error instanceof EndlessStep) {
    findings.error('rehearsal-endless', '试走时有一步停不下来：自动的环节首尾相连，或相互等待。请在其中加一个有人办理的环节或等待事件。');
  } else if (error instanceof EngineFailed) {
    findings.error('rehearsal-failed', `试走时走不过${error.elementId ? placeName(model, error.elementId) : '某一步'}。请检查它的连线和条件。`, error.elementId);
  } else throw error;
}

/** Two opinions on the same walk. A file on which they differ would one day surprise a school. */
type Walk = { judged: Stepper; source: Source; model: DefinitionModel; seed: number };
async function walkBoth({ judged, source, model, seed }: Walk, findings: Findings): Promise<void> {
  const until = ticks() + MOST_MS;
  for (let walk = 0; walk < WALKS && ticks() < until; walk += 1) {
    const differs = await firstDifference(judged, source, seed + walk, until);
    if (differs === undefined) continue;
    findings.error('rehearsal-disagrees', `试走时，流程引擎在${placeName(model, differs)}之后的走法与 BPMN 规定的不一致，这样画不可靠。请把这一段画得简单些：分开的先汇合，再往下走。`, differs);
    return;
  }
}

/** The element acted on when engine and tokens first went different ways; undefined when they never did. */
async function firstDifference(judged: Stepper, source: Source, seed: number, until: number): Promise<string | undefined> {
  const byEngine = new Walker(judged, source, seed);
  const byTokens = new Walker(tokenStepper, source, seed);
  let acted = source.diagram.processId;
  for (let act = 0; act <= MOST_ACTS; act += 1) {
    const [one, other] = [await byEngine.step(), await byTokens.step()];
    if (one.told !== other.told) return acted;
    if (other.next === undefined || ticks() > until) return undefined;
    acted = other.next;
  }
  return undefined;
}

class Walker {
  private readonly choices: Choices;
  private readonly chance: (options: number) => number;
  private settled: Settled | undefined;
  private next: Wait | undefined;

  constructor(private readonly stepper: Stepper, private readonly source: Source, seed: number) {
    this.choices = new Choices(source.diagram, chanceFrom(seed));
    this.chance = chanceFrom(seed + 1_000);
  }

  /** Goes one step. `told`: who waits, and everything asked so far; `next`: what is acted on then. */
  async step(): Promise<{ told: string; next: string | undefined }> {
    this.settled = this.settled && this.next ? await this.stepper.act(this.source, this.settled.state, this.next, this.choices) : await this.stepper.begin(this.source, this.choices);
    const { waits, done } = this.settled;
    const sorted = [...waits].sort((one, other) => (waitName(one) < waitName(other) ? -1 : 1));
    this.next = sorted[sorted.length === 0 ? 0 : this.chance(sorted.length)];
    return { told: [...this.choices.asked, ...sorted.map(waitName), done].join('\n'), next: this.next?.elementId };
  }
}

const waitName = ({ elementId, index, kind }: Wait): string => `${elementId} ${index ?? ''} ${kind}`;
const placeName = (model: DefinitionModel, id: string): string => (id in model.elements ? nameOf(model.elements[id]) : `“${id}”`);
const seedOf = (xml: string): number => createHash('sha256').update(xml).digest().readUInt32BE(0) % 1_000_000;
