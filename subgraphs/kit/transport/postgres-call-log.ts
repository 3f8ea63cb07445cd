import type { EntityManager } from 'typeorm';
import { inSpan } from '#kit/observability/present-span.ts';
import { NO_SPAN } from '#kit/observability/trace.ts';
import { affectedCount, rows } from '#kit/persistence/query.ts';
import type { CallRecord, CallStore } from './call-log.ts';

/** `<schema>.vendor_call`. `em` must be a manager that is in no transaction: a record outlives what it is about. */
export function postgresCallStore(em: EntityManager, schema: string): CallStore {
  return {
    append: async (records) => {
      const wire = records.map((record) => ({
        at: record.at.toISOString(),
        connection: record.connection,
        method: record.method,
        path: record.path,
        command_key: record.commandKey,
        correlation_id: record.correlationId,
        status: record.status,
        duration_ms: Math.round(record.durationMs),
        request: record.request,
        response: record.response,
        truncated: record.truncated,
        error: record.error,
      }));
      // Records of many requests at once: it belongs to the trace of none.
      const write = () =>
        rows(
          em,
          `insert into ${schema}.vendor_call (at, connection, method, path, command_key, correlation_id, status,
           duration_ms, request, response, truncated, error)
         select at, connection, method, path, command_key, correlation_id, status,
           duration_ms, request, response, truncated, error
         from json_to_recordset($1::json) as t(at timestamptz, connection text, method text, path text,
           command_key text, correlation_id text, status integer, duration_ms integer, request text, response text,
           truncated boolean, error text)`,
          [JSON.stringify(wire)],
        );
      await inSpan(NO_SPAN, write);
    },
  };
}

interface CallRow {
  readonly at: Date;
  readonly connection: string;
  readonly method: string;
  readonly path: string;
  readonly command_key: string | null;
  readonly correlation_id: string | null;
  readonly status: number | null;
  readonly duration_ms: number;
  readonly request: string | null;
  readonly response: string | null;
  readonly truncated: boolean;
  readonly error: string | null;
}

/** The calls that commands under these keys made, in the order in which they were kept, at most so many. */
export async function callsUnder(
  em: EntityManager,
  schema: string,
  { keyPrefix, limit }: { readonly keyPrefix: string; readonly limit: number },
): Promise<readonly CallRecord[]> {
  const found = await rows<CallRow>(
    em,
    `select at, connection, method, path, command_key, correlation_id, status, duration_ms, request, response,
       truncated, error
     from ${schema}.vendor_call
     where command_key >= $1 and command_key < $1 || U&'\\+10FFFF' order by id limit $2`,
    [keyPrefix, limit],
  );
  return found.map((row) => ({
    at: row.at,
    connection: row.connection,
    method: row.method,
    path: row.path,
    commandKey: row.command_key,
    correlationId: row.correlation_id,
    status: row.status,
    durationMs: row.duration_ms,
    request: row.request,
    response: row.response,
    truncated: row.truncated,
    error: row.error,
  }));
}

const DROPPED_AT_ONCE = 5000;

/** Removes the records from before an instant, a few thousand at once; answers how many there were. */
export async function dropCallsBefore(em: EntityManager, schema: string, before: Date): Promise<number> {
  let droppedCount = 0;
  for (;;) {
    const count = await affectedCount(
      em,
      `delete from ${schema}.vendor_call where id in (
         select id from ${schema}.vendor_call where at < $1 order by at limit ${DROPPED_AT_ONCE})`,
      [before],
    );
    droppedCount += count;
    if (count < DROPPED_AT_ONCE) return droppedCount;
  }
}
