import { fork } from 'node:child_process';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';

/** One request of a caller. `body` is JSON text. */
export type Call = { method: string; path: string; token: string; body?: string; /** A page of the desk: the token is the cookie's. */ page?: boolean };
/** How long each answer took in ms, the bodies where they were asked for, and what was not a success. */
export type Called = { latencies: number[]; seconds: number; failures: string[]; bodies: string[]; cpuMs: number };

/** Sends the calls in order with this many callers at once, from a process of its own. */
export function call(port: number, calls: readonly Call[], callers: number, keepBodies = false): Promise<Called> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(`file://${__filename}`), [], { execArgv: ['--import', 'tsx'], serialization: 'advanced' });
    child.once('message', (called: Called) => { child.kill(); resolve(called); });
    child.once('error', reject);
    child.send({ port, calls, callers, keepBodies });
  });
}

async function work({ port, calls, callers, keepBodies }: { port: number; calls: Call[]; callers: number; keepBodies: boolean }): Promise<Called> {
  const agent = new Agent({ keepAlive: true, maxSockets: callers });
  const latencies: number[] = [];
  const failures: string[] = [];
  const bodies: string[] = [];
  let next = 0;
  const caller = async (): Promise<void> => {
    for (let at = next++; at < calls.length; at = next++) {
      const begun = performance.now();
      const { status, text } = await send(agent, port, calls[at]);
      latencies.push(performance.now() - begun);
      if (status >= 300) failures.push(`${status} ${text.slice(0, 200)}`);
      if (keepBodies) bodies[at] = text;
    }
  };
  const before = process.cpuUsage();
  const begun = performance.now();
  await Promise.all(Array.from({ length: callers }, caller));
  const seconds = (performance.now() - begun) / 1000;
  const used = process.cpuUsage(before);
  agent.destroy();
  return { latencies, seconds, failures, bodies, cpuMs: (used.user + used.system) / 1000 };
}

function send(agent: Agent, port: number, { method, path, token, body, page }: Call): Promise<{ status: number; text: string }> {
  return new Promise((resolve) => {
    const sent = request({ agent, host: '127.0.0.1', port, method, path, headers: { ...(page ? { Cookie: `sid=${token}`, Accept: 'text/html' } : { Authorization: `Bearer ${token}` }), ...(body ? { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) } : {}) } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part)).on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }));
    });
    sent.on('error', (error) => resolve({ status: 599, text: error.message }));
    sent.end(body);
  });
}

if (process.send) process.once('message', (given) => void work(given as Parameters<typeof work>[0]).then((called) => process.send?.(called)));
