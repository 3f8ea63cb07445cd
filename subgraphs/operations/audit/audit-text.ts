/**
 * What a hash is taken of, as SQL over a row `r`: JSON as Postgres writes it, so that the same values always give the
 * same text, with instants in UTC to the microsecond. Both texts hold the hash before, which makes a chain of them.
 */
export const AUDIT_TEXT = `jsonb_build_array(r.chain, r.position,
  to_char(r.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), r.actor, r.action, r.subject, r.correlation_id,
  r.before, r.after, r.previous_hash)::text`;

export const SEAL_TEXT = `jsonb_build_array(r.number, to_char(r.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  r.heads, r.previous_hash)::text`;

/** The SHA-256 of a text, in hex, by the database. */
export function sha256Of(text: string): string {
  return `encode(sha256(convert_to(${text}, 'UTF8')), 'hex')`;
}
