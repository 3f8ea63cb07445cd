import { z } from 'zod';
import { defineDocument } from '../graph/document.ts';
import { operationStep, STEP_FIELDS } from './values.ts';

const followedOperation = z.object({
  id: z.string(),
  kind: z.string(),
  status: z.string(),
  commitment: z.string(),
  finalization: z.string(),
  requestedBy: z.string(),
  requestedAt: z.string(),
  correlationId: z.string(),
  steps: z.array(operationStep),
  exceptions: z.array(z.object({ id: z.string(), title: z.string(), nextAction: z.string(), status: z.string() })),
});
export type FollowedOperation = z.infer<typeof followedOperation>;

const syncStatusEvent = z.object({
  cursor: z.string(),
  sequence: z.number(),
  occurredAt: z.string(),
  kind: z.string(),
  operation: followedOperation.nullable(),
  step: operationStep.nullable(),
});
export type SyncStatusEvent = z.infer<typeof syncStatusEvent>;

/** Every change of one operation, from a snapshot or from behind a cursor. */
export const syncStatusDocument = defineDocument<{
  readonly filter: { readonly operationId: string };
  readonly resumeFrom: string | null;
}>()(
  `subscription ConsoleSyncStatus($filter: SyncStatusFilter, $resumeFrom: String) {
  syncStatus(filter: $filter, resumeFrom: $resumeFrom) {
    cursor sequence occurredAt kind
    operation {
      id kind status commitment finalization requestedBy requestedAt correlationId
      steps { ${STEP_FIELDS} }
      exceptions { id title nextAction status }
    }
    step { ${STEP_FIELDS} }
  }
}`,
  z.object({ syncStatus: syncStatusEvent }),
);
