import type { DefinitionModel } from '../workflow/definition-model.js';

export type ShownVariable = { name: string; label: string; value: string; masked: boolean };

/**
 * The variables of an instance as a process administrator may see them. Numbers, dates, yes and no and values chosen from a
 * list of the drawing are process matters; free text, people and amounts may be somebody's data and are hidden (三员分离).
 */
export function variablesShown(model: DefinitionModel, stored: readonly { name: string; value: string | null }[]): ShownVariable[] {
  const values = new Map(stored.map(({ name, value }) => [name, value]));
  return model.variables.filter(({ name }) => values.has(name)).map((variable) => {
    const value = values.get(variable.name) ?? null;
    const label = variable.label || variable.name;
    if (value === null) return { name: variable.name, label, value: '没有值', masked: false };
    const open = opened(model, variable.name, JSON.parse(value) as unknown);
    return { name: variable.name, label, value: open ?? '有值，可能含个人信息，不在这里显示', masked: open === undefined };
  });
}

/** The value in words, or undefined when it is nothing for an administrator. */
function opened(model: DefinitionModel, name: string, value: unknown): string | undefined {
  const fields = Object.values(model.elements).flatMap(({ form }) => form.filter(({ id }) => id === name));
  if (fields.some(({ type }) => ['string', 'people', 'money', 'opinion', 'attachment'].includes(type))) return undefined;
  if (name === 'decision') return Object.values(model.elements).flatMap(({ decisions }) => decisions).find((one) => one.value === value)?.name ?? undefined;
  const chosen = fields.flatMap(({ options = [] }) => options).find((option) => option.value === value);
  if (chosen) return chosen.name;
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'number') return String(value);
  return model.variables.find((one) => one.name === name)?.type === 'date' ? String(value) : undefined;
}
