import type { Policy } from '#gateway/auth/policy.ts';
import { composeSupergraph } from '#gateway/federation/compose.ts';

/** A stream of events by filter, and a system that knows the customer whom each is about. */
export const STREAM_SDL = {
  operations: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    type Query { filters: Int }
    type Subscription { news(filter: Int!, resumeFrom: String): News! }
    type News { cursor: String! sequence: Int! kind: String! toldAtMs: Float! customer: Customer }
    type Customer @key(fields: "id", resolvable: false) { id: ID! }
  `,
  crm: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    type Query { customers: Int }
    type Customer @key(fields: "id") { id: ID! name: String! }
  `,
} as const;

/** `resumeFrom` is a cursor, or null for a beginning. */
export const NEWS = `subscription News($filter: Int!, $resumeFrom: String) {
  news(filter: $filter, resumeFrom: $resumeFrom) { cursor sequence kind toldAtMs customer { id name } }
}`;

export const STREAM_POLICY: Policy = new Map([['Subscription.news', new Set(['portal'])]]);

export function streamSupergraph(): string {
  const composed = composeSupergraph(Object.entries(STREAM_SDL).map(([name, sdl]) => ({ name, sdl })));
  if (!composed.ok) throw new Error(composed.error.join('\n'));
  return composed.value.supergraphSdl;
}
