/** One set-data call: the bytes that cross from the program to the view. */
export type SetData = { path: string; keys: number; bytes: number; patch: Record<string, unknown> };
export type Asked = { method: string; path: string; status: number | string; headers: Record<string, string> };
export type Weapp = {
  stats: { setData: SetData[]; toasts: string[]; modals: string[]; errors: Error[]; nav: string[]; requests: Asked[]; opened: string[]; subscribed: string[][] };
  storage: Map<string, unknown>;
  launch(): void;
  readonly page: { path: string };
  el(selector: string): Element | null;
  all(selector: string): Element[];
  text(): string;
  tap(selector: string): void;
  type(selector: string, value: string): void;
  pick(selector: string, value: number | string): void;
  scroll(scrollTop: number): void;
  pullDown(): void;
  reachBottom(): void;
  back(): void;
  until<T>(what: () => T | null | undefined | false, ms?: number): Promise<T>;
  close(): void;
};
/** How the network behaves: `before` may refuse a request, `after` may lose an answer that was given. */
export type Wire = { before?: (asked: { method: string; path: string }) => boolean; after?: (asked: { method: string; path: string }) => boolean };
export function openWeapp(folder: string, options: { server: string; modules: string; storage?: Map<string, unknown>; code?: () => string; photo?: string; wire?: Wire; accepts?: () => 'accept' | 'reject' }): Weapp;
