import type { Reply } from '#kit/commands/reply.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import { parseExact } from '#kit/transport/exact-json.ts';
import { callVendor, type VendorAnswer, type VendorCall, type VendorLine } from '#kit/transport/vendor-http.ts';
import { fail, ok } from '#schema/errors/result.ts';
import {
  type Asked,
  fromCompositeParts,
  fromSalesforceRefusal,
  fromTokenRefusal,
  readComposite,
  unreadable,
} from './errors.ts';
import { CLIENT_NAME, type SalesforceConnectionSettings } from './manifest.ts';
import { queryPage, type SalesforcePart, token } from './wire.ts';

/** What a connector stands on. */
export interface ConnectorParts {
  readonly clock: Clock;
  /** How the connection's calls travel. */
  readonly line: VendorLine;
}

/** What a token stands for; the Pub/Sub API asks for all three. */
export interface Session {
  readonly accessToken: string;
  readonly instanceUrl: string;
  readonly tenantId: string;
}

/**
 * The calls in use, over the kit's transport. The vendor's npm client (jsforce) reads amounts as floating point, hides
 * Retry-After and repeats by itself, so it serves as the oracle of the sandbox's tests and not here.
 */
export class SalesforceClient {
  readonly #settings: SalesforceConnectionSettings;
  readonly #clock: Clock;
  readonly #line: VendorLine;
  #session: Session | null = null;
  #renewal: Reply<Session> | null = null;

  constructor(settings: SalesforceConnectionSettings, { clock, line }: ConnectorParts) {
    this.#settings = settings;
    this.#clock = clock;
    this.#line = line;
  }

  /** All rows of a query, over all of its pages, deleted ones among them. */
  async query(soql: string): Reply<readonly unknown[]> {
    return this.#pages(`${this.#base()}/queryAll?q=${encodeURIComponent(soql)}`, soql);
  }

  /** The rows of several queries in one call. They are read one after another, so a later one may know more. */
  async queries(soqls: readonly string[]): Reply<readonly (readonly unknown[])[]> {
    const asked = this.#asked(null, 'query');
    const compositeRequest = soqls.map((soql, index) => ({
      method: 'GET',
      url: `${this.#base()}/queryAll?q=${encodeURIComponent(soql)}`,
      referenceId: `q${index}`,
    }));
    const answer = await this.#call('POST', `${this.#base()}/composite`, asked, { allOrNone: false, compositeRequest });
    if (!answer.ok) return answer;
    const parts = readComposite(answer.value.text);
    if (parts === null) return fail(unreadable(asked, 'no composite answer'));
    const refused = fromCompositeParts(parts, asked);
    if (refused !== null) return fail(refused);
    const results: (readonly unknown[])[] = [];
    for (const [index, part] of parts.entries()) {
      const rows = await this.#rest(part.body, soqls[index] ?? 'query');
      if (!rows.ok) return rows;
      results.push(rows.value);
    }
    return ok(results);
  }

  /** Does all parts or none, in one transaction of the vendor. */
  async transact(parts: readonly SalesforcePart[], key: string, subject: string): Reply<null> {
    const asked = this.#asked(key, subject);
    const compositeRequest = parts.map(({ method, path, body }, index) => ({
      method,
      url: `${this.#base()}${path}`,
      referenceId: `p${index}`,
      ...(body === undefined ? {} : { body }),
    }));
    const answer = await this.#call('POST', `${this.#base()}/composite`, asked, { allOrNone: true, compositeRequest });
    if (!answer.ok) return answer;
    const done = readComposite(answer.value.text);
    if (done === null) return fail(unreadable(asked, 'no composite answer'));
    const refused = fromCompositeParts(done, asked);
    return refused === null ? ok(null) : fail(refused);
  }

  async patch(path: string, body: Readonly<Record<string, unknown>>, key: string, subject: string): Reply<null> {
    const answer = await this.#call('PATCH', `${this.#base()}${path}`, this.#asked(key, subject), body);
    return answer.ok ? ok(null) : answer;
  }

  /** A token that is good as far as we know; asked for once, however many wait for it. */
  session(): Reply<Session> {
    if (this.#session !== null) return Promise.resolve(ok(this.#session));
    this.#renewal ??= this.#renew().finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  }

  /** Forgets a token that was refused. */
  drop(session: Session): void {
    if (this.#session === session) this.#session = null;
  }

  async #pages(path: string, subject: string): Reply<readonly unknown[]> {
    const asked = this.#asked(null, subject);
    const answer = await this.#call('GET', path, asked);
    return answer.ok ? this.#rest(parseExact(answer.value.text), subject) : answer;
  }

  /** The rows of a page and of those behind it. */
  async #rest(body: unknown, subject: string): Reply<readonly unknown[]> {
    const page = queryPage.safeParse(body);
    if (!page.success) return fail(unreadable(this.#asked(null, subject), 'no page of a query'));
    const { done, nextRecordsUrl, records } = page.data;
    if (done || nextRecordsUrl === undefined) return ok(records);
    const rest = await this.#pages(nextRecordsUrl, subject);
    return rest.ok ? ok([...records, ...rest.value]) : rest;
  }

  async #call(
    method: VendorCall['method'],
    path: string,
    asked: Asked,
    body?: Readonly<Record<string, unknown>>,
  ): Reply<VendorAnswer> {
    const session = await this.session();
    if (!session.ok) return session;
    const first = await this.#send(session.value, { method, path, body }, asked);
    if (!first.ok || first.value.status !== 401) return this.#judge(first, asked);
    // A token that ended was refused before anything was done, so the call may be sent once more with a new one.
    this.drop(session.value);
    const renewed = await this.session();
    if (!renewed.ok) return renewed;
    return this.#judge(await this.#send(renewed.value, { method, path, body }, asked), asked);
  }

  #send(
    session: Session,
    { method, path, body }: { method: VendorCall['method']; path: string; body: unknown },
    { key }: Asked,
  ): Reply<VendorAnswer> {
    const call = {
      method,
      url: `${session.instanceUrl}${path}`,
      headers: {
        authorization: `Bearer ${session.accessToken}`,
        'sforce-call-options': `client=${CLIENT_NAME}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      key,
    };
    return callVendor(call, this.#line);
  }

  async #judge(answer: Awaited<Reply<VendorAnswer>>, asked: Asked): Reply<VendorAnswer> {
    if (!answer.ok || answer.value.status < 300) return answer;
    const error = fromSalesforceRefusal(answer.value, asked, this.#clock.now());
    // The vendor's limit is refused with a 403, which the line itself does not take for one.
    if (error.kind === 'RateLimited') await this.#line.pacer?.holdBack(error.retryAfterMs);
    return fail(error);
  }

  async #renew(): Reply<Session> {
    const { loginUrl, clientId, clientSecret } = this.#settings;
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
    const asked = this.#asked(null, 'token');
    const call = {
      method: 'POST' as const,
      url: `${loginUrl}/services/oauth2/token`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
      // Nothing of a command has been sent while there is no token: a lost answer costs a token and no more.
      key: null,
    };
    const answer = await callVendor(call, this.#line);
    if (!answer.ok) return answer;
    if (answer.value.status >= 300) return fail(fromTokenRefusal(answer.value, asked, this.#clock.now()));
    const read = token.safeParse(parseExact(answer.value.text));
    if (!read.success) return fail(unreadable(asked, 'no token'));
    const { access_token, instance_url, id } = read.data;
    // evidence: docs: `id` is an address that ends in the organisation's and the user's id (salesforce.md, Auth)
    const tenantId = id.split('/').at(-2) ?? '';
    this.#session = { accessToken: access_token, instanceUrl: instance_url, tenantId };
    return ok(this.#session);
  }

  #asked(key: string | null, subject: string): Asked {
    return { connection: this.#settings.name, key, subject };
  }

  #base(): string {
    return `/services/data/v${this.#settings.apiVersion}`;
  }
}

/** A text inside a SOQL query. */
export function soqlText(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

/** A list for `IN`; SOQL has no empty one, so an id that no record has stands in for it. */
export function soqlList(texts: readonly string[]): string {
  return `(${(texts.length === 0 ? ['000000000000000AAA'] : texts).map(soqlText).join(', ')})`;
}
