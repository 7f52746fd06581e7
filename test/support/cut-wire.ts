import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseTarget } from '../../server/env.js';

/** The wire between product and database, which can be cut at a COMMIT: before it arrives, or after it was done and before the answer. */
export class CutWire {
  /** What happens to the next COMMIT; `cuts` counts those that did. */
  next: 'before' | 'after' | null = null;
  cuts = 0;
  private readonly folder = mkdtempSync(join(tmpdir(), `student-aid-test-${process.pid}-`));
  private readonly sockets = new Set<Socket>();
  private server: Server | null = null;

  async through(target: DatabaseTarget): Promise<DatabaseTarget> {
    const path = join(this.folder, 'wire.sock');
    this.server = createServer((product) => this.join(product, connect(target.socketPath ?? '')));
    await new Promise<void>((ready) => this.server?.listen(path, ready));
    return { ...target, socketPath: path };
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((closed) => { if (this.server) this.server.close(() => closed()); else closed(); });
    rmSync(this.folder, { recursive: true, force: true });
  }

  private join(product: Socket, database: Socket): void {
    let committing = false;
    const cut = (): void => { this.cuts += 1; product.destroy(); database.destroy(); };
    for (const socket of [product, database]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => { this.sockets.delete(socket); product.destroy(); database.destroy(); });
    }
    product.on('data', (sent) => {
      // Byte 4 of a packet is the command, 3 a query in words.
      if (this.next && sent.length > 5 && sent[4] === 3 && /^commit/i.test(sent.subarray(5, 11).toString())) {
        const when = this.next;
        this.next = null;
        if (when === 'before') return cut();
        committing = true;
      }
      database.write(sent);
    });
    database.on('data', (answer) => (committing ? cut() : product.write(answer)));
  }
}
