import { z } from 'zod';
import { CANONICAL_EVENTS, type CanonicalEventType } from './catalogue.ts';

/** What a consumer outside of this house needs to read an event of the log, in JSON Schema 2020-12. */
export interface EventJsonSchema {
  readonly type: CanonicalEventType;
  readonly version: number;
  readonly owner: string;
  readonly origin: 'SOURCE' | 'DERIVED';
  readonly consumers: readonly string[];
  readonly schema: Readonly<Record<string, unknown>>;
}

/** The schema of every event's `data`, as it is written today, in the order of their types. */
export function eventJsonSchemas(): readonly EventJsonSchema[] {
  return TYPES.map((type) => {
    const { version, owner, origin, consumers, meaning, data } = CANONICAL_EVENTS[type];
    const schema = {
      $id: `urn:revgraph:event:${type}:${version}`,
      title: type,
      description: meaning,
      ...z.toJSONSchema(data),
    };
    return { type, version, owner, origin, consumers, schema };
  });
}

// The keys of the catalogue and nothing else: it is a constant.
const TYPES = (Object.keys(CANONICAL_EVENTS) as CanonicalEventType[]).sort();
