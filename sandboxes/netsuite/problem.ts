import type { VendorReply } from '../kit/server.ts';

/** One entry of `o:errorDetails`. */
export interface Detail {
  readonly detail: string;
  readonly code: string;
  /** JSON path into the body, such as `item.items[0].item`. */
  readonly path?: string;
  readonly header?: string;
  readonly queryParam?: string;
  readonly url?: string;
}

const TITLES: ReadonlyMap<number, string> = new Map([
  [400, 'Bad Request'],
  [401, 'Unauthorized'],
  [404, 'Not Found'],
  [405, 'Method Not Allowed'],
  [429, 'Too Many Requests'],
  [500, 'Internal Server Error'],
]);

const RFC_SECTIONS: ReadonlyMap<number, string> = new Map([
  [400, '#sec10.4.1'],
  [404, '#sec10.4.5'],
  [405, '#sec10.4.6'],
  [500, '#sec10.5.1'],
]);

// evidence: docs: NetSuite REST error handling: media type, members and the RFC 2616 address in `type`.
const ERROR_TYPE = 'application/vnd.oracle.resource+json; type=error';

export function problem(
  status: number,
  details: readonly Detail[],
  headers: Readonly<Record<string, string>> = {},
): VendorReply {
  return {
    status,
    headers: { 'content-type': ERROR_TYPE, ...headers },
    body: {
      type: `https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html${RFC_SECTIONS.get(status) ?? ''}`,
      title: TITLES.get(status) ?? 'Error',
      status,
      'o:errorDetails': details.map(({ detail, code, path, header, queryParam, url }) => ({
        detail,
        'o:errorCode': code,
        ...(path === undefined ? {} : { 'o:errorPath': path }),
        ...(header === undefined ? {} : { 'o:errorHeader': header }),
        ...(queryParam === undefined ? {} : { 'o:errorQueryParam': queryParam }),
        ...(url === undefined ? {} : { 'o:errorUrl': url }),
      })),
    },
  };
}

/** A value of the body that cannot be taken: wrong kind, unknown reference, out of range. */
export function invalidContent(path: string, sentence: string): Detail {
  return { detail: `Error while accessing resource: ${sentence}`, code: 'INVALID_CONTENT', path };
}

/** A rule of the business that the request breaks. */
export function userError(sentence: string, path?: string): Detail {
  const detail = `Error while accessing resource: ${sentence}`;
  return path === undefined ? { detail, code: 'USER_ERROR' } : { detail, code: 'USER_ERROR', path };
}

export function recordMissing(url: string): VendorReply {
  return problem(404, [
    {
      detail: 'The record instance does not exist. Provide a valid record instance ID.',
      code: 'NONEXISTENT_ID',
      url,
    },
  ]);
}
