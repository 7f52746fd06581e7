import { execFileSync } from 'node:child_process';

/**
 * A network of its own for a few hosts on this machine: each in a namespace with an address, all on one bridge, which this machine is on
 * too. A host can be cut off from the others while everybody else still reaches it, as when a cable between two rooms is pulled.
 */
export class TestNetwork {
  private constructor(private readonly bridge: string, private readonly subnet: string, private readonly count: number) {}

  static laid(count: number): TestNetwork {
    const network = new TestNetwork(`aid${process.pid % 1_000_000}`, `10.${100 + (process.pid % 100)}.${(process.pid >> 7) % 250}`, count);
    const { bridge } = network;
    ip('link', 'add', 'name', bridge, 'type', 'bridge');
    ip('addr', 'add', `${network.subnet}.254/24`, 'dev', bridge);
    ip('link', 'set', bridge, 'up');
    for (let at = 0; at < count; at += 1) {
      const [space, wire] = [network.space(at), `${bridge}v${at}`];
      ip('netns', 'add', space);
      ip('link', 'add', 'name', wire, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', space);
      ip('link', 'set', wire, 'master', bridge, 'up');
      ip('-n', space, 'addr', 'add', `${network.address(at)}/24`, 'dev', 'eth0');
      ip('-n', space, 'link', 'set', 'eth0', 'up');
      ip('-n', space, 'link', 'set', 'lo', 'up');
    }
    return network;
  }

  address(at: number): string { return `${this.subnet}.${at + 1}`; }
  /** What is put before a command that shall run on the host. */
  on(at: number): string[] { return ['ip', 'netns', 'exec', this.space(at)]; }
  cut(at: number): void { for (const other of this.others(at)) ip('-n', this.space(at), 'route', 'add', 'blackhole', this.address(other)); }
  mend(at: number): void { for (const other of this.others(at)) ip('-n', this.space(at), 'route', 'del', 'blackhole', this.address(other)); }

  removed(): void {
    for (let at = 0; at < this.count; at += 1) ip('netns', 'del', this.space(at));
    ip('link', 'del', this.bridge);
  }

  private space(at: number): string { return `${this.bridge}n${at}`; }
  private others(at: number): number[] { return Array.from({ length: this.count }, (_none, other) => other).filter((other) => other !== at); }
}

const ip = (...words: string[]): void => { execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'pipe'] }); };

/** Whether a network can be laid here: only root may, and only where the kernel has namespaces to give. */
export const mayLay: boolean = (() => {
  const name = `aid${process.pid % 1_000_000}try`;
  try {
    ip('netns', 'add', name);
    ip('-n', name, 'link', 'add', 'name', 'br0', 'type', 'bridge');
    return true;
  } catch {
    return false;
  } finally {
    try { ip('netns', 'del', name); } catch { /* it was never there */ }
  }
})();
