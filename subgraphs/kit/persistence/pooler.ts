import type { Client } from 'pg';
import { connect, DatabaseUnusable } from './connect.ts';

const PROBE = 'revgraph.pooler_probe';

/**
 * Throws `DatabaseUnusable` when a pooler stands between that gives a session another server connection for each
 * transaction: LISTEN, session locks and settings would be lost, or seen by strangers.
 */
export async function refuseTransactionPooler(url: string): Promise<void> {
  const first = await connect(url, 'revgraph pooler probe');
  try {
    const second = await connect(url, 'revgraph pooler probe');
    try {
      if (await keepsItsSession(first, second)) return;
    } finally {
      await second.end();
    }
  } finally {
    await first.end();
  }
  throw new DatabaseUnusable(
    'DATABASE_URL leads to a pooler in transaction mode. Use its session mode, or the address of the server itself.',
  );
}

/** Leaves a mark in the first session, lets the second take any server connection that is free, and looks for the mark. */
async function keepsItsSession(first: Client, second: Client): Promise<boolean> {
  const mark = 'set';
  await first.query('select set_config($1, $2, false)', [PROBE, mark]);
  await second.query('begin');
  try {
    return (await readMark(second)) !== mark && (await readMark(first)) === mark;
  } finally {
    await second.query('rollback');
  }
}

async function readMark(client: Client): Promise<unknown> {
  const { rows } = await client.query<{ mark: string | null }>('select current_setting($1, true) as mark', [PROBE]);
  return rows[0]?.mark;
}
