import type { Role } from '../values/actor.js';
import { elementOf, elementsOf, extensionOf, isTrue, textOf, type ModdleElement } from './bpmn-xml.js';
import { isRole, readCandidates } from './candidates.js';
import type { Decision, ElementModel, FieldMode, FormField, Reminder, VoteRule } from './definition-model.js';
import { fieldTypes } from './field-types.js';

/** What a task asks of people, as drawn: its form, its decisions, how several offices decide together, and when they are reminded. */
export function readTask(element: ModdleElement): Pick<ElementModel, 'form' | 'decisions' | 'vote' | 'reminders'> {
  const vote = extensionOf(element, 'aid:Vote');
  const reminders = elementsOf(extensionOf(element, 'aid:Reminders'), 'reminders').flatMap(readReminder);
  return {
    form: elementsOf(extensionOf(element, 'camunda:FormData'), 'fields').map(readField),
    decisions: elementsOf(extensionOf(element, 'aid:Decisions'), 'decisions').map(readDecision),
    ...(vote && { vote: readVote(vote) }), ...(reminders.length > 0 && { reminders }),
  };
}

function readField(field: ModdleElement): FormField {
  const required = elementsOf(elementOf(field, 'validation'), 'constraints')
    .some((constraint) => textOf(constraint, 'name') === 'required' && textOf(constraint, 'config') !== 'false');
  const options = elementsOf(field, 'values').map((value) => ({ value: textOf(value, 'id') ?? '', name: textOf(value, 'name') ?? '' }));
  const type = fieldTypes.find((one) => one === textOf(field, 'type')) ?? 'string';
  const { access } = readAccess(textOf(field, 'aid:access') ?? '');
  return { id: textOf(field, 'id') ?? '', label: textOf(field, 'label') ?? '', type, required, ...(type === 'enum' && { options }), ...(access.length > 0 && { access }) };
}

const readDecision = (decision: ModdleElement): Decision =>
  ({ value: textOf(decision, 'value') ?? '', name: textOf(decision, 'name') ?? '', remarkRequired: isTrue(decision, 'remarkRequired') });

const modes: readonly FieldMode[] = ['required', 'optional', 'readonly', 'hidden'];

/** `school-operator:readonly,authority-operator:required`. What cannot be read is returned for the upload check. */
export function readAccess(text: string): { access: { role: Role; mode: FieldMode }[]; unreadable: string[] } {
  const access: { role: Role; mode: FieldMode }[] = [];
  const unreadable: string[] = [];
  for (const part of text.split(',').map((word) => word.trim()).filter((word) => word !== '')) {
    const [role = '', word = ''] = part.split(':');
    const mode = modes.find((one) => one === word);
    if (isRole(role) && mode) access.push({ role, mode });
    else unreadable.push(part);
  }
  return { access, unreadable };
}

const voteRules: readonly VoteRule['rule'][] = ['all', 'any', 'ratio'];

function readVote(vote: ModdleElement): VoteRule {
  const rule = voteRules.find((one) => one === textOf(vote, 'rule')) ?? 'all';
  const onReject = textOf(vote, 'onReject') ?? (rule === 'all' ? 'end' : 'count');
  return { rule, share: rule === 'ratio' ? Number(textOf(vote, 'share') ?? 50) : 100, onReject: onReject === 'end' ? 'end' : 'count' };
}

function readReminder(reminder: ModdleElement): Reminder[] {
  const workdays = Number(textOf(reminder, 'workdays'));
  return Number.isInteger(workdays) ? [{ workdays, to: readCandidates(textOf(reminder, 'to') ?? '').candidates }] : [];
}
