import Stripe from 'stripe';
import type { z } from 'zod';
import type { Reply } from '#kit/commands/reply.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { VendorLine } from '#kit/transport/vendor-http.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { toStripeParameters } from './amounts.ts';
import { connectorErrorOf, isKeptFailure, unreadable } from './errors.ts';
import { API_VERSION, PAGE_MAX, type StripeConnectionSettings } from './manifest.ts';
import { pacedHttpClient } from './paced-http.ts';
import { anything, listWire } from './wire.ts';

type Query = Readonly<Record<string, string>>;
type Parameters = Readonly<Record<string, unknown>>;

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly hasMore: boolean;
}

/** One account over the vendor's own client. Every answer is parsed; nothing is repeated but what is said here. */
export interface StripeClient {
  get<Schema extends z.ZodType>(path: string, schema: Schema, query?: Query): Reply<z.output<Schema>>;
  page<Schema extends z.ZodType>(path: string, schema: Schema, query?: Query): Reply<Page<z.output<Schema>>>;
  /** All pages of a list, in its order. */
  all<Schema extends z.ZodType<Identified>>(
    path: string,
    schema: Schema,
    query?: Query,
  ): Reply<readonly z.output<Schema>[]>;
  /**
   * A write under our key; null for a calculation that changes nothing. Amounts and counts of the parameters are bigints
   * and sent with all their digits; `Rejected` AMOUNT_TOO_LARGE, before anything is sent, where the answer could not be exact.
   */
  post<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    call: { readonly parameters: Parameters; readonly key: string | null },
  ): Reply<z.output<Schema>>;
  remove(path: string, key: string): Reply<null>;
}

interface Identified {
  readonly id: string;
}

const TIMEOUT_MS = 10_000;
const PAGES_MAX = 10_000;
/** How many keys a write may find spent by kept failures before it is left to a person. */
const KEYS_MAX = 5;

export function openStripeClient(
  settings: StripeConnectionSettings,
  clock: Clock,
  line: VendorLine = {},
): StripeClient {
  const stripe = new Stripe(settings.apiKey, {
    host: settings.host,
    port: settings.port,
    protocol: settings.protocol,
    apiVersion: API_VERSION,
    // The sagas retry: they know what a repeat means.
    maxNetworkRetries: 0,
    timeout: settings.timeoutMs ?? TIMEOUT_MS,
    telemetry: false,
    httpClient: pacedHttpClient(line),
  });
  const call = async <Schema extends z.ZodType>(asked: Asked<Schema>): Reply<z.output<Schema>> => {
    const { method, path, schema, parameters, key } = asked;
    try {
      const answer: unknown = await stripe.rawRequest(
        method,
        path,
        parameters,
        key === null ? {} : { idempotencyKey: key },
      );
      // Without what the vendor's client hangs on to it.
      const parsed = schema.safeParse(JSON.parse(JSON.stringify(answer)));
      return parsed.success ? ok(parsed.data) : fail(unreadable(parsed.error, path));
    } catch (error) {
      if (key !== null && isKeptFailure(error) && asked.attempt < KEYS_MAX) {
        // evidence: docs: a 500 is kept under its key for a day. Whoever sends a write again has seen that the first
        // attempt did nothing, so the next key is as good as the first.
        const attempt = asked.attempt + 1;
        return call({ ...asked, attempt, key: `${asked.firstKey}~${attempt}` });
      }
      const failed = { key: asked.firstKey, connection: settings.name, path, now: clock.now() };
      return fail(connectorErrorOf(error, failed));
    }
  };
  const read = <Schema extends z.ZodType>(path: string, schema: Schema, query: Query = {}) =>
    call({ method: 'GET', path: withQuery(path, query), schema, key: null, firstKey: null, attempt: 1 });
  return {
    get: read,
    page: (path, schema, query = {}) => pageOf(read, path, schema, query),
    all: (path, schema, query = {}) => allOf(read, path, schema, query),
    post: async (path, schema, { parameters, key }) => {
      const exact = toStripeParameters(parameters);
      if (!exact.ok) return exact;
      return call({ method: 'POST', path, schema, parameters: exact.value, key, firstKey: key, attempt: 1 });
    },
    remove: async (path, key) => {
      const removed = await call({ method: 'DELETE', path, schema: anything, key, firstKey: key, attempt: 1 });
      return removed.ok ? ok(null) : removed;
    },
  };
}

interface Asked<Schema extends z.ZodType> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly schema: Schema;
  readonly parameters?: Parameters;
  readonly key: string | null;
  readonly firstKey: string | null;
  readonly attempt: number;
}

type Read = <Schema extends z.ZodType>(path: string, schema: Schema, query: Query) => Reply<z.output<Schema>>;

async function pageOf<Schema extends z.ZodType>(
  read: Read,
  path: string,
  schema: Schema,
  query: Query,
): Reply<Page<z.output<Schema>>> {
  const found = await read(path, listWire(schema), { limit: String(PAGE_MAX), ...query });
  return found.ok ? ok({ items: found.value.data, hasMore: found.value.has_more }) : found;
}

async function allOf<Schema extends z.ZodType<Identified>>(
  read: Read,
  path: string,
  schema: Schema,
  query: Query,
): Reply<readonly z.output<Schema>[]> {
  const items: z.output<Schema>[] = [];
  for (let pageCount = 0; pageCount < PAGES_MAX; pageCount += 1) {
    const last = items.at(-1);
    const page = await pageOf(read, path, schema, {
      ...query,
      ...(last === undefined ? {} : { starting_after: last.id }),
    });
    if (!page.ok) return page;
    items.push(...page.value.items);
    if (!page.value.hasMore) return ok(items);
  }
  return fail({ kind: 'Unmappable', field: 'has_more', detail: `${path} does not come to an end` });
}

function withQuery(path: string, query: Query): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? path : `${path}?${text}`;
}

export async function orNull<Value>(asked: Reply<Value>): Reply<Value | null> {
  const answer = await asked;
  return !answer.ok && answer.error.kind === 'NotFound' ? ok(null) : answer;
}
