import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const APP = { appid: 'wx0123456789abcdef', secret: 'a-secret-of-the-mini-program' };
const TEMPLATE = { id: 'template-of-the-office-0123456789', fields: { thing1: 'thing', thing2: 'thing', time3: 'time' } as Record<string, string> };
/** The template as WECHAT_TEMPLATE names it. */
export const WECHAT_TEMPLATE = `${TEMPLATE.id}:${Object.keys(TEMPLATE.fields).join()}`;
const checks: Record<string, (value: string) => boolean> = { thing: (value) => value.length > 0 && [...value].length <= 20, time: (value) => /^\d{4}年\d{1,2}月\d{1,2}日( \d{2}:\d{2})?$/.test(value) };
const asked = z.object({ touser: z.string(), template_id: z.string(), page: z.string().optional(), data: z.record(z.string(), z.object({ value: z.string() })) });

export type Sent = { openid: string; page: string; data: Record<string, string> };
/** What goes wrong with the next requests to a path: an error code, an HTTP status, silence before or after the work. */
export type Fault = { code: number } | { status: number } | 'lost-before' | 'lost-after' | 'silent';

/**
 * WeChat's endpoints as documented, on this machine: codes of one use, a token that is replaced by another while the old one still
 * holds, one message for each consent, fields checked by their type, errors with 200 and a code, and every kind of failure on order.
 */
export class WechatServer {
  readonly sent: Sent[] = [];
  readonly asked: string[] = [];
  private readonly codes = new Map<string, string>();
  private readonly phoneCodes = new Map<string, string>();
  private readonly lasting = new Set<string>();
  private readonly consents = new Map<string, number>();
  private readonly faults = new Map<string, Fault[]>();
  private tokens: string[] = [];
  private daily = Number.POSITIVE_INFINITY;
  private latency = 0;
  private away: Fault | null = null;
  private constructor(private readonly server: Server, readonly url: string) {}

  static async started(): Promise<WechatServer> {
    const server = createServer();
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    const made = new WechatServer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (request, response) => void made.answer(request, response));
    return made;
  }

  /** What the product is told: its credentials and the template, with this machine's address. */
  get app() {
    return { appId: APP.appid, secret: APP.secret, api: this.url, template: { id: TEMPLATE.id, fields: ['thing1', 'thing2', 'time3'] as const } };
  }

  /** A code as `wx.login` gives this person; one use. */
  code(person: string): string {
    const made = randomBytes(12).toString('hex');
    this.codes.set(made, openidOf(person));
    return made;
  }

  /** A code an experiment that is played again and again can use each time. */
  lastingCode(person: string): string {
    const made = this.code(person);
    this.lasting.add(made);
    return made;
  }

  /** A code as the button 手机号快速验证 gives it; another kind than that of `wx.login`, one use. */
  phoneCode(number: string): string {
    const made = randomBytes(12).toString('hex');
    this.phoneCodes.set(made, number);
    return made;
  }

  consent(person: string, times = 1): void { this.consents.set(openidOf(person), (this.consents.get(openidOf(person)) ?? 0) + times); }
  sentTo(person: string): Sent[] { return this.sent.filter(({ openid }) => openid === openidOf(person)); }
  /** The next requests to this path fail so, in order. */
  fail(path: string, ...faults: Fault[]): void { this.faults.set(path, faults); }
  /** Every request fails so, until it is told otherwise (null). */
  failAll(fault: Fault | null): void { this.away = fault; }
  /** How many messages are left today. */
  quota(left: number): void { this.daily = left; }
  slow(ms: number): void { this.latency = ms; }
  /** Every token given so far is refused from now on. */
  expireTokens(): void { this.tokens = []; }
  count(path: string): number { return this.asked.filter((one) => one === path).length; }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => { this.server.close(() => resolve()); this.server.closeAllConnections(); });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    this.asked.push(url.pathname);
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString('utf8');
    const fault = this.faults.get(url.pathname)?.shift() ?? this.away;
    if (this.latency > 0) await new Promise((resolve) => { setTimeout(resolve, this.latency); });
    if (fault === 'silent') return; // until whoever asked has had enough
    if (fault === 'lost-before') return void request.socket.destroy();
    if (fault !== null && typeof fault === 'object' && 'status' in fault) return void response.writeHead(fault.status).end();
    const body = fault !== null && typeof fault === 'object' ? { errcode: fault.code, errmsg: 'ordered' } : this.work(url, request.method ?? 'GET', text);
    if (fault === 'lost-after') return void request.socket.destroy();
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  }

  private work(url: URL, method: string, text: string): unknown {
    const query = Object.fromEntries(url.searchParams);
    switch (`${method} ${url.pathname}`) {
      case 'GET /sns/jscode2session': return this.session(query);
      case 'POST /cgi-bin/stable_token': return this.token(JSON.parse(text));
      case 'POST /cgi-bin/message/subscribe/send': return this.message(query.access_token, asked.parse(JSON.parse(text)));
      case 'POST /wxa/business/getuserphonenumber': return this.phoneNumber(query.access_token, JSON.parse(text));
      default: return { errcode: 43002, errmsg: 'require POST method' };
    }
  }

  private session({ appid, secret, js_code }: Record<string, string>): unknown {
    if (appid !== APP.appid) return { errcode: 40013, errmsg: 'invalid appid' };
    if (secret !== APP.secret) return { errcode: 40125, errmsg: 'invalid appsecret' };
    const openid = this.codes.get(js_code);
    if (!openid) return { errcode: 40029, errmsg: 'invalid code' };
    if (openid === 'used') return { errcode: 40163, errmsg: 'code been used' };
    if (!this.lasting.has(js_code)) this.codes.set(js_code, 'used');
    return { openid, session_key: randomBytes(16).toString('base64') };
  }

  private token({ appid, secret }: { appid: string; secret: string }): unknown {
    if (appid !== APP.appid || secret !== APP.secret) return { errcode: 40125, errmsg: 'invalid appsecret' };
    const made = randomBytes(64).toString('base64url');
    this.tokens = [...this.tokens.slice(-1), made];
    return { access_token: made, expires_in: 7200 };
  }

  private phoneNumber(token: string, { code }: { code: string }): unknown {
    if (!this.tokens.includes(token)) return { errcode: 42001, errmsg: 'access_token expired' };
    const number = this.phoneCodes.get(code);
    if (!number || !this.phoneCodes.delete(code)) return { errcode: 40029, errmsg: 'invalid code' };
    return { errcode: 0, errmsg: 'ok', phone_info: { phoneNumber: `+86${number}`, purePhoneNumber: number, countryCode: '86', watermark: { timestamp: 1_683_680_400, appid: APP.appid } } };
  }

  private message(token: string, { touser, template_id, page = '', data }: z.infer<typeof asked>): unknown {
    if (!this.tokens.includes(token)) return { errcode: 42001, errmsg: 'access_token expired' };
    if (template_id !== TEMPLATE.id) return { errcode: 40037, errmsg: 'invalid template_id' };
    if (!touser.startsWith('o-')) return { errcode: 40003, errmsg: 'invalid openid' };
    const wrong = Object.entries(TEMPLATE.fields).find(([name, type]) => !checks[type](data[name]?.value ?? ''));
    if (wrong) return { errcode: 47003, errmsg: `argument invalid! data.${wrong[0]}.value invalid` };
    if (this.daily <= 0) return { errcode: 45009, errmsg: 'reach max api daily quota limit' };
    const left = this.consents.get(touser) ?? 0;
    if (left <= 0) return { errcode: 43101, errmsg: 'user refuse to accept the msg' };
    this.consents.set(touser, left - 1);
    this.daily -= 1;
    this.sent.push({ openid: touser, page, data: Object.fromEntries(Object.entries(data).map(([name, { value }]) => [name, value])) });
    return { errcode: 0, errmsg: 'ok' };
  }
}

/** The same person has the same openid in this mini-program, always. */
export const openidOf = (person: string): string => `o-${createHash('sha256').update(person).digest('hex').slice(0, 24)}`;
