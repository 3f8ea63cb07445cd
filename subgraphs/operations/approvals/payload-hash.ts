import { createHash } from 'node:crypto';
import { canonicalJson } from '#kit/commands/canonical-json.ts';

/** What an approval is bound to: the SHA-256 of what was shown, as canonical JSON, in hex. */
export function payloadHashOf(payload: unknown): string {
  return createHash('sha256').update(canonicalJson(payload)).digest('hex');
}
