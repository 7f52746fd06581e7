import { useEffect, useState } from 'react';

let count = 0;
const listeners = new Set<(n: number) => void>();

/** Unread reminders, as the server last counted them, for the bar at the bottom. */
export function useUnread(): number {
  const [shown, setShown] = useState(count);
  useEffect(() => {
    setShown(count);
    listeners.add(setShown);
    return () => void listeners.delete(setShown);
  }, []);
  return shown;
}

export function setUnread(n: number): void {
  count = n;
  for (const listener of listeners) listener(n);
}
