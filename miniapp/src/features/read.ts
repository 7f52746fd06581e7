import { useCallback, useEffect, useRef, useState } from 'react';
import { wordsOf } from '../api/refusal';

/** What a page reads: nothing yet (a skeleton), the value, or words about what went wrong beside the last value. */
export type Read<T> = { value: T | undefined; problem: string | null; loading: boolean; reload: () => Promise<void> };

/** Reads when the page opens and whenever `asked` changes; of two answers the later question's is shown. */
export function useRead<T>(read: () => Promise<T>, asked: string): Read<T> {
  const [state, setState] = useState<{ value: T | undefined; problem: string | null; loading: boolean }>({ value: undefined, problem: null, loading: true });
  const question = useRef(0);
  const latest = useRef(read);
  latest.current = read;
  const reload = useCallback(async () => {
    const mine = (question.current += 1);
    try {
      const value = await latest.current();
      if (mine === question.current) setState({ value, problem: null, loading: false });
    } catch (error) {
      if (mine === question.current) setState((before) => ({ ...before, problem: wordsOf(error), loading: false }));
    }
  }, []);
  useEffect(() => { void reload(); }, [asked, reload]);
  return { ...state, reload };
}
