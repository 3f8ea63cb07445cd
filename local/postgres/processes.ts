import { execFile } from 'node:child_process';
import { readFile, readlink, realpath } from 'node:fs/promises';
import { promisify } from 'node:util';
import { systemCode, unlessMissing } from './problem.ts';

const run = promisify(execFile);

/** Whether there is a process of this number, ours or another user's. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

/** What tells a process from an earlier one of the same number, where the system says: its start in clock ticks. */
export async function startMark(pid: number): Promise<string> {
  const line = await unlessMissing(readFile(`/proc/${pid}/stat`, 'utf8'), '');
  // evidence: man 5 proc_pid_stat: field 22 is the start time; field 2, in brackets, may hold blanks.
  const STARTED_AFTER_BRACKET = 19;
  return line.slice(line.lastIndexOf(')') + 2).split(' ')[STARTED_AFTER_BRACKET] ?? '-';
}

/** Whether this process is the server of this cluster. Where that cannot be found out, it is taken for one. */
export async function isServerOf(cluster: string, pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform === 'linux') return isServerByProc(cluster, pid);
  if (process.platform === 'win32') return true;
  const { stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.includes('postgres');
}

/** The server's working directory is its cluster; another user's process does not show it, but shows its command. */
async function isServerByProc(cluster: string, pid: number): Promise<boolean> {
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(cluster));
  } catch {
    const command = await unlessMissing(readFile(`/proc/${pid}/cmdline`, 'utf8'), '');
    return command.includes('postgres');
  }
}
