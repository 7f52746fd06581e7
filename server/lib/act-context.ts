import { AsyncLocalStorage } from 'node:async_hooks';

/** The operation a person asked for: one key per intention, so that a repeat finds the first answer. */
export type Operation = {
  userId: number; key: string; route: string; bodyHash: string;
  /** Claims it inside the act's transaction; `outcomeUnknown` after a COMMIT whose answer was lost. */
  claim(outcomeUnknown: boolean): Promise<void>;
};

/** What accompanies a request through all layers without being passed by hand. */
export type RequestContext = { ip: string; requestId: string; operation?: Operation };

const storage = new AsyncLocalStorage<RequestContext>();

export const withRequest = <T>(context: RequestContext, body: () => Promise<T>): Promise<T> => storage.run(context, body);
export const currentRequest = (): RequestContext | undefined => storage.getStore();
