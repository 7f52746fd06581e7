import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LIBRARIES = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map((machine) => `/usr/lib/${machine}/faketime/libfaketimeMT.so.1`);

/** What moves a process’s clock while it runs (Debian: libfaketime); undefined where it is not installed. */
export const clockLibrary = LIBRARIES.find((path) => existsSync(path));

/** The wall clock of the processes started with `env`. Clocks that only go forward are left alone, as they are by a step of NTP. */
export class MovableClock {
  private readonly folder = mkdtempSync(join(tmpdir(), `student-aid-test-${process.pid}-clock-`));
  private readonly file = join(this.folder, 'offset');
  readonly env: Record<string, string>;

  constructor() {
    if (!clockLibrary) throw new Error('libfaketime is not installed');
    chmodSync(this.folder, 0o755); // the database runs as somebody else
    this.set(0);
    this.env = { LD_PRELOAD: clockLibrary, FAKETIME_TIMESTAMP_FILE: this.file, FAKETIME_CACHE_DURATION: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' };
  }

  /** So many seconds before (negative) or behind what it really is, within a second. */
  set(seconds: number): void { writeFileSync(this.file, `${seconds >= 0 ? '+' : ''}${seconds}\n`, { mode: 0o644 }); }
  remove(): void { rmSync(this.folder, { recursive: true, force: true }); }
}
