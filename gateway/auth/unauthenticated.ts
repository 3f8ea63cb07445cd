/** Why there is no principal; the client learns no more than that. */
export interface Unauthenticated {
  /** For counting. `untrusted`: not of anybody whom we believe, or without a right that we know. */
  readonly kind: 'missing' | 'malformed' | 'untrusted' | 'expired' | 'revoked';
  /** For the log; names no secret. */
  readonly reason: string;
}
