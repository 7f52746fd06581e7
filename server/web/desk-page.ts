import { randomUUID } from 'node:crypto';
import type { Context } from 'koa';
import type { VNode } from 'preact';
import type { ErrorItem, ProductError } from '../lib/errors.js';
import type { Actor } from '../values/actor.js';
import type { FieldError, FieldProps } from './components/field.js';
import type { FormSeal } from './components/form.js';
import { frameFor } from './frame.js';
import { renderPage, type Crumb, type Island } from './layout.js';
import { page, type Answer, type Session } from './route.js';

/** Who asked for a page: what every handler has in its hand. */
export type Asking = { actor: Actor; session: Session; ctx: Context };

/** A page of the desk in its frame. */
export async function deskPage({ ctx, actor, session }: Asking, { title, crumbs, status, island }: { title: string; crumbs?: Crumb[]; status?: number; island?: Island }, content: VNode): Promise<Answer> {
  return page(renderPage({ ...(await frameFor(ctx, actor, session)), title, crumbs, island, children: content }), status);
}

/** A fresh seal for one form. `version` is what the person sees of the object. */
export const sealFor = ({ session }: Pick<Asking, 'session'>, version?: number): FormSeal => ({ csrf: session.csrfToken, key: randomUUID(), ...(version === undefined ? {} : { version }) });

/** A form that was sent and refused: why, every reason, and what was typed. */
export type Refused = { code: string; message: string; items: ErrorItem[]; typed: Record<string, unknown> };

export const refusedOf = ({ ctx }: Pick<Asking, 'ctx'>, error: ProductError): Refused => ({
  code: error.code, message: error.message, items: error.errors?.length ? error.errors : [{ code: error.code, message: error.message }], typed: (ctx.state.typed as Record<string, unknown> | undefined) ?? {},
});

/** One field as it was typed, to be shown again. */
export function typedText(typed: Record<string, unknown> | undefined, name: string): string | undefined {
  const value = typed?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** The fields with what was typed into them instead of what they began with. */
export const asTyped = (fields: FieldProps[], refused: Pick<Refused, 'typed'> | undefined): FieldProps[] =>
  (refused ? fields.map((field) => ({ ...field, ...(field.kind === 'tick' ? { checked: typedText(refused.typed, field.name) !== undefined } : { value: typedText(refused.typed, field.name) ?? field.value }) })) : fields);

/**
 * The lines of the summary over a refused form. An item that names no field of the form belongs to the one its code is about.
 * @param fields label of each field by its name.
 * @param about fields by refusal code.
 */
export function refusalLines(refused: Refused | undefined, fields: Record<string, string> = {}, about: Record<string, string> = {}): FieldError[] {
  return (refused?.items ?? []).map((item) => {
    const field = item.path !== undefined && item.path in fields ? item.path : about[item.code] ?? '';
    return { field, label: fields[field] ?? '', message: item.message };
  });
}

/** Checked boxes of one name come as nothing, one text, a list, or (beyond twenty) a numbered object. */
export const chosen = (value: unknown): unknown[] => (value === undefined || value === '' ? [] : Array.isArray(value) ? value : typeof value === 'object' && value !== null ? Object.values(value) : [value]);
