import type { Session } from '../api/session';

/** A browser knows nobody: its people sign in with their password. */
export const knowsPerson = false;
export const silentSession = async (): Promise<Session | null> => null;
export const wechatCode = async (): Promise<string | null> => null;
export const askConsent = async (_templateId: string): Promise<'accept' | 'reject' | 'ban' | 'filter' | null> => null;
