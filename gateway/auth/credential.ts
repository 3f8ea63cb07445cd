/** What a token or a machine key is known by, so that it can be taken back. */
export interface Credential {
  readonly kind: 'TOKEN' | 'KEY';
  /** The token's `jti`, or the key's id; null for a token without one. */
  readonly id: string | null;
  /** As the principal has it. */
  readonly subject: string;
  /** Null for a token that does not say; such a one is older than any instant. */
  readonly issuedAtMs: number | null;
}
