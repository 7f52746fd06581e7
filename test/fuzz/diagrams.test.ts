import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProductError } from '../../server/lib/errors.js';
import { checkDefinition } from '../../server/workflow/check-definition.js';
import { knownNames } from '../../server/workflow/registry.js';
import { businessRoles } from '../../server/values/actor.js';
import { randomDiagram } from '../support/random-diagram.js';
import type { Random } from '../support/random.js';
import { cases, nastyWord, randomOf, seed, spoilt } from './cases.js';

const folder = join(__dirname, '../../processes');
const shipped = readdirSync(folder).filter((name) => name.endsWith('.bpmn')).map((name) => readFileSync(join(folder, name), 'utf8'));

/** A drawing somebody has spoilt: in its bytes, in its tags or in its words. */
function spoiltDrawing(random: Random): string {
  const xml = random.chance(0.6) ? random.pick(shipped) : randomDiagram(random.below(10_000), 8);
  switch (random.below(4)) {
    case 0: return spoilt(Buffer.from(xml), random).toString('utf8');
    case 1: { // an element goes, or stands twice
      const tags = [...xml.matchAll(/<bpmn:(\w+)[^>]*\/>/g)];
      if (tags.length === 0) return xml;
      const { 0: tag, index } = random.pick(tags);
      return `${xml.slice(0, index)}${random.chance(0.5) ? '' : tag + tag}${xml.slice(index + tag.length)}`;
    }
    case 2: { // an attribute says something else
      const attributes = [...xml.matchAll(/="([^"]*)"/g)];
      const { 0: attribute, index } = random.pick(attributes);
      return `${xml.slice(0, index)}="${nastyWord(random).replace(/[<&"]/g, '')}"${xml.slice(index + attribute.length)}`;
    }
    default: { // one kind of element becomes another
      const kinds = ['userTask', 'serviceTask', 'exclusiveGateway', 'parallelGateway', 'endEvent', 'startEvent', 'subProcess', 'scriptTask', 'callActivity'];
      return xml.replaceAll(`bpmn:${random.pick(kinds)}`, `bpmn:${random.pick(kinds)}`);
    }
  }
}

it(`a spoilt drawing is found out or is fine, and never breaks the check (${seed})`, async () => {
  const random = randomOf('diagrams');
  const known = knownNames([...businessRoles]);
  for (let at = 0; at < cases(150); at += 1) {
    const xml = spoiltDrawing(random);
    try {
      expect(Array.isArray(await checkDefinition(xml, known))).toBe(true);
    } catch (error) {
      if (!(error instanceof ProductError)) throw new Error(`case ${at} of ${seed}: ${String(error)}\n${xml.slice(0, 2000)}`, { cause: error });
    }
  }
}, 3_600_000);
