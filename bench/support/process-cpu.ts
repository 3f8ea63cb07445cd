import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** evidence: docs: Linux, proc_pid_stat(5): times in clock ticks, which are hundredths of a second to every program. */
const TICK_MS = 10;
const PAGE_BYTES = 4_096;

/** What the kernel says of one process. */
export interface Stat {
  readonly pid: number;
  readonly parent: number;
  /** Own time of all its threads, and that of children that have ended. */
  readonly cpuMs: number;
  readonly residentBytes: number;
}

/** CPU time of a process and all below it, with those of them that have ended; null where there is no `/proc`. */
export function cpuMsOfTree(pid: number): number | null {
  return usageOfTree(pid)?.cpuMs ?? null;
}

/** The same with the memory they hold now. Pages that two of them share count twice. */
export function usageOfTree(pid: number): Pick<Stat, 'cpuMs' | 'residentBytes'> | null {
  if (!existsSync('/proc/self/stat')) return null;
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => statOf(Number(name)))
    .filter((stat) => stat !== null);
  const tree = treeOf(pid, stats);
  return {
    cpuMs: tree.reduce((total, { cpuMs }) => total + cpuMs, 0),
    residentBytes: tree.reduce((total, { residentBytes }) => total + residentBytes, 0),
  };
}

/** A process with its children, theirs, and so on. */
export function treeOf(pid: number, stats: readonly Stat[]): readonly Stat[] {
  const own = stats.filter((stat) => stat.pid === pid);
  const children = stats.filter((stat) => stat.parent === pid && stat.pid !== pid);
  return [...own, ...children.flatMap((child) => treeOf(child.pid, stats))];
}

/** Reads the text of `/proc/<pid>/stat`. */
export function statFrom(pid: number, text: string): Stat {
  // The name in brackets may hold spaces and brackets of its own; the third field begins after the last one.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = [11, 12, 13, 14].reduce((total, index) => total + Number(fields[index]), 0);
  return {
    pid,
    parent: Number(fields[1]),
    cpuMs: ticks * TICK_MS,
    residentBytes: Number(fields[21]) * PAGE_BYTES,
  };
}

function statOf(pid: number): Stat | null {
  try {
    return statFrom(pid, readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // It ended while we looked.
    return null;
  }
}
