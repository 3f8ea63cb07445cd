import type { Guard } from '#gateway/edge/guards.ts';
import type { ReadDocument } from '#gateway/edge/limits.ts';
import type { Lane } from '#gateway/execution/lane.ts';
import type { EventPlans } from '#gateway/live/subscription-plan.ts';
import { type Principal, ROLES } from '#kit/identity/principal.ts';
import type { Timers } from '#kit/runtime/timers.ts';

export interface WarmPlansSettings {
  readonly texts: Iterable<string>;
  readonly guard: Guard;
  readonly lane: Pick<Lane, 'prepare'>;
  readonly events: Pick<EventPlans, 'prepare'>;
  readonly timers: Timers;
}

/** Everybody at once, so that no field of a document is left out; it is asked on nobody's behalf. */
const EVERYBODY: Principal = { subject: 'nobody', roles: ROLES, entities: [], scopes: [], correlationId: 'warm-plans' };

/**
 * Plans the documents that clients of this build send, so that nobody waits for it: to plan one anew takes up to a
 * quarter of a second. What is refused is left for whoever asks. Others are served in between.
 */
export async function warmPlans({ texts, guard, lane, events, timers }: WarmPlansSettings): Promise<void> {
  const planner = ({ operation }: ReadDocument) => (operation.operation === 'subscription' ? events : lane);
  for (const query of texts) {
    const admitted = guard({ query, operationName: null, variables: {} }, EVERYBODY);
    if (admitted.ok) planner(admitted.value.read).prepare(admitted.value.read);
    await timers.sleep(0);
  }
}
