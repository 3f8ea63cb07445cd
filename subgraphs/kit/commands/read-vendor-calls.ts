import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { callsUnder } from '#kit/transport/postgres-call-log.ts';
import { ok } from '#schema/errors/result.ts';
import { readCommand } from './command-door.ts';

const CALLS_MAX = 200;
const payload = z.strictObject({ keyPrefix: z.string().min(1) });

/**
 * `readVendorCalls { keyPrefix }`: the vendor calls that were made under a command's key, or under all of an operation's
 * (`op_…:`), oldest first, at most 200. Secrets are blotted out; bodies are as they were sent otherwise.
 */
export function readVendorCalls(em: EntityManager, schema: string, system: 'CRM' | 'BILLING' | 'ERP' | 'REVREC') {
  return readCommand(payload, async ({ keyPrefix }) => {
    const calls = await callsUnder(em, schema, { keyPrefix, limit: CALLS_MAX });
    return ok(calls.map((call) => ({ system, ...call, at: call.at.toISOString() })));
  });
}
