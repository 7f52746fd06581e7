import { useCallback, useEffect, useRef, useState } from 'react';
import Taro from '@tarojs/taro';
import { call } from '../api/call';
import type { QueryOf, ReplyOf } from '../api/contract';
import { wordsOf } from '../api/refusal';
import type { TaskFilter } from './task-filter';

export type Task = ReplyOf<'task'>;
export type Kind = NonNullable<ReplyOf<'tasks'>['kinds']>[number];
/** The tasks as they were read, a page at a time: a page that was read once stays the same value, so it is not drawn again. */
type Shown = { pages: readonly (readonly Task[])[]; next: string | null; total: number | null; kinds: readonly Kind[]; programmes: readonly string[]; stale: boolean };

export const PAGE = 20;
const place = (asked: string): string => `seen:tasks:${asked}`;

/**
 * A list of tasks that grows as it is scrolled. What was seen last stands there at once, marked as such, until the server has
 * answered; of two questions the later one's answer is shown.
 */
export function useTaskList(filter: TaskFilter, q: string) {
  const asked = JSON.stringify([filter.state, filter.whose ?? '', filter.key ?? '', filter.programme ?? '', q]);
  const [shown, setShown] = useState<Shown | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [more, setMore] = useState(false);
  const question = useRef(0);

  const query = useCallback((cursor?: string): QueryOf<'tasks'> => ({
    state: filter.state, ...(filter.whose ? { whose: filter.whose } : {}), ...(filter.key ? { key: filter.key } : {}), ...(filter.programme ? { programme: filter.programme as 'vocational-grant' } : {}), ...(q ? { q } : {}), limit: PAGE, ...(cursor ? { cursor } : { count: 'true' }),
  }), [asked]);

  const reload = useCallback(async () => {
    const mine = (question.current += 1);
    try {
      const { items, nextCursor, total, kinds, programmes } = await call('tasks', { query: query() });
      if (mine !== question.current) return;
      setShown({ pages: [items], next: nextCursor, total: total ?? null, kinds: kinds ?? [], programmes: programmes ?? [], stale: false });
      setProblem(null);
      if (!q) Taro.setStorageSync(place(asked), items);
    } catch (error) {
      if (mine === question.current) setProblem(wordsOf(error));
    }
  }, [asked]);

  useEffect(() => {
    const kept: unknown = q ? null : Taro.getStorageSync(place(asked));
    setShown(Array.isArray(kept) && kept.length > 0 ? { pages: [kept as Task[]], next: null, total: null, kinds: [], programmes: [], stale: true } : null);
    void reload();
  }, [asked]);

  const grow = useCallback(async () => {
    const cursor = shown?.next;
    if (!cursor || more) return;
    const mine = question.current;
    setMore(true);
    try {
      const { items, nextCursor } = await call('tasks', { query: query(cursor) });
      if (mine === question.current) setShown((before) => before && { ...before, pages: [...before.pages, items], next: nextCursor });
    } catch (error) {
      if (mine === question.current) setProblem(wordsOf(error));
    } finally {
      setMore(false);
    }
  }, [asked, shown?.next, more]);

  return { shown, problem, more, reload, grow };
}
