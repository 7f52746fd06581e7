import { row, rows, run } from '../../../server/database.js';
import { bind } from '../../../server/wechat/binding.js';
import { openidOf, WECHAT_TEMPLATE, type Fault, type WechatServer } from '../../support/wechat-server.js';
import type { Desk } from '../clerks.js';
import { Installation } from '../installation.js';
import { Outcome, type Wanted } from './outcome.js';
import { UnderLoad } from './under-load.js';

/** How WeChat can be away: errors, busy, an answer that is lost before or after the work, and silence for longer than anybody waits. */
const AWAY: readonly Fault[] = [{ status: 502 }, { code: -1 }, 'lost-before', 'lost-after', 'silent'];
/** The job of the clockwork that sends messages. */
const OUTBOX = '*/5 * * * * *';
const CONSENTS = 60;

/**
 * WeChat is away, each time in another way, while clerks work who are told of their tasks on it. Their work goes on, the inbox in the
 * product has every reminder, and when WeChat is back what waited goes out: nothing twice, and nothing that WeChat may have sent is sent again.
 */
export async function wechatDown({ count, say, stopped }: Wanted): Promise<Outcome> {
  const installation = await Installation.withGivenDatabase({ env: { WECHAT_TEMPLATE, ROLE: 'all', AID_CHAOS_WOKEN: 'yes' } });
  const { wechat } = installation;
  try {
    const load = await UnderLoad.begun(() => installation.url, (desk) => onWechat(desk, wechat));
    const { outcome } = load;
    await sendAll(installation);
    while (outcome.fired < count && outcome.problems.length === 0 && !stopped()) {
      const [asked, before] = [wechat.asked.length, wechat.sent.length];
      const away = AWAY[outcome.fired % AWAY.length];
      wechat.failAll(away);
      await load.round(async (clerks) => { while (!clerks.over) await installation.server.tick(OUTBOX); });
      await installation.server.tick(OUTBOX);
      if (wechat.asked.length > asked) outcome.fired += 1;
      else outcome.problems.push('WeChat was not asked for anything');
      const unread = await row<{ n: number }>("SELECT COUNT(*) AS n FROM outbox WHERE sent_at IS NULL AND kind <> 'wechat-message'");
      if (Number(unread?.n) > 0) outcome.problems.push(`${unread?.n} reminders have not come to the inbox while WeChat was away (${JSON.stringify(away)})`);
      wechat.failAll(null);
      await sendAll(installation);
      outcome.problems.push(...(await wrongMessages(wechat)));
      say(`${outcome.fired} times without WeChat, ${outcome.lists} lists, ${outcome.acts} acts, ${wechat.sent.length - before} messages sent, ${outcome.problems.length} problems`);
    }
    await load.invariants();
    return outcome;
  } finally {
    wechat.failAll(null);
    await installation.close();
  }
}

/** All three have bound a WeChat and allowed many messages. */
async function onWechat({ people }: Desk, wechat: WechatServer): Promise<void> {
  for (const actor of Object.values(people)) {
    await bind(actor, openidOf(actor.login));
    await run("INSERT INTO wechat_credits (user_id, credits, last_result, changed_at) VALUES (?, ?, 'accept', UTC_TIMESTAMP(3))", [actor.userId, CONSENTS]);
    wechat.consent(actor.login, CONSENTS);
  }
}

/** WeChat is back, and the pauses are over: everything that waits goes out. */
async function sendAll(installation: Installation): Promise<void> {
  await installation.restart();
  await run("UPDATE wechat_messages SET begun_at = begun_at - INTERVAL 61 SECOND WHERE state = 'sending'");
  for (let tries = 0; tries < 100; tries += 1) {
    await run('UPDATE outbox SET not_before = CURRENT_TIMESTAMP(3), lease_until = NULL WHERE sent_at IS NULL');
    await installation.server.tick(OUTBOX);
    if (Number((await row<{ n: number }>('SELECT COUNT(*) AS n FROM outbox WHERE sent_at IS NULL'))?.n) === 0) return;
  }
}

/** What is wrong between what WeChat has sent and what is on record of it. */
async function wrongMessages(wechat: WechatServer): Promise<string[]> {
  const problems: string[] = [];
  const onRecord = await rows<{ state: string; n: number }>('SELECT state, COUNT(*) AS n FROM wechat_messages GROUP BY state');
  const of = (state: string): number => Number(onRecord.find((one) => one.state === state)?.n ?? 0);
  const sent = new Map<string, number>();
  for (const { openid, page } of wechat.sent) sent.set(`${openid} ${page}`, (sent.get(`${openid} ${page}`) ?? 0) + 1);
  for (const [what, times] of sent) if (times > 1) problems.push(`sent ${times} times: ${what}`);
  if (of('sent') > wechat.sent.length) problems.push(`${of('sent')} messages are on record as sent, WeChat has sent ${wechat.sent.length}`);
  if (wechat.sent.length > of('sent') + of('maybe-sent')) problems.push(`WeChat has sent ${wechat.sent.length} messages, ${of('sent')} are on record as sent and ${of('maybe-sent')} as perhaps sent`);
  for (const state of ['sending', 'failed', 'no-credit', 'no-consent']) if (of(state) > 0) problems.push(`${of(state)} messages are ${state}`);
  const left = await row<{ n: number }>('SELECT COUNT(*) AS n FROM outbox WHERE sent_at IS NULL');
  if (Number(left?.n) > 0) problems.push(`${left?.n} messages still wait though WeChat is back`);
  return problems;
}
