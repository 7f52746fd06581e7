import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseTarget } from '../../server/env.js';

type Cut = 'before' | 'after';
const QUERY = 3;
const HEADER = 4;
/** A COMMIT, alone or at the end of a batch of statements (decisions/statements-travel-together.md). */
const COMMIT = /(^|;)\s*commit\s*;?\s*$/i;

/**
 * The wire between product and database, with faults: a COMMIT can be cut before it arrives, or after it was done and before
 * its answer; everything can be late, or swallowed. It reads as much of the MySQL protocol as it takes to know a COMMIT.
 */
export class FaultProxy {
  /** What happens to the next COMMIT. */
  next: Cut | null = null;
  /** What happens to each COMMIT with this probability. */
  often: { cut: Cut; chance: () => boolean } | null = null;
  /** So late is what is sent, either way. */
  delayMs = 0;
  /** Nothing arrives any more, and nobody is told. */
  blackHole = false;
  /** COMMITs that were cut, and all that came by. */
  cuts = 0;
  commits = 0;
  private readonly sockets = new Set<Socket>();
  private server: Server | null = null;

  /** @returns where the product finds the database through this wire. */
  async through(target: DatabaseTarget): Promise<DatabaseTarget> {
    this.server = createServer((product) => this.join(product, target.socketPath ? connect(target.socketPath) : connect(target.port, target.host)));
    await new Promise<void>((ready) => this.server?.listen(0, '127.0.0.1', ready));
    const { socketPath: _, ...rest } = target;
    return { ...rest, host: '127.0.0.1', port: (this.server.address() as AddressInfo).port };
  }

  /** Cuts everything that is connected. */
  cutAll(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((closed) => { if (this.server) this.server.close(() => closed()); else closed(); });
  }

  private join(product: Socket, database: Socket): void {
    let answerIsLost = false;
    const cut = (): void => { this.cuts += 1; product.destroy(); database.destroy(); };
    for (const [socket, other] of [[product, database], [database, product]]) {
      socket.setNoDelay(true);
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => { this.sockets.delete(socket); other.destroy(); });
    }
    const packets = new Packets();
    product.on('data', (sent) => {
      const committing = packets.of(sent).some((packet) => packet[0] === QUERY && COMMIT.test(packet.subarray(1).toString('latin1')));
      if (committing) {
        this.commits += 1;
        const fault = this.fault();
        if (fault === 'before') return cut();
        answerIsLost ||= fault === 'after';
      }
      void this.pass(sent, database);
    });
    database.on('data', (answer) => (answerIsLost ? cut() : void this.pass(answer, product)));
  }

  private fault(): Cut | null {
    const { next } = this;
    this.next = null;
    return next ?? (this.often?.chance() ? this.often.cut : null);
  }

  private async pass(bytes: Buffer, to: Socket): Promise<void> {
    if (this.blackHole) return;
    if (this.delayMs > 0) await sleep(this.delayMs);
    if (to.writable) to.write(bytes);
  }
}

/** Puts together the packets of one direction: three bytes of length, one of order, then what is said. */
class Packets {
  private rest: Buffer = Buffer.alloc(0);

  of(bytes: Buffer): Buffer[] {
    this.rest = Buffer.concat([this.rest, bytes]);
    const whole: Buffer[] = [];
    while (this.rest.length >= HEADER) {
      const end = HEADER + this.rest.readUIntLE(0, 3);
      if (this.rest.length < end) break;
      whole.push(this.rest.subarray(HEADER, end));
      this.rest = this.rest.subarray(end);
    }
    return whole;
  }
}
