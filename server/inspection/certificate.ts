import { isIP } from 'node:net';
import { connect } from 'node:tls';

/** The certificate people's browsers meet: whose, until when, and what a browser would say against it. `until` is null where it was not to be had. */
export type Certificate = { host: string; until: Date | null; fault: string | null };
/** 'unset': nobody said at which address people reach this system. Null: there is none to look at. */
export type CertificateFound = Certificate | 'unset' | null;

const PATIENCE_MS = 5000;
const UNREACHED: Readonly<Record<string, string>> = { ECONNREFUSED: '那里没有网页服务', ENOTFOUND: '查不到这个名字', EAI_AGAIN: '查不到这个名字', ETIMEDOUT: '没有回答', EHOSTUNREACH: '到不了那里', ECONNRESET: '连接断了' };
let address: URL | 'unset' | null = null;

/** From the environment: the address people use. Away from production one that is not https has no certificate and needs none. */
export function watchCertificate(publicUrl: string | null, production: boolean): void {
  const url = publicUrl ? new URL(publicUrl) : null;
  address = url?.protocol === 'https:' ? url : production ? 'unset' : null;
}

/** What stands at that address now. Never throws: what went wrong is the finding. */
export async function certificateFound(): Promise<CertificateFound> {
  if (!(address instanceof URL)) return address;
  const { hostname, port } = address;
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port || 443), servername: isIP(host) ? undefined : host, rejectUnauthorized: false, timeout: PATIENCE_MS });
    const done = (until: Date | null, fault: string | null): void => { socket.destroy(); resolve({ host: hostname, until, fault }); };
    socket.once('secureConnect', () => done(new Date(socket.getPeerCertificate().valid_to), faultOf(socket.authorized ? null : socket.authorizationError)));
    socket.once('timeout', () => done(null, `${PATIENCE_MS / 1000} 秒没有回答`));
    socket.once('error', (error: NodeJS.ErrnoException) => done(null, UNREACHED[error.code ?? ''] ?? error.code ?? error.message));
  });
}

/** In words; being out of date is seen from the date. */
function faultOf(error: Error | string | null): string | null {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code ?? error.message : error;
  if (!code || code === 'CERT_HAS_EXPIRED') return null;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return '证书不是发给这个网址的';
  return ['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_GET_ISSUER_CERT'].includes(code) ? '发证机构不受信任，或者少了中间证书' : code;
}
