import type { Stats } from 'node:fs';
import { chown, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Whom the server runs as, when that is not who we are. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

const ROOT = 0;
/** `nobody` on every system we know; nothing needs to be created for it. */
const NOBODY: Account = { uid: 65_534, gid: 65_534 };

const MAY_PASS = 1;
const MAY_READ = 4;

/** The user id of this process, or `null` where there is none (Windows). */
export function ownUid(): number | null {
  return process.getuid?.() ?? null;
}

/**
 * Postgres refuses to run as root. Then it runs as whoever owns the folder already, so that a run as root and one as
 * that user can follow one another, and as `nobody` in a new one. `null`: as ourselves.
 */
export async function accountFor(folder: string): Promise<Account | null> {
  if (ownUid() !== ROOT) return null;
  const { uid, gid } = await stat(folder);
  return uid === ROOT ? NOBODY : { uid, gid };
}

export async function giveTo(account: Account | null, ...paths: readonly string[]): Promise<void> {
  if (account === null) return;
  for (const path of paths) await chown(path, account.uid, account.gid);
}

/** Whether the account may go through every folder above this path. A home of mode 0700 stops it, whatever lies within. */
export async function canReach(account: Account | null, path: string): Promise<boolean> {
  if (account === null) return true;
  const above = dirname(path);
  if (above === path) return true;
  return allows(account, await stat(above), MAY_PASS) && (await canReach(account, above));
}

/** Whether the account may read, and run or enter, what is at this path. */
export async function canRun(account: Account | null, path: string): Promise<boolean> {
  if (account === null) return true;
  return (await canReach(account, path)) && allows(account, await stat(path), MAY_READ | MAY_PASS);
}

function allows({ uid, gid }: Account, { mode, uid: owner, gid: group }: Stats, wanted: number): boolean {
  const shift = owner === uid ? 6 : group === gid ? 3 : 0;
  return ((mode >> shift) & wanted) === wanted;
}
