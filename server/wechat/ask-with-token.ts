import { accessToken } from './access-token.js';
import { askWechat, type WechatAnswer } from './ask.js';
import type { WechatApp } from './wechat-app.js';

const TOKEN_REFUSED = new Set([40001, 40014, 42001]);

/**
 * Asks WeChat with the shared access token; one that it refuses is exchanged once and the question asked again, for a refused
 * token means that nothing was done.
 * @throws WechatAway, WechatUnsure
 */
export async function askWithToken(app: WechatApp, path: string, body: unknown): Promise<WechatAnswer> {
  const token = await accessToken(app);
  const first = await askWechat(app, path, { access_token: token }, body);
  if (!TOKEN_REFUSED.has(first.errcode)) return first;
  return askWechat(app, path, { access_token: await accessToken(app, token) }, body);
}
