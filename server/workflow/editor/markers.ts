import type Modeler from 'bpmn-js/lib/Modeler';
import type { Finding } from './known.js';

const marked = new WeakMap<Modeler, string[]>();

/** Shows on the canvas where something was found: a frame around the element and how many things. */
export function markFindings(modeler: Modeler, findings: readonly Finding[]): void {
  const canvas = modeler.get('canvas');
  const registry = modeler.get('elementRegistry');
  for (const id of marked.get(modeler) ?? []) if (registry.get(id)) for (const marker of ['has-error', 'has-warning']) canvas.removeMarker(id, marker);
  modeler.get('overlays').remove({ type: 'finding' });
  const ids = [...new Set(findings.flatMap(({ elementId }) => elementId ?? []))].filter((id) => registry.get(id));
  for (const id of ids) {
    const own = findings.filter(({ elementId }) => elementId === id);
    const level = own.some((one) => one.level === 'error') ? 'error' : 'warning';
    canvas.addMarker(id, `has-${level}`);
    const badge = document.createElement('button');
    badge.type = 'button';
    badge.className = `badge ${level}`;
    badge.textContent = String(own.length);
    badge.title = own.map(({ message }) => message).join('\n');
    badge.setAttribute('aria-label', `${own.length} 处${level === 'error' ? '必须改' : '建议改'}：${own[0]?.message ?? ''}`);
    badge.addEventListener('click', () => { const element = registry.get(id); if (element) modeler.get('selection').select(element); });
    modeler.get('overlays').add(id, 'finding', { position: registry.get(id)?.waypoints ? { top: -12, left: -12 } : { top: -12, right: 12 }, html: badge });
  }
  marked.set(modeler, ids);
}
