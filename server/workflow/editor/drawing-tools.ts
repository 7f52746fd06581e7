import ElementFactory from 'bpmn-js/lib/features/modeling/ElementFactory';
import { translate } from './words.js';

/* The drawing tools offer what our checks accept; other elements can come in with a file, and the check says what to draw instead. */

type Entries = Record<string, unknown>;
type Provider = { registerProvider(...given: unknown[]): void };
const without = (entries: Entries, refused: RegExp): Entries => Object.fromEntries(Object.entries(entries).filter(([name]) => !refused.test(name)));

class OfficePalette {
  static $inject = ['palette'];
  constructor(palette: Provider) { palette.registerProvider(500, this); }
  getPaletteEntries = () => (entries: Entries): Entries => without(entries, /data-object|data-store|create\.group/);
}

class OfficeContextPad {
  static $inject = ['contextPad'];
  constructor(contextPad: Provider) { contextPad.registerProvider(500, this); }
  getContextPadEntries = () => (entries: Entries): Entries => without(entries, /compensation|condition|set-color/);
  getMultiElementContextPadEntries = () => (entries: Entries): Entries => without(entries, /align|distribute/);
}

const refusedKinds = /script|send-task|rule-task|inclusive|complex|transaction|ad-?hoc|compensat|cancel|link|conditional|data-|^toggle-loop|event-sub-?process|replace-with-task$|multiplicity|-start$|message-end|signal-end|message-intermediate-throw|signal-intermediate-throw|collapsed-subprocess/;

class OfficeReplaceMenu {
  static $inject = ['popupMenu'];
  constructor(popupMenu: Provider) { popupMenu.registerProvider('bpmn-replace', 500, this); }
  getPopupMenuEntries = () => (entries: Entries): Entries => without(entries, refusedKinds);
  getPopupMenuHeaderEntries = () => (entries: Entries): Entries => without(entries, refusedKinds);
}

/** A task drawn anew is somebody's: a plain task has no meaning here. One that comes with a file stays what it was. */
class OfficeElements extends ElementFactory {
  override create(kind: string, attributes: { type?: string; businessObject?: object }): object {
    return super.create(kind, attributes.type === 'bpmn:Task' && !attributes.businessObject ? { ...attributes, type: 'bpmn:UserTask' } : attributes);
  }
}

/** Aligning and distributing put inline styles into the page, which its policy refuses. */
const none = ['value', null];

export const drawingTools: object = {
  __init__: ['officePalette', 'officeContextPad', 'officeReplaceMenu'],
  officePalette: ['type', OfficePalette], officeContextPad: ['type', OfficeContextPad], officeReplaceMenu: ['type', OfficeReplaceMenu],
  elementFactory: ['type', OfficeElements], translate: ['value', translate],
  alignElementsContextPadProvider: none, alignElementsMenuProvider: none, distributeElementsMenuProvider: none,
};
