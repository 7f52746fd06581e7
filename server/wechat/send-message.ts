import { row, run, transact } from '../database.js';
import { DeliverLater } from '../outbox.js';
import { realNow, ticks } from '../lib/clock.js';
import { addDays, officeDateOf, officeTimeOfDay, startOfOfficeDay, formatDate } from '../values/office-date.js';
import { WechatUnsure, type WechatAnswer } from './ask.js';
import { askWithToken } from './ask-with-token.js';
import { openidOfUser } from './binding.js';
import { loseCredits, returnCredit, spendCredit } from './credits.js';
import { wechatApp, type WechatApp } from './wechat-app.js';

/** What goes to one person's WeChat. `source` names the reminder: the same is sent once. No name of a person, no amount. */
export type WechatMessage = { userId: number; source: string; what: string; where: string; at: string; page: string };

/** WeChat's limit of a `thing` field. */
const THING = 20;
/** Ours to mend: a wrong template, page or field; repeating it changes nothing. */
const OUR_MISTAKE = new Set([40037, 41030, 47003, 40003]);

/** After a question that was not answered WeChat is left alone for so long: each further one would cost its person a consent. */
const REST_SECONDS = 30;
const restsUntil = new WeakMap<WechatApp, number>();

/** A message WeChat refuses for a reason of ours; the operations see it, the person has it in the inbox. */
export class WechatMessageWrong extends Error {}

/**
 * Sends one message at most once. It is claimed with a credit before WeChat is asked; what WeChat says it did not send is given
 * back and tried later; where its answer is lost the message counts as sent, for a second one would cost a second consent.
 * After a question without an answer the others wait half a minute.
 * Without consent (43101) it stays in the in-app inbox and is never tried again; out of quota (45009) all wait for the next day.
 */
export async function sendWechatMessage(message: WechatMessage): Promise<void> {
  const app = wechatApp();
  const openid = app?.template ? await openidOfUser(message.userId) : undefined;
  if (!app?.template || !openid) return;
  await demandUnpaused(app);
  if (!(await claim(message))) return;
  let answer: WechatAnswer;
  try {
    answer = await ask(app, app.template, openid, message);
  } catch (error) {
    restsUntil.set(app, ticks() + REST_SECONDS * 1000);
    if (error instanceof WechatUnsure) return settle(message, 'maybe-sent', null);
    await giveBack(message);
    throw error;
  }
  restsUntil.delete(app);
  await conclude(app, message, answer.errcode);
}

async function conclude(app: WechatApp, message: WechatMessage, code: number): Promise<void> {
  if (code === 0) return settle(message, 'sent', code);
  if (code === 43101) {
    await loseCredits(message.userId);
    return settle(message, 'no-consent', code);
  }
  if (OUR_MISTAKE.has(code)) {
    await returnCredit(message.userId);
    await settle(message, 'failed', code);
    throw new WechatMessageWrong(`微信拒绝了消息（${code}），请核对 WECHAT_TEMPLATE 的模板号和字段`);
  }
  await giveBack(message);
  if (code === 45009) {
    const tomorrow = startOfOfficeDay(addDays(officeDateOf(realNow()), 1));
    await run('UPDATE wechat_tokens SET paused_until = ? WHERE app_id = ?', [tomorrow, app.appId]);
    throw later(tomorrow, '微信今天的消息额度用完了');
  }
  throw new Error(`微信没有发出消息（${code}）`);
}

async function ask(app: WechatApp, template: NonNullable<WechatApp['template']>, openid: string, message: WechatMessage): Promise<WechatAnswer> {
  const [what, where, at] = template.fields;
  const body = { touser: openid, template_id: template.id, page: message.page, lang: 'zh_CN', data: { [what]: { value: short(message.what) }, [where]: { value: short(message.where) }, [at]: { value: message.at } } };
  return askWithToken(app, '/cgi-bin/message/subscribe/send', body);
}

const short = (text: string): string => ([...text].length > THING ? `${[...text].slice(0, THING - 1).join('')}…` : text);

/** The row says before WeChat is asked that it will be; one that still says so after a death may have been sent and is left. */
async function claim({ userId, source }: WechatMessage): Promise<boolean> {
  return transact(async () => {
    const { affected } = await run("INSERT IGNORE INTO wechat_messages (user_id, source, state, begun_at) VALUES (?, ?, 'sending', ?)", [userId, source, realNow()]);
    if (affected === 0) {
      await run("UPDATE wechat_messages SET state = 'maybe-sent' WHERE user_id = ? AND source = ? AND state = 'sending' AND begun_at < ? - INTERVAL 60 SECOND", [userId, source, realNow()]);
      if (await row("SELECT user_id FROM wechat_messages WHERE user_id = ? AND source = ? AND state = 'sending'", [userId, source])) throw new DeliverLater(60, '另一台服务器正在发送');
      return false;
    }
    if (await spendCredit(userId)) return true;
    await run("UPDATE wechat_messages SET state = 'no-credit', ended_at = ? WHERE user_id = ? AND source = ?", [realNow(), userId, source]);
    return false;
  });
}

async function settle({ userId, source }: WechatMessage, state: 'sent' | 'maybe-sent' | 'no-consent' | 'failed', code: number | null): Promise<void> {
  await run('UPDATE wechat_messages SET state = ?, code = ?, ended_at = ? WHERE user_id = ? AND source = ?', [state, code, realNow(), userId, source]);
}

async function giveBack({ userId, source }: WechatMessage): Promise<void> {
  await transact(async () => {
    await run("DELETE FROM wechat_messages WHERE user_id = ? AND source = ? AND state = 'sending'", [userId, source]);
    await returnCredit(userId);
  });
}

async function demandUnpaused(app: WechatApp): Promise<void> {
  const rest = (restsUntil.get(app) ?? 0) - ticks();
  if (rest > 0) throw new DeliverLater(Math.ceil(rest / 1000), '微信暂时没有回答');
  const found = await row<{ paused_until: Date | null }>('SELECT paused_until FROM wechat_tokens WHERE app_id = ?', [app.appId]);
  if (found?.paused_until && found.paused_until > realNow()) throw later(found.paused_until, '微信今天的消息额度用完了');
}

const later = (until: Date, why: string): DeliverLater => new DeliverLater(Math.max(1, Math.ceil((until.getTime() - realNow().getTime()) / 1000)), why);

/** An instant as a `time` field takes it: `2023年5月10日 08:30`. */
export const wechatTime = (instant: Date): string => `${formatDate(officeDateOf(instant))} ${officeTimeOfDay(instant)}`;
