import { z } from 'zod';
import type { OperationsContext } from '../context.ts';
import { type CommandSystem, keyOf } from '../engine/saga.ts';
import type { StepState } from '../progress/events.ts';

const vendorCall = z.object({
  at: z.string(),
  connection: z.string(),
  method: z.string(),
  path: z.string(),
  commandKey: z.string().nullable(),
  status: z.number().int().nullable(),
  durationMs: z.number(),
  request: z.string().nullable(),
  response: z.string().nullable(),
  truncated: z.boolean(),
  error: z.string().nullable(),
});
type VendorCall = z.infer<typeof vendorCall>;

/** A step as an operation or an item of the stream shows it. */
type StepParent = StepState & { readonly operationId: string };

/** The calls that the step's system made for it and for its undoing, by the system's own record. Null when it tells none. */
async function vendorCalls(
  { name, system, operationId }: StepParent,
  _arguments: unknown,
  { parts, principal }: OperationsContext,
): Promise<readonly VendorCall[] | null> {
  const key = keyOf(operationId, name);
  const participants = parts.participantsFor(principal.correlationId, principal.entities);
  const command = {
    system: system as CommandSystem,
    name: 'readVendorCalls',
    payload: { keyPrefix: key },
    reads: true,
  };
  const reply = await participants.write(command, '');
  const calls = reply.ok ? z.array(vendorCall).safeParse(reply.value) : null;
  if (calls?.success !== true) return null;
  // Another step's name may begin with this one's.
  return calls.data.filter(({ commandKey }) => commandKey === key || commandKey?.startsWith(`${key}:`) === true);
}

export const stepResolvers = { vendorCalls };
