import { createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Reply } from '#kit/commands/reply.ts';
import { type Clock, systemClock } from '#kit/runtime/clock.ts';
import { parseExact } from '#kit/transport/exact-json.ts';
import { callVendor, type VendorAnswer, type VendorCall, type VendorLine } from '#kit/transport/vendor-http.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { type Asked, fromNetSuiteRefusal, fromTokenRefusal, unreadable } from './errors.ts';
import type { NetSuiteConnectionSettings } from './manifest.ts';
import { queryPage, record, token } from './wire.ts';

const TOKEN_PATH = '/services/rest/auth/oauth2/v1/token';
const RECORD_PATH = '/services/rest/record/v1';
const QUERY_PATH = '/services/rest/query/v1/suiteql';
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
// evidence: docs: exp - iat below an hour (netsuite.md, Auth)
const ASSERTION_LIFETIME_S = 300;

// evidence: docs: 1,000 rows a page and 100,000 in all (netsuite.md, Read one / read many)
export const PAGE = 1000;
const OFFSET_MAX = 100_000;

interface Sent {
  readonly method: VendorCall['method'];
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface ClientParts {
  readonly clock: Clock;
  /** How the connection's calls travel: left out = as they come. */
  readonly line?: VendorLine;
}

/** The calls in use, over the kit's transport and the connection's line. */
export class NetSuiteClient {
  readonly #settings: NetSuiteConnectionSettings;
  readonly #clock: Clock;
  readonly #line: VendorLine;
  #token: string | null = null;
  #renewal: Reply<string> | null = null;

  constructor(settings: NetSuiteConnectionSettings, { clock, line = {} }: ClientParts) {
    this.#settings = settings;
    this.#clock = clock;
    this.#line = line;
  }

  /** One page of a query: at most 1,000 rows. The query must be ordered when it can have more. */
  async page(query: string, offset = 0): Reply<{ readonly rows: readonly unknown[]; readonly hasMore: boolean }> {
    const asked = this.#asked(null, 'suiteql');
    const answer = await this.#call(
      {
        method: 'POST',
        path: `${QUERY_PATH}?limit=${PAGE}&offset=${offset}`,
        headers: { prefer: 'transient' },
        body: { q: query },
      },
      asked,
    );
    if (!answer.ok) return answer;
    const read = queryPage.safeParse(parseExact(answer.value.text));
    if (!read.success) return fail(unreadable(asked, 'no page of a query'));
    return ok({ rows: read.data.items, hasMore: read.data.hasMore });
  }

  /** All rows of an ordered query, over all of its pages. */
  async rows(query: string): Reply<readonly unknown[]> {
    const all: unknown[] = [];
    for (let offset = 0; offset < OFFSET_MAX; offset += PAGE) {
      const page = await this.page(query, offset);
      if (!page.ok) return page;
      all.push(...page.value.rows);
      if (!page.value.hasMore) return ok(all);
    }
    return fail({ kind: 'Unmappable', field: 'suiteql', detail: `more than ${OFFSET_MAX} rows in one answer` });
  }

  /** The id of the record under this external id; null when there is none. */
  async idOf(type: string, externalKey: string): Reply<string | null> {
    const asked = this.#asked(null, `${type} ${externalKey}`);
    const answer = await this.#call({ method: 'GET', path: `${addressOf(type, externalKey)}?fields=id` }, asked);
    if (!answer.ok) return answer.error.kind === 'NotFound' ? ok(null) : answer;
    const read = record.safeParse(parseExact(answer.value.text));
    return read.success ? ok(read.data.id) : fail(unreadable(asked, `no ${type}`));
  }

  /**
   * Makes the record under this external id or writes it again; the sublists named are replaced as a whole.
   * evidence: docs: an upsert adds lines to those that are there unless the sublist is replaced (sandbox README, Quirks)
   */
  async put(
    { type, externalKey, sublist }: { readonly type: string; readonly externalKey: string; readonly sublist?: string },
    body: Readonly<Record<string, unknown>>,
    key: string,
  ): Reply<null> {
    const path = `${addressOf(type, externalKey)}${sublist === undefined ? '' : `?replace=${sublist}`}`;
    const answer = await this.#call({ method: 'PUT', path, body }, this.#asked(key, `${type} ${externalKey}`));
    return answer.ok ? ok(null) : answer;
  }

  /** Changes what the body names of a record that stands. */
  async patch(
    { type, externalId }: { readonly type: string; readonly externalId: string },
    body: Readonly<Record<string, unknown>>,
    key: string,
  ): Reply<null> {
    const sent = { method: 'PATCH', path: `${RECORD_PATH}/${type}/${externalId}`, body } as const;
    const answer = await this.#call(sent, this.#asked(key, `${type} ${externalId}`));
    return answer.ok ? ok(null) : answer;
  }

  /** Makes a record that gets no external id by its address; the body must carry one. */
  async post(path: string, body: Readonly<Record<string, unknown>>, key: string): Reply<null> {
    const answer = await this.#call({ method: 'POST', path: `${RECORD_PATH}${path}`, body }, this.#asked(key, path));
    return answer.ok ? ok(null) : answer;
  }

  async #call(sent: Sent, asked: Asked): Reply<VendorAnswer> {
    const first = await this.#session();
    if (!first.ok) return first;
    const answer = await this.#send(first.value, sent, asked);
    if (!answer.ok || answer.value.status !== 401) return this.#judge(answer, asked);
    // A token that ended was refused before anything was done, so the call may be sent once more with a new one.
    if (this.#token === first.value) this.#token = null;
    const renewed = await this.#session();
    if (!renewed.ok) return renewed;
    return this.#judge(await this.#send(renewed.value, sent, asked), asked);
  }

  #send(bearer: string, { method, path, headers, body }: Sent, asked: Asked): Reply<VendorAnswer> {
    const call: VendorCall = {
      method,
      url: `${this.#settings.baseUrl}${path}`,
      headers: {
        authorization: `Bearer ${bearer}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      key: asked.key,
    };
    return callVendor(call, this.#line);
  }

  #judge(answer: Awaited<Reply<VendorAnswer>>, asked: Asked): Awaited<Reply<VendorAnswer>> {
    if (!answer.ok || answer.value.status < 300) return answer;
    return fail(fromNetSuiteRefusal(answer.value, asked, this.#clock.now()));
  }

  /** A token that is good as far as we know; asked for once, however many wait for it. */
  #session(): Reply<string> {
    if (this.#token !== null) return Promise.resolve(ok(this.#token));
    this.#renewal ??= this.#renew().finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  }

  async #renew(): Reply<string> {
    const asked = this.#asked(null, 'token');
    const form = {
      grant_type: 'client_credentials',
      client_assertion_type: ASSERTION_TYPE,
      client_assertion: await this.#assertion(),
    };
    const answer = await callVendor({
      method: 'POST',
      url: `${this.#settings.baseUrl}${TOKEN_PATH}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
      // Nothing of a command has been sent while there is no token: a lost answer costs a token and no more.
      key: null,
    });
    if (!answer.ok) return answer;
    if (answer.value.status >= 300) return fail(fromTokenRefusal(answer.value, asked, this.#clock.now()));
    const read = token.safeParse(parseExact(answer.value.text));
    if (!read.success) return fail(unreadable(asked, 'no token'));
    this.#token = read.data.access_token;
    return ok(this.#token);
  }

  // evidence: docs: PS256 or ES256 and not RS256, kid = certificate, iss = client, aud = token address (netsuite.md, Auth)
  #assertion(): Promise<string> {
    const { baseUrl, clientId, certificateId, privateKeyPem } = this.#settings;
    const key = createPrivateKey(privateKeyPem);
    // The vendor checks against real time, whatever day the business clock of a demonstration shows.
    const issuedAtS = Math.floor(systemClock.now().getTime() / 1000);
    return new SignJWT({ scope: ['rest_webservices'] })
      .setProtectedHeader({ alg: key.asymmetricKeyType === 'ec' ? 'ES256' : 'PS256', kid: certificateId, typ: 'JWT' })
      .setIssuer(clientId)
      .setAudience(`${baseUrl}${TOKEN_PATH}`)
      .setIssuedAt(issuedAtS)
      .setExpirationTime(issuedAtS + ASSERTION_LIFETIME_S)
      .sign(key);
  }

  #asked(key: string | null, subject: string): Asked {
    return { connection: this.#settings.name, key, subject };
  }
}

function addressOf(type: string, externalKey: string): string {
  return `${RECORD_PATH}/${type}/eid:${encodeURIComponent(externalKey)}`;
}

/** A text inside a SuiteQL query. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A list of record ids for `IN`: they are numbers, so anything else is a bug; an empty list finds nothing. */
export function sqlIds(ids: readonly string[]): string {
  for (const id of ids) if (!/^\d+$/.test(id)) throw new Error(`${id} is no id of a record`);
  return `(${ids.length === 0 ? '-1' : ids.join(', ')})`;
}
