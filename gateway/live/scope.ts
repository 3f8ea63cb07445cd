import type { Principal } from '#kit/identity/principal.ts';

/**
 * Everything about a principal that an answer may depend on, as one key: equal keys are told the same rows. Owners filter
 * by roles, legal entities and scopes, never by the person, so the person is left out, and only that: whatever else a
 * principal comes to carry divides those who share.
 */
export function scopeKey(principal: Principal): string {
  const { subject: _subject, correlationId: _correlationId, ...scope } = principal;
  const sorted = Object.entries(scope).map(([name, values]) => [name, values.toSorted()]);
  return JSON.stringify(sorted.toSorted());
}
