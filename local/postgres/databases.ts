import { type Client, escapeIdentifier, escapeLiteral } from 'pg';
import { connect } from '#kit/persistence/connect.ts';
import { SUPERUSER } from './server.ts';

/**
 * Owns the product's database and no more: it may make databases and roles, but no row-level policy is waived for it
 * that is forced, as it would be for a superuser.
 */
const OWNER = 'revgraph';
const APPLICATION = 'revgraph supervisor';

export function superuserUrl(port: number, password: string): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`;
}

/** Makes the role and the database where they are missing, and answers the address for the product. */
export async function prepareDatabase(port: number, password: string, name: string): Promise<string> {
  const client = await connect(superuserUrl(port, password), APPLICATION);
  try {
    if (!(await exists(client, 'select from pg_roles where rolname = $1', OWNER))) {
      await client.query(
        `create role ${OWNER} login createdb createrole password ${escapeLiteral(password)};
         grant pg_monitor to ${OWNER}`,
      );
    }
    if (!(await exists(client, 'select from pg_database where datname = $1', name))) {
      await client.query(`create database ${escapeIdentifier(name)} owner ${OWNER}`);
    }
  } finally {
    await client.end();
  }
  return `postgres://${OWNER}:${password}@127.0.0.1:${port}/${encodeURIComponent(name)}`;
}

/** Whether the server on this port lets us in with our password: then it is ours. */
export async function answers(port: number, password: string): Promise<boolean> {
  try {
    await (await connect(superuserUrl(port, password), APPLICATION)).end();
    return true;
  } catch {
    return false;
  }
}

async function exists(client: Client, sql: string, name: string): Promise<boolean> {
  return (await client.query(sql, [name])).rows.length > 0;
}
