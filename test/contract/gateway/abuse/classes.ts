import { gzipSync } from 'node:zlib';
import type { GatewayConfig } from '#gateway/config.ts';
import { documentId } from '#gateway/edge/trusted-documents.ts';
import { ask, bearer, followOnce, type Outcome, outcomeOf, post, READ, type Target, WRITE } from './target.ts';

/** A class of abuse, one attack of it, and the one protection that stands against it. */
export interface AbuseClass {
  readonly name: string;
  readonly attack: (target: Target) => Promise<Outcome>;
  readonly refused: readonly [status: number | null, code: string];
  /** The protection switched off: the same attack has to be answered then. */
  readonly off: Partial<GatewayConfig>;
  /** Stricter than production, where its own limit is too far away for a test. */
  readonly on?: Partial<GatewayConfig>;
}

const OFF = Number.POSITIVE_INFINITY;
export const times = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');
const ofCustomer = (selections: string) => `{ customer(id: "c1") { ${selections} } }`;
const limitOff = (name: keyof GatewayConfig['limits'], usual: GatewayConfig['limits']) => ({
  limits: { ...usual, [name]: OFF },
});

const deepJson = `{"query":"{ rates }","extensions":{"a":${'['.repeat(20)}${']'.repeat(20)}}}`;

/** Seven bytes of gzip for each thousand of the query, or more where it does not matter. */
const packed = () => new Uint8Array(gzipSync(JSON.stringify({ query: '{ customers { name } }' })));

async function get(target: Target, members: Readonly<Record<string, string>>, headers: Record<string, string> = {}) {
  const url = `${target.gateway.url}/graphql?${new URLSearchParams(members)}`;
  return outcomeOf(await fetch(url, { headers: { authorization: await bearer(), ...headers } }));
}

/** The last of so many requests. */
async function repeated(count: number, act: () => Promise<Outcome>): Promise<Outcome> {
  let last = await act();
  for (let done = 1; done < count; done += 1) last = await act();
  return last;
}

export function abuseClasses(usual: GatewayConfig['limits']): readonly AbuseClass[] {
  const limit = (name: keyof GatewayConfig['limits']) => limitOff(name, usual);
  return [
    {
      name: 'padding with ignored characters',
      attack: (target) => ask(target, `{ customers { name } #${'x'.repeat(9_000)}\n}`),
      refused: [400, 'QUERY_LIMIT_EXCEEDED'],
      off: limit('queryBytesMax'),
    },
    {
      name: 'very many tokens',
      attack: (target) => ask(target, ofCustomer(times(140, () => '... on Customer { name }'))),
      refused: [400, 'QUERY_LIMIT_EXCEEDED'],
      off: limit('tokensMax'),
    },
    {
      name: 'brackets in brackets',
      attack: (target) => ask(target, ofCustomer(`${'... { '.repeat(30)} name ${'}'.repeat(30)}`)),
      refused: [400, 'QUERY_LIMIT_EXCEEDED'],
      off: limit('nestingMax'),
    },
    {
      name: 'deep selections',
      attack: (target) => ask(target, ofCustomer(`${'parent { '.repeat(14)} name ${'}'.repeat(14)}`)),
      refused: [400, 'QUERY_LIMIT_EXCEEDED'],
      off: limit('depthMax'),
    },
    {
      name: 'many aliases of one field',
      attack: (target) => ask(target, ofCustomer(times(16, (n) => `a${n}: name`))),
      refused: [400, 'QUERY_LIMIT_EXCEEDED'],
      off: limit('aliasesMax'),
    },
    {
      name: 'many aliases inside a fragment',
      attack: (target) =>
        ask(target, `${ofCustomer('...f ...f')} fragment f on Customer { ${times(8, (n) => `a${n}: name`)} }`),
      refused: [400, 'QUERY_LIMIT_EXCEEDED'],
      off: limit('aliasesMax'),
    },
    {
      name: 'many root fields',
      attack: (target) => ask(target, `{ ${times(11, (n) => `a${n}: customers { name }`)} }`),
      refused: [400, 'QUERY_LIMIT_EXCEEDED'],
      off: limit('rootFieldsMax'),
    },
    {
      name: 'many fragments',
      attack: (target) =>
        ask(
          target,
          `${ofCustomer(times(21, (n) => `...f${n}`))} ${times(21, (n) => `fragment f${n} on Customer { id }`)}`,
        ),
      refused: [400, 'QUERY_LIMIT_EXCEEDED'],
      off: limit('fragmentsMax'),
    },
    {
      name: 'fragments that double at each level',
      attack: (target) =>
        ask(
          target,
          `${ofCustomer('...f0')} ${times(8, (n) => `fragment f${n} on Customer { ...f${n + 1} ...f${n + 1} }`)}
           fragment f8 on Customer { name }`,
        ),
      refused: [400, 'QUERY_LIMIT_EXCEEDED'],
      off: limit('selectionsMax'),
    },
    {
      name: 'one field repeated many times',
      attack: (target) => ask(target, ofCustomer(times(301, () => 'name'))),
      refused: [400, 'QUERY_LIMIT_EXCEEDED'],
      off: limit('selectionsMax'),
    },
    {
      name: 'legal directives in bulk',
      attack: (target) => ask(target, ofCustomer(times(21, () => 'name @include(if: true)'))),
      refused: [400, 'QUERY_LIMIT_EXCEEDED'],
      off: limit('directivesMax'),
    },
    {
      name: 'very many variables',
      attack: (target) =>
        ask(
          target,
          `query (${times(31, (n) => `$v${n}: String! = "a"`)}) ${ofCustomer(`tagged(any: [${times(31, (n) => `$v${n}`)}])`)}`,
        ),
      refused: [400, 'QUERY_LIMIT_EXCEEDED'],
      off: limit('variablesMax'),
    },
    {
      name: 'a long list in variables',
      attack: (target) =>
        ask(target, `query ($any: [String!]) ${ofCustomer('tagged(any: $any)')}`, {
          any: Array.from({ length: 201 }, () => 'a'),
        }),
      refused: [400, 'QUERY_LIMIT_EXCEEDED'],
      off: limit('listItemsMax'),
    },
    {
      name: 'a long list in the document',
      attack: (target) => ask(target, ofCustomer(`tagged(any: [${times(201, () => '"a"')}])`)),
      refused: [400, 'QUERY_LIMIT_EXCEEDED'],
      off: limit('listItemsMax'),
    },
    {
      name: 'a page that is too large',
      attack: (target) => ask(target, ofCustomer('tagged(first: 101)')),
      refused: [400, 'BAD_USER_INPUT'],
      off: limit('pageSizeMax'),
    },
    {
      name: 'a page of a negative size by a variable',
      attack: (target) => ask(target, `query ($n: Int) ${ofCustomer('tagged(first: $n)')}`, { n: -1 }),
      refused: [400, 'BAD_USER_INPUT'],
      off: limit('pageSizeMax'),
    },
    {
      name: 'introspection',
      attack: (target) => ask(target, '{ __schema { queryType { name } } }'),
      refused: [400, 'GRAPHQL_VALIDATION_FAILED'],
      off: { introspection: true },
    },
    {
      name: 'deep introspection',
      attack: (target) =>
        ask(target, `{ __schema { types { fields { type { ${'ofType { '.repeat(13)} name ${'}'.repeat(13)} } } } } }`),
      refused: [400, 'QUERY_LIMIT_EXCEEDED'],
      on: { introspection: true },
      off: { introspection: true, ...limit('introspectionDepthMax') },
    },
    {
      name: 'deep JSON',
      attack: (target) => post(target, deepJson),
      refused: [400, 'QUERY_LIMIT_EXCEEDED'],
      off: { jsonNestingMax: OFF },
    },
    {
      name: 'an oversized body',
      attack: (target) => post(target, `{"query":"{ rates }"${' '.repeat(100_000)}}`),
      refused: [413, 'PAYLOAD_TOO_LARGE'],
      off: { graphqlBodyBytesMax: OFF },
    },
    {
      name: 'a compressed body',
      attack: (target) => post(target, packed(), { 'content-encoding': 'gzip' }),
      refused: [415, 'UNSUPPORTED_MEDIA_TYPE'],
      off: { compressedBodies: 'inflate' },
    },
    {
      name: 'a form as a foreign page can send it',
      attack: (target) => post(target, '{"query":"{ customers { name } }"}', { 'content-type': 'text/plain' }),
      refused: [415, 'UNSUPPORTED_MEDIA_TYPE'],
      off: { csrfPrevention: false },
    },
    {
      name: 'a GET as a foreign page can send it',
      attack: (target) => get(target, { documentId: documentId(READ), variables: '{"id":"c1"}' }),
      refused: [400, 'BAD_REQUEST'],
      off: { csrfPrevention: false },
    },
    {
      name: 'a query by GET',
      attack: (target) => get(target, { query: '{ customers { name } }' }, { 'apollo-require-preflight': '1' }),
      refused: [405, 'METHOD_NOT_ALLOWED'],
      off: { getQueries: 'any' },
    },
    {
      name: 'a document of no release',
      attack: (target) => ask(target, '{ customers { name } }'),
      refused: [400, 'DOCUMENT_NOT_TRUSTED'],
      on: { trustedDocuments: 'only' },
      off: { trustedDocuments: 'off' },
    },
    {
      name: 'a burst of one caller',
      attack: (target) => repeated(4, () => ask(target, '{ customers { name } }')),
      refused: [429, 'RATE_LIMITED'],
      on: { requestsPerPrincipalMax: 3 },
      off: { requestsPerPrincipalMax: OFF },
    },
    {
      name: 'dear operations of one caller',
      // Each may cost 10 and costs 2.
      attack: (target) => repeated(4, () => ask(target, '{ customers { name } }')),
      refused: [429, 'RATE_LIMITED'],
      on: { costBudgetMax: 15, costBudgetPerSecond: 1e-6 },
      off: { costBudgetMax: OFF },
    },
    {
      name: 'a burst from one address',
      attack: (target) => repeated(4, () => ask(target, '{ customers { name } }')),
      refused: [429, 'RATE_LIMITED'],
      on: { requestsPerAddressMax: 3 },
      off: { requestsPerAddressMax: OFF },
    },
    {
      name: 'a mutation by GET',
      attack: (target) => get(target, { documentId: documentId(WRITE) }, { 'apollo-require-preflight': '1' }),
      refused: [405, 'METHOD_NOT_ALLOWED'],
      // No setting lets one through: what is noticed is that the same document runs by POST.
      off: {},
    },
    {
      name: 'aliases on a socket',
      attack: (target) =>
        followOnce(target, `subscription { news { customer { ${times(16, (n) => `a${n}: name`)} } } }`),
      refused: [null, 'QUERY_LIMIT_EXCEEDED'],
      off: limit('aliasesMax'),
    },
    {
      name: 'a document of no release on a socket',
      attack: (target) => followOnce(target, 'subscription { news { kind } }'),
      refused: [null, 'DOCUMENT_NOT_TRUSTED'],
      on: { trustedDocuments: 'only' },
      off: { trustedDocuments: 'off' },
    },
  ];
}
