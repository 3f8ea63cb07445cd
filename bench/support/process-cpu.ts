import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** evidence: docs: Linux, proc_pid_stat(5): times in clock ticks, which are hundredths of a second to every program. */
const TICK_MS = 10;

interface Stat {
  readonly pid: number;
  readonly parent: number;
  /** Own time, and that of children that have ended. */
  readonly cpuMs: number;
}

/** CPU time of a process, its children and those of them that have ended; null where there is no `/proc`. */
export function cpuMsOfTree(pid: number): number | null {
  if (!existsSync('/proc/self/stat')) return null;
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => statOf(Number(name)))
    .filter((stat) => stat !== null);
  return stats.filter((stat) => stat.pid === pid || stat.parent === pid).reduce((total, { cpuMs }) => total + cpuMs, 0);
}

function statOf(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold spaces and brackets of its own; the third field begins after the last one.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((total, index) => total + Number(fields[index]), 0);
    return { pid, parent: Number(fields[1]), cpuMs: ticks * TICK_MS };
  } catch {
    // It ended while we looked.
    return null;
  }
}
