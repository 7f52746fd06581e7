import type { Environment } from '../env.js';

export type WechatApp = NonNullable<Environment['wechat']>;
let current: WechatApp | null = null;

/** The office's mini-program; without one everything stays in the in-app inbox. */
export function useWechat(app: WechatApp | null): void {
  current = app;
}

export const wechatApp = (): WechatApp | null => current;
