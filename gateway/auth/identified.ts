import type { Grants } from './claim-mapping.ts';
import type { Credential } from './credential.ts';

/** Whom a credential stands for, whatever request it came with. */
export interface Identified {
  readonly subject: string;
  readonly grants: Grants;
  readonly expiresAtMs: number;
  readonly credential: Credential;
}
