import Modeler from 'bpmn-js/lib/Modeler';
import { render } from 'preact';
import { bpmnExtensions } from '../bpmn-extensions.js';
import { Drawing } from './drawing.js';
import { drawingTools } from './drawing-tools.js';
import { EditorPage } from './editor-page.js';
import type { Known } from './known.js';

/** The one script of the editor page: it finds its place and its facts in the page and begins. */
const place = document.getElementById('editor');
if (place) void begin(place);

async function begin(root: HTMLElement): Promise<void> {
  const known: Known = JSON.parse(root.dataset.known ?? '{}');
  const xml = document.getElementById('editor-xml')?.textContent ?? '';
  root.hidden = false;
  root.replaceChildren();
  const container = document.createElement('div');
  container.className = 'canvas';
  const modeler = new Modeler({ container, moddleExtensions: bpmnExtensions, additionalModules: [drawingTools] });
  render(<EditorPage drawing={new Drawing(modeler)} container={container} known={known} xml={xml} findings={JSON.parse(root.dataset.checked ?? '{"findings":[]}')} />, root);
}
