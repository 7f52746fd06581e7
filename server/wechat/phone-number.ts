import { z } from 'zod';
import { NotFound, RuleBroken, TryLater } from '../lib/errors.js';
import { WechatAway, WechatUnsure, type WechatAnswer } from './ask.js';
import { askWithToken } from './ask-with-token.js';
import { wechatApp } from './wechat-app.js';

const told = z.object({ phone_info: z.object({ purePhoneNumber: z.string().regex(/^\d{5,15}$/), countryCode: z.string(), watermark: z.object({ appid: z.string() }) }) });

/**
 * Exchanges the code of the button 手机号快速验证 (not that of `wx.login`) for the number of this person's WeChat, without the
 * country's code. WeChat bills each exchange; nothing is kept here.
 * @throws NotFound where the office has no mini-program, RuleBroken `wechat-code-invalid` for a code that is used, old or of
 *   another kind, TryLater.
 */
export async function phoneNumberOf(code: string): Promise<string> {
  const app = wechatApp();
  if (!app) throw new NotFound('本系统还没有接入微信小程序。');
  let answer: WechatAnswer;
  try {
    answer = await askWithToken(app, '/wxa/business/getuserphonenumber', { code });
  } catch (error) {
    if (error instanceof WechatAway || error instanceof WechatUnsure) throw busy(5);
    throw error;
  }
  const read = told.safeParse(answer);
  // A number that was asked for by another mini-program is not ours to read.
  if (answer.errcode === 0 && read.success && read.data.phone_info.watermark.appid === app.appId) return read.data.phone_info.purePhoneNumber;
  switch (answer.errcode) {
    case 0: case 40029: case 40163: throw new RuleBroken('wechat-code-invalid', '微信的手机号凭证已用过或过期，请再点一次。');
    case 45011: throw busy(60);
    default: throw busy(5);
  }
}

const busy = (seconds: number): TryLater => new TryLater('微信正忙，请稍后再试。', seconds);
