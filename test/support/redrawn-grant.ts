import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../server/root.js';
import { businessRoles } from '../../server/values/actor.js';
import { checkDefinition } from '../../server/workflow/check-definition.js';
import { activateDefinition, saveDefinition } from '../../server/workflow/definitions.js';
import { knownNames } from '../../server/workflow/registry.js';
import { flow, tag, type Part } from './bpmn-builder.js';
import { person, type Place } from './world.js';

/** The shipped grant with these tasks drawn in, one after the other, between the authority's review and the publicity. */
export function redrawnGrant(...added: Part[]): string {
  const shipped = readFileSync(join(projectRoot, 'processes', 'vocational-grant.bpmn'), 'utf8');
  const ids = added.flatMap(({ nodes }) => nodes.slice(0, 1));
  const flows = [...ids, 'publish-list'].map((to, index) => flow(index === 0 ? 'passAuthorityReview' : ids[index - 1], to, undefined, index === 0 ? 'to-publication' : `added-${index}`));
  const shapes = ids.map((id, index) => tag('bpmndi:BPMNShape', { id: `${id}_di`, bpmnElement: id }, tag('dc:Bounds', { x: 900 + 150 * index, y: 900, width: 100, height: 80 })));
  const edges = flows.slice(1).map(({ flows: [id] }) => tag('bpmndi:BPMNEdge', { id: `${id}_di`, bpmnElement: id }, '<di:waypoint x="900" y="940" /><di:waypoint x="950" y="940" />'));
  return shipped
    .replace(/<bpmn:sequenceFlow id="to-publication"[^>]*\/>/, [...added, ...flows].map(({ xml }) => xml).join('\n'))
    // What comes in and goes out is said twice in the file; the flows are what counts.
    .replace(/<bpmn:(incoming|outgoing)>to-publication<\/bpmn:\1>/g, '')
    .replace('</bpmndi:BPMNPlane>', `${shapes.join('')}${edges.join('')}</bpmndi:BPMNPlane>`);
}

/** Saves and activates a file as the two people who must. */
export async function putInUse(at: Place, xml: string): Promise<void> {
  const checked = { findings: await checkDefinition(xml, knownNames([...businessRoles])) };
  const { version } = await saveDefinition(await person(at, 'process-administrator'), xml, checked);
  await activateDefinition(await person(at, 'process-publisher'), version.key, version.version, '测试', { ...checked, sha256: version.sha256 });
}
