import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { row, run } from '../database.js';
import { realNow } from '../lib/clock.js';
import { protection } from '../protection.js';
import { askWechat, WechatAway, WechatUnsure } from './ask.js';
import type { WechatApp } from './wechat-app.js';

/** A token is exchanged five minutes before it ends; WeChat keeps the old one good that long. */
const EARLY_MS = 300_000;
const LEASE_SECONDS = 15;
const WAIT_MS = 100;
const granted = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });
const context = (app: WechatApp): string => `wechat_tokens.token:${app.appId}`;

type Row = { token_sealed: string | null; expires_at: Date | null };

/**
 * The access token all servers share: one row, refreshed by whoever holds its lease; the others wait for it. Sealed at rest.
 * @param refused the token WeChat no longer takes: it is exchanged once, whoever notices.
 * @throws WechatAway when WeChat gives none.
 */
export async function accessToken(app: WechatApp, refused?: string): Promise<string> {
  await run('INSERT IGNORE INTO wechat_tokens (app_id) VALUES (?)', [app.appId]);
  for (let waited = 0; waited < LEASE_SECONDS * 1000; waited += WAIT_MS) {
    const kept = await keptToken(app);
    if (kept && kept !== refused) return kept;
    const owner = randomUUID();
    const { affected } = await run('UPDATE wechat_tokens SET lease_owner = ?, lease_until = CURRENT_TIMESTAMP(3) + INTERVAL ? SECOND WHERE app_id = ? AND (lease_until IS NULL OR lease_until < CURRENT_TIMESTAMP(3))', [owner, LEASE_SECONDS, app.appId]);
    if (affected === 1) return refresh(app, owner, refused);
    await new Promise((resolve) => { setTimeout(resolve, WAIT_MS); });
  }
  throw new WechatAway('另一台服务器正在换取微信令牌');
}

async function keptToken(app: WechatApp): Promise<string | null> {
  const found = await row<Row>('SELECT token_sealed, expires_at FROM wechat_tokens WHERE app_id = ?', [app.appId]);
  if (!found?.token_sealed || !found.expires_at || found.expires_at.getTime() - EARLY_MS <= realNow().getTime()) return null;
  return protection().cipher.open(found.token_sealed, context(app));
}

async function refresh(app: WechatApp, owner: string, refused?: string): Promise<string> {
  try {
    // Somebody may have refreshed it between our look and our lease.
    const kept = await keptToken(app);
    if (kept && kept !== refused) return kept;
    const answer = await askWechat(app, '/cgi-bin/stable_token', {}, { grant_type: 'client_credential', appid: app.appId, secret: app.secret });
    const read = granted.safeParse(answer);
    if (!read.success) throw new WechatAway(`微信没有给令牌（${answer.errcode}）`);
    await run('UPDATE wechat_tokens SET token_sealed = ?, expires_at = ? WHERE app_id = ? AND lease_owner = ?', [protection().cipher.seal(read.data.access_token, context(app)), new Date(realNow().getTime() + read.data.expires_in * 1000), app.appId, owner]);
    return read.data.access_token;
  } catch (error) {
    // Whether a token was given is no matter: nothing else was done, and the next one replaces it.
    throw error instanceof WechatUnsure ? new WechatAway(error.message) : error;
  } finally {
    await run('UPDATE wechat_tokens SET lease_owner = NULL, lease_until = NULL WHERE app_id = ? AND lease_owner = ?', [app.appId, owner]);
  }
}
