import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PART = Buffer.alloc(1 << 20);

/** A disk of its own for an installation, which somebody else may fill. Mounting one needs root. */
export class SmallDisk {
  readonly folder = mkdtempSync(join(tmpdir(), `student-aid-test-${process.pid}-disk-`));
  private readonly ballast = join(this.folder, 'ballast');

  constructor(megabytes: number) {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', this.folder]);
  }

  get freeBytes(): number { const { bavail, bsize } = statfsSync(this.folder); return bavail * bsize; }

  /** Fills it until so much is left. */
  fill(leaveBytes: number): void {
    const file = openSync(this.ballast, 'a');
    try {
      while (this.freeBytes > leaveBytes) writeSync(file, PART, 0, Math.min(PART.length, this.freeBytes - leaveBytes));
    } finally {
      closeSync(file);
    }
  }

  empty(): void { rmSync(this.ballast, { force: true }); }

  remove(): void {
    execFileSync('umount', ['-l', this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Whether a disk can be mounted here. */
export function mayMount(): boolean {
  try {
    new SmallDisk(1).remove();
    return true;
  } catch {
    return false;
  }
}
