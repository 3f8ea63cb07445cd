import type { Principal } from '#kit/identity/principal.ts';
import type { SystemStates } from './participants/system-states.ts';
import type { Loaders } from './postgres-loaders.ts';
import type { RequestParts } from './requests/request.ts';

/** What a resolver works with. Made anew for each request: loaders must not outlive it. */
export interface OperationsContext {
  readonly principal: Principal;
  readonly loaders: Loaders;
  readonly parts: RequestParts;
  readonly systems: SystemStates;
}
