import { createHash, createSign, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { UnifiedProvider } from '../../server/people/unified-provider.js';

const CLIENT = { id: 'student-aid', secret: 'the-secret-of-the-client' };

/** What is wrong with the next answer. */
export type Flaw = 'foreign-signature' | 'other-nonce' | 'other-audience' | 'other-issuer' | 'expired' | 'no-token' | 'down';

type Given = { challenge: string; nonce: string; redirect: string; subject: string };

/**
 * A province's 统一用户管理 on this machine, an OpenID Connect provider as the specification says: description, keys, authorization
 * code of one use bound to client, address and PKCE challenge, signed id tokens; and every kind of wrong answer on order.
 */
export class UnifiedProviderServer {
  /** Who sits at the provider's own sign-in page; null refuses. */
  person: string | null = null;
  flaw: Flaw | null = null;
  private readonly codes = new Map<string, Given>();
  private readonly keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  private readonly foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });
  private constructor(private readonly server: Server, readonly url: string) {}

  static async started(): Promise<UnifiedProviderServer> {
    const server = createServer();
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    const made = new UnifiedProviderServer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (request, response) => void made.answer(request, response));
    return made;
  }

  /** What the product is told. @param productUrl where the provider sends people back to. */
  settings(productUrl: string): UnifiedProvider {
    return { issuer: this.url, clientId: CLIENT.id, clientSecret: CLIENT.secret, callback: `${productUrl}/sign-in/unified/callback`, name: '省统一用户登录' };
  }

  stop(): Promise<void> {
    return new Promise((resolve) => { this.server.close(() => resolve()); this.server.closeAllConnections(); });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = new URL(request.url ?? '/', this.url);
    if (this.flaw === 'down') return void response.writeHead(503).end();
    if (at.pathname === '/.well-known/openid-configuration') return json(response, 200, {
      issuer: this.url, authorization_endpoint: `${this.url}/authorize`, token_endpoint: `${this.url}/token`, jwks_uri: `${this.url}/keys`, response_types_supported: ['code'],
      subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['RS256'], code_challenge_methods_supported: ['S256'], token_endpoint_auth_methods_supported: ['client_secret_post'],
    });
    if (at.pathname === '/keys') return json(response, 200, { keys: [{ ...this.keys.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] });
    if (at.pathname === '/authorize') return this.authorize(at.searchParams, response);
    if (at.pathname === '/token' && request.method === 'POST') return this.token(new URLSearchParams(await bodyOf(request)), response);
    response.writeHead(404).end();
  }

  private authorize(asked: URLSearchParams, response: ServerResponse): void {
    const redirect = asked.get('redirect_uri') ?? '';
    if (asked.get('client_id') !== CLIENT.id || asked.get('response_type') !== 'code' || !redirect.endsWith('/sign-in/unified/callback') || asked.get('code_challenge_method') !== 'S256') return void response.writeHead(400).end('bad request');
    const back = new URL(redirect);
    back.searchParams.set('state', asked.get('state') ?? '');
    if (this.person === null) back.searchParams.set('error', 'access_denied');
    else {
      const code = randomBytes(16).toString('hex');
      this.codes.set(code, { challenge: asked.get('code_challenge') ?? '', nonce: asked.get('nonce') ?? '', redirect, subject: this.person });
      back.searchParams.set('code', code);
    }
    response.writeHead(302, { Location: back.href }).end();
  }

  private token(form: URLSearchParams, response: ServerResponse): void {
    const given = this.codes.get(form.get('code') ?? '');
    this.codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
    if (form.get('client_id') !== CLIENT.id || form.get('client_secret') !== CLIENT.secret) return json(response, 401, { error: 'invalid_client' });
    if (!given || form.get('grant_type') !== 'authorization_code' || given.redirect !== form.get('redirect_uri') || given.challenge !== challenge) return json(response, 400, { error: 'invalid_grant' });
    const now = Math.floor(Date.now() / 1000) - (this.flaw === 'expired' ? 7200 : 0);
    const claims = { iss: this.flaw === 'other-issuer' ? 'http://127.0.0.1:1' : this.url, aud: this.flaw === 'other-audience' ? 'somebody-else' : CLIENT.id, sub: given.subject, nonce: this.flaw === 'other-nonce' ? 'another' : given.nonce, iat: now, exp: now + 600 };
    json(response, 200, { access_token: randomBytes(16).toString('hex'), token_type: 'Bearer', expires_in: 600, ...(this.flaw === 'no-token' ? {} : { id_token: signed(claims, this.flaw === 'foreign-signature' ? this.foreign.privateKey : this.keys.privateKey) }) });
  }
}

function signed(claims: object, key: KeyObject): string {
  const content = `${part({ alg: 'RS256', typ: 'JWT', kid: 'one' })}.${part(claims)}`;
  return `${content}.${createSign('RSA-SHA256').update(content).sign(key).toString('base64url')}`;
}
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const piece of request) parts.push(piece as Buffer);
  return Buffer.concat(parts).toString();
}
