import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** True while the process runs. A process that has ended but was not yet collected by its parent counts as ended. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return processState(pid) !== 'Z';
}

/**
 * What tells this process from a later one with the same number: boot and start tick.
 * Empty where the system does not say (not Linux); then the number alone has to do.
 */
export function birthOf(pid: number): string {
  const fields = statFields(pid);
  return fields ? `${read('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}:${fields[19]}` : '';
}

/** The command line with single spaces between the arguments, or empty when it cannot be seen. */
export function commandLine(pid: number): string {
  const seen = read(`/proc/${pid}/cmdline`);
  if (seen !== null) return seen.split('\0').filter(Boolean).join(' ');
  if (process.platform === 'linux') return '';
  return spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim() ?? '';
}

function processState(pid: number): string | undefined {
  return statFields(pid)?.[0];
}

/** Fields of /proc/<pid>/stat from the third (state) on; the second may itself hold spaces and brackets. */
function statFields(pid: number): string[] | null {
  const line = read(`/proc/${pid}/stat`);
  return line ? line.slice(line.lastIndexOf(')') + 2).split(' ') : null;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
