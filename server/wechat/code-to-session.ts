import { z } from 'zod';
import { NotFound, RuleBroken, TryLater } from '../lib/errors.js';
import { askWechat, WechatAway, WechatUnsure } from './ask.js';
import { wechatApp } from './wechat-app.js';

const known = z.object({ openid: z.string().min(1) });

/**
 * Exchanges the code of `wx.login` for who it is. The session_key of the answer is not kept and goes nowhere; an openid is
 * only ever taken from here, never from a phone.
 * @throws NotFound where the office has no mini-program, RuleBroken `wechat-code-invalid`, TryLater
 */
export async function openidOf(code: string): Promise<string> {
  const app = wechatApp();
  if (!app) throw new NotFound('本系统还没有接入微信小程序，请用账号和密码登录。');
  let answer;
  try {
    answer = await askWechat(app, '/sns/jscode2session', { appid: app.appId, secret: app.secret, js_code: code, grant_type: 'authorization_code' });
  } catch (error) {
    if (error instanceof WechatAway || error instanceof WechatUnsure) throw busy(5);
    throw error;
  }
  const read = known.safeParse(answer);
  if (read.success) return read.data.openid;
  switch (answer.errcode) {
    case 40029: case 40163: throw new RuleBroken('wechat-code-invalid', '微信登录的凭证已用过或过期，请再点一次登录。');
    case 40226: throw new RuleBroken('wechat-code-invalid', '微信提示这个账号有风险，暂时不能登录，请用账号和密码登录。');
    case 45011: throw busy(60);
    default: throw busy(5);
  }
}

const busy = (seconds: number): TryLater => new TryLater('微信正忙，请稍后再试，或用账号和密码登录。', seconds);
