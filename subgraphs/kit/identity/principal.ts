/** The roles that a token can carry. `service` is given to our own sagas and workers only, never by a token. */
export const ROLES = ['partner', 'portal', 'revops', 'finance', 'controller', 'auditor', 'admin'] as const;
export type Role = (typeof ROLES)[number] | 'service';

/** Who asks: taken from the token by the gateway, signed on the way to the subgraphs. */
export interface Principal {
  readonly subject: string;
  readonly roles: readonly Role[];
  /** Codes of the legal entities whose records this principal may see and change. */
  readonly entities: readonly string[];
  /** OAuth scopes that the caller was granted; empty where none were, and for our own sagas and workers. */
  readonly scopes: readonly string[];
  /** Goes through every call, log line and record that one request causes. */
  readonly correlationId: string;
}

export function isRole(text: string): text is (typeof ROLES)[number] {
  return (ROLES as readonly string[]).includes(text);
}

export function hasRole(principal: Principal, ...roles: readonly Role[]): boolean {
  return principal.roles.some((role) => roles.includes(role));
}
