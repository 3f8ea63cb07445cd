import Stripe from 'stripe';
import { lostCall, overLine, type VendorLine } from '#kit/transport/vendor-http.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok } from '#schema/errors/result.ts';

/** The line did not let the call out: nothing was sent. Travels through the vendor's client as the cause of its error. */
export class NotSent extends Error {
  readonly refusal: ConnectorError;

  constructor(refusal: ConnectorError) {
    super(refusal.kind);
    this.refusal = refusal;
  }
}

type HttpClient = ReturnType<typeof Stripe.createNodeHttpClient>;
type HttpAnswer = Awaited<ReturnType<HttpClient['makeRequest']>>;

/** The vendor's own way over HTTP, at the connection's pace and on its record. */
export function pacedHttpClient(line: VendorLine): HttpClient {
  const inner = Stripe.createNodeHttpClient();
  return {
    getClientName: () => inner.getClientName(),
    makeRequest: async (...request) => {
      const [, , path, method, , data] = request;
      let answered: HttpAnswer | null = null;
      let failure: unknown = null;
      const sent = { method, url: path, ...(data === '' || data === null ? {} : { body: data }) };
      const reply = await overLine(line, sent, async () => {
        try {
          const answer = await inner.makeRequest(...request);
          const body: unknown = await answer.toJSON();
          answered = readAlready(answer, body);
          const headers = Object.fromEntries(
            Object.entries(answer.getHeaders()).map(([name, value]) => [name.toLowerCase(), String(value)]),
          );
          return ok({ status: answer.getStatusCode(), headers, text: JSON.stringify(body) });
        } catch (error) {
          failure = error;
          return fail(lostCall(error, null));
        }
      });
      if (answered !== null) return answered;
      throw failure ?? new NotSent(reply.ok ? { kind: 'Unavailable', status: null } : reply.error);
    },
  };
}

/** A body can be read once only; it was read for the record. */
function readAlready(answer: HttpAnswer, body: unknown): HttpAnswer {
  return {
    getStatusCode: () => answer.getStatusCode(),
    getHeaders: () => answer.getHeaders(),
    getRawResponse: () => answer.getRawResponse(),
    toStream: (done) => answer.toStream(done),
    toJSON: () => Promise.resolve(body),
  };
}
