import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { connectionStates } from '#kit/connections/connection-state.ts';
import { ok } from '#schema/errors/result.ts';
import { readCommand } from './command-door.ts';

/** `readConnections {}`: every vendor account of a subgraph and when it last answered. */
export function readConnections(em: EntityManager, schema: string, system: 'CRM' | 'BILLING' | 'ERP') {
  return readCommand(z.object({}), async () => {
    const states = await connectionStates(em, schema);
    return ok(
      states.map(({ name, vendor, lastAnswerAt }) => ({
        system,
        vendor,
        connection: name,
        lastAnswerAt: lastAnswerAt?.toISOString() ?? null,
      })),
    );
  });
}
