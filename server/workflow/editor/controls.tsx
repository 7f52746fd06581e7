import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { Choice } from './known.js';

/* The few controls of the panel. What is typed is taken when the field is left, so that one change is one step back. */

export function Text({ label, value, hint, rows, list, onCommit }: { label: string; value: string; hint?: string; rows?: number; list?: string[]; onCommit: (value: string) => void }) {
  const id = useId();
  const take = (event: { currentTarget: { value: string } }): void => {
    if (event.currentTarget.value.trim() !== value) onCommit(event.currentTarget.value.trim());
  };
  return (
    <div class="field">
      <label class="lab" for={id}>{label}</label>
      {rows ? <textarea id={id} rows={rows} value={value} onChange={take} aria-describedby={hint && `${id}-hint`} /> : <input id={id} type="text" value={value} list={list && `${id}-list`} onChange={take} aria-describedby={hint && `${id}-hint`} autocomplete="off" />}
      {list && <datalist id={`${id}-list`}>{list.map((one) => <option key={one} value={one} />)}</datalist>}
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
    </div>
  );
}

export function Pick({ label, value, choices, empty, hint, onCommit }: { label: string; value: string; choices: readonly Choice[]; empty?: string; hint?: string; onCommit: (value: string) => void }) {
  const id = useId();
  const strange = value !== '' && !choices.some((choice) => choice.value === value);
  return (
    <div class="field">
      <label class="lab" for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onCommit(event.currentTarget.value)} aria-describedby={hint && `${id}-hint`}>
        {empty !== undefined && <option value="">{empty}</option>}
        {strange && <option value={value}>{value}（不认识）</option>}
        {choices.map((choice) => <option key={choice.value} value={choice.value}>{choice.name}</option>)}
      </select>
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
    </div>
  );
}

export function Tick({ label, checked, onCommit }: { label: string; checked: boolean; onCommit: (checked: boolean) => void }) {
  return <label class="tick"><input type="checkbox" checked={checked} onChange={(event) => onCommit(event.currentTarget.checked)} /><span>{label}</span></label>;
}

/** A part of the panel that folds; open when something stands in it. */
export function Part({ title, open, children }: { title: string; open?: boolean; children: ComponentChildren }) {
  return <details class="part" open={open}><summary>{title}</summary><div class="part-body">{children}</div></details>;
}

/** A list whose lines can be added and taken away. */
export function Lines<T>({ items, name, add, render, onChange, fresh }: { items: readonly T[]; name: string; add: string; fresh: () => T; render: (item: T, put: (item: T) => void) => ComponentChildren; onChange: (items: T[]) => void }) {
  return (
    <div class="lines">
      {items.map((item, index) => (
        <fieldset class="line" key={index}>
          <legend>{name} {index + 1}</legend>
          {render(item, (changed) => onChange(items.map((one, at) => (at === index ? changed : one))))}
          <button type="button" class="btn small" onClick={() => onChange(items.filter((_, at) => at !== index))} aria-label={`删去${name} ${index + 1}`}>删去</button>
        </fieldset>
      ))}
      <button type="button" class="btn small" onClick={() => onChange([...items, fresh()])}>{add}</button>
    </div>
  );
}
