import { realNow } from '../../server/lib/clock.js';
import { engine, parseSource, type Answers, type Source, type Stepper } from '../../server/workflow/engine.js';
import { tokenStepper } from '../../server/workflow/tokens.js';
import { nameOf } from '../support/play.js';
import { randomFrom } from '../support/random.js';
import { randomDiagram } from '../support/random-diagram.js';

jest.setTimeout(60_000);

/** Two independent opinions on what a diagram means: the engine with our elements, and plain BPMN tokens. */

const fixedSeeds = Array.from({ length: 60 }, (_, index) => index + 1);
const seedOfTheDay = Number(realNow().toISOString().slice(0, 10).replaceAll('-', ''));
const MOST_ACTS = 30;

describe('engine and tokens agree on who waits, what is asked in which order, and when it ends', () => {
  it.each(fixedSeeds)('diagram %i', async (seed) => {
    await expectAgreement(seed);
  });

  it(`diagrams of the day (seeds ${seedOfTheDay} to ${seedOfTheDay + 9})`, async () => {
    for (let more = 0; more < 10; more += 1) await expectAgreement(seedOfTheDay + more);
  });

  it('the walks reach every kind of element and most come to an end', async () => {
    const kinds = new Set<string>();
    let ended = 0;
    for (const seed of fixedSeeds) {
      const source = await parseSource(randomDiagram(seed));
      const walk = await walked(tokenStepper, source, seed);
      const met = new Set(walk.join(' ').match(/[a-z]+\d+/g));
      for (const { id, type, event } of source.diagram.elements) if (met.has(id)) kinds.add(`${type}${event ? ` ${event.kind}` : ''}`);
      if (walk.at(-1)?.endsWith('ended')) ended += 1;
    }
    expect([...kinds]).toEqual(expect.arrayContaining(['UserTask', 'ServiceTask', 'ReceiveTask message', 'IntermediateCatchEvent timer', 'BoundaryEvent message', 'BoundaryEvent timer', 'BoundaryEvent signal', 'SubProcess']));
    expect(ended).toBeGreaterThan(45);
  });
});

async function expectAgreement(seed: number): Promise<void> {
  const source = await parseSource(randomDiagram(seed));
  expect({ seed, walk: await walked(engine, source, seed) }).toEqual({ seed, walk: await walked(tokenStepper, source, seed) });
}

/** A random walk as text: what was asked and answered, who waits, what was acted on. The same seed takes the same way. */
async function walked(stepper: Stepper, source: Source, seed: number): Promise<string[]> {
  const walk: string[] = [];
  const answers = answersOf(seed, walk);
  const random = randomFrom(seed + 1_000);
  let settled = await stepper.begin(source, answers);
  for (let act = 0; act < MOST_ACTS; act += 1) {
    const waits = [...settled.waits].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
    walk.push(`waiting: ${waits.map((wait) => `${nameOf(wait)} ${wait.kind}`).join(', ')}${settled.done ? 'ended' : ''}`);
    if (waits.length === 0) break;
    const wait = random.pick(waits);
    walk.push(`act on ${nameOf(wait)}`);
    settled = await stepper.act(source, settled.state, wait, answers);
  }
  return walk;
}

function answersOf(seed: number, walk: string[]): Answers {
  const random = randomFrom(seed);
  const note = <T>(text: string, answer: T): T => {
    walk.push(`${text} ${String(answer)}`);
    return answer;
  };
  return {
    condition: async (flowId) => note(`condition ${flowId}`, random.chance(0.4)),
    service: async (elementId) => void note(`service ${elementId}`, ''),
    cardinality: async (elementId) => note(`instances of ${elementId}`, random.below(4)),
  };
}
