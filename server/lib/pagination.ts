import { InputInvalid } from './errors.js';

/** A keyset cursor: the last id shown. Opaque to callers. */
export const encodeCursor = (id: number): string => Buffer.from(`i${id}`).toString('base64url');

/** @throws InputInvalid for a cursor that is not ours. */
export function decodeCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const found = /^i(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (!found) throw new InputInvalid([{ path: 'cursor', code: 'malformed', message: '翻页标记不对，请从第一页重新查询。' }]);
  return Number(found[1]);
}

/** One page of rows fetched with `limit + 1`, so that the next page is known without counting. */
export function pageOf<T extends { id: number }>(found: T[], limit: number): { items: T[]; nextCursor: string | null } {
  const items = found.slice(0, limit);
  return { items, nextCursor: found.length > limit ? encodeCursor(items[items.length - 1].id) : null };
}
