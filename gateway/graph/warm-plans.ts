import type { Guard } from '#gateway/edge/guards.ts';
import type { Lane } from '#gateway/execution/lane.ts';
import { type Principal, ROLES } from '#kit/identity/principal.ts';
import type { Timers } from '#kit/runtime/timers.ts';

export interface WarmPlansSettings {
  readonly texts: Iterable<string>;
  readonly guard: Guard;
  readonly lane: Lane;
  readonly timers: Timers;
}

/** Everybody at once, so that no field of a document is left out; it is asked on nobody's behalf. */
const EVERYBODY: Principal = { subject: 'nobody', roles: ROLES, entities: [], scopes: [], correlationId: 'warm-plans' };

/**
 * Plans the documents that clients of this build send, so that nobody waits for it: to plan one anew takes up to a
 * quarter of a second. What is refused is left for whoever asks. Others are served in between.
 */
export async function warmPlans({ texts, guard, lane, timers }: WarmPlansSettings): Promise<void> {
  for (const query of texts) {
    const admitted = guard({ query, operationName: null, variables: {} }, EVERYBODY);
    if (admitted.ok) lane.prepare(admitted.value.read);
    await timers.sleep(0);
  }
}
