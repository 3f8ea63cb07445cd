import { ask, openRange, post, type Range } from './target.ts';

const quoted = (text: string) => JSON.stringify(text);

describe('a malformed request', () => {
  let range: Range;

  beforeAll(async () => {
    range = await openRange();
  });
  afterAll(() => range.close());

  const bodies: readonly (readonly [string, string | Uint8Array<ArrayBuffer>, string])[] = [
    ['a list of operations', '[{"query":"{ rates }"},{"query":"{ rates }"}]', 'BAD_REQUEST'],
    ['an empty list', '[]', 'BAD_REQUEST'],
    ['a list with junk', '[1,{"query":"{ rates }"}]', 'BAD_REQUEST'],
    ['a text', '"{ rates }"', 'BAD_REQUEST'],
    ['nothing', '', 'BAD_REQUEST'],
    ['null', 'null', 'BAD_REQUEST'],
    ['a query that is a number', '{"query":7}', 'BAD_REQUEST'],
    ['a query that is an object', '{"query":{"a":1}}', 'BAD_REQUEST'],
    ['variables that are a text', '{"query":"{ rates }","variables":"{}"}', 'BAD_REQUEST'],
    ['an operation name that is a list', '{"query":"{ rates }","operationName":["a"]}', 'BAD_REQUEST'],
    ['extensions that are a number', '{"query":"{ rates }","extensions":7}', 'BAD_REQUEST'],
    ['a key that stands twice', '{"query":"{ rates }","query":"{ customers { name } }"}', 'BAD_REQUEST'],
    ['a key that stands twice, once escaped', '{"query":"{ rates }","\\u0071uery":"{ rates }"}', 'BAD_REQUEST'],
    ['a key that stands twice deep inside', '{"query":"{ rates }","variables":{"a":{"b":1,"b":2}}}', 'BAD_REQUEST'],
    ['a prototype as a key', '{"query":"{ rates }","variables":{"__proto__":{"admin":true}}}', 'BAD_REQUEST'],
    ['a prototype as an escaped key', '{"query":"{ rates }","variables":{"\\u005f_proto__":1}}', 'BAD_REQUEST'],
    ['a constructor as a key', '{"query":"{ rates }","variables":{"a":{"constructor":1}}}', 'BAD_REQUEST'],
    ['data behind its JSON', '{"query":"{ rates }"}{"query":"{ rates }"}', 'BAD_REQUEST'],
    ['UTF-16', new Uint8Array(Buffer.from('{"query":"{ rates }"}', 'utf16le')), 'BAD_REQUEST'],
    ['bytes that are no UTF-8', new Uint8Array([...Buffer.from('{"query":"'), 0xc3, 0x28, 0x22, 0x7d]), 'BAD_REQUEST'],
    ['NUL in a variable', '{"query":"{ rates }","variables":{"a":"\\u0000"}}', 'BAD_REQUEST'],
    ['half a surrogate pair in a variable', '{"query":"{ rates }","variables":{"a":"\\ud800"}}', 'BAD_REQUEST'],
    [
      'two operations and no name',
      `{"query":${quoted('query a { rates } query b { rates }')}}`,
      'QUERY_LIMIT_EXCEEDED',
    ],
    ['a name of no operation', '{"query":"query a { rates }","operationName":"b"}', 'BAD_REQUEST'],
    ['definitions of types', `{"query":${quoted('{ rates } type A { b: Int }')}}`, 'BAD_REQUEST'],
    ['a subscription without a stream to answer on', '{"query":"subscription { news { kind } }"}', 'BAD_REQUEST'],
    ['@defer', `{"query":${quoted('{ customers { ... @defer { name } } }')}}`, 'BAD_REQUEST'],
    ['@stream', `{"query":${quoted('{ customers @stream { name } }')}}`, 'BAD_REQUEST'],
    [
      'a type reference that is very deep',
      `{"query":${quoted(`query ($a: ${'['.repeat(40)}Int${']'.repeat(40)}) { rates }`)}}`,
      'QUERY_LIMIT_EXCEEDED',
    ],
    [
      'an object literal that is very deep',
      `{"query":${quoted(`{ customer(id: ${'{a:'.repeat(40)}1${'}'.repeat(40)}) { name } }`)}}`,
      'QUERY_LIMIT_EXCEEDED',
    ],
    [
      'fragments in a circle',
      `{"query":${quoted('{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }')}}`,
      'QUERY_LIMIT_EXCEEDED',
    ],
    ['unknown directives in bulk', `{"query":${quoted(`{ rates ${'@x '.repeat(21)} }`)}}`, 'QUERY_LIMIT_EXCEEDED'],
    [
      'the representations of federation',
      '{"query":"{ _entities(representations: []) { __typename } }"}',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['the service of federation', '{"query":"{ _service { sdl } }"}', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'an operator in the place of a text',
      '{"query":"query ($id: ID!) { customer(id: $id) { name } }","variables":{"id":{"$gt":""}}}',
      'BAD_USER_INPUT',
    ],
  ];

  it.each(bodies)('with %s is refused, and nothing is executed', async (_name, body, code) => {
    const before = range.target.executed();
    const outcome = await post(range.target, body);
    expect([outcome.status, outcome.codes]).toEqual([400, [code]]);
    expect(outcome.text.length).toBeLessThan(8 * 1024);
    expect(range.target.executed()).toBe(before);
    expect(({} as { readonly admin?: unknown }).admin).toBeUndefined();
  });

  it.each([
    'text/plain',
    'application/graphql',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'application/json;charset=utf-8;charset=utf-7',
    'application/json, text/plain',
    'application/jsonp',
    'application/problem+json',
    '',
  ])('of the media type "%s" is refused', async (type) => {
    const { status } = await post(range.target, '{"query":"{ rates }"}', { 'content-type': type });
    expect(status).toBe(415);
  });

  it.each(['gzip', 'deflate', 'br', 'zstd', 'gzip, gzip', 'x-unknown'])('packed by %s is refused', async (encoding) => {
    const { status } = await post(range.target, '{"query":"{ rates }"}', { 'content-encoding': encoding });
    expect(status).toBe(415);
  });

  it.each([
    ['a field', '{ custome(id: "c1") { name } }'],
    ['an argument', '{ customer(idd: "c1") { name } }'],
    ['an input field', 'mutation { book(input: { idempotencyKy: "k" }) { id } }'],
    ['a type', '{ things { ... on Custome { name } } }'],
    ['a directive', '{ customers { name @incude(if: true) } }'],
    ['a value of a wrong type', '{ customer(id: { a: 1 }) { name } }'],
  ])('with a near miss of %s is told no name but its own', async (_name, query) => {
    const { status, text, codes } = await ask(range.target, query);
    expect([status, new Set(codes)]).toEqual([400, new Set(['GRAPHQL_VALIDATION_FAILED'])]);
    expect(text).not.toMatch(/customer|Customer|idempotencyKey|BookInput|include|Query|String|Did you/);
  });

  it('with variables that do not fit is told their names and no type', async () => {
    const query = 'mutation ($input: BookInput!) { book(input: $input) { id } }';
    const { status, text, codes } = await ask(range.target, query, { input: { idempotencyKe: 'k' } });
    expect([status, new Set(codes)]).toEqual([400, new Set(['BAD_USER_INPUT'])]);
    expect(text).toContain('$input');
    expect(text).not.toMatch(/idempotencyKey|BookInput|String|Did you/);
  });

  it('with response keys that every object answers to is answered as any other', async () => {
    const query = '{ customers { constructor: name toString: name hasOwnProperty: name } }';
    const outcome = await ask(range.target, query);
    expect(outcome.accepted).toBe(true);
    expect(outcome.text).toContain('{"constructor":"Acme","toString":"Acme","hasOwnProperty":"Acme"}');
  });

  it('that asks for a trace or a plan by headers gets neither', async () => {
    const headers = {
      'apollo-federation-include-trace': 'ftv1',
      'apollo-query-plan-experimental': '1',
      'apollo-query-plan-experimental-format': 'internal',
    };
    const outcome = await post(range.target, '{"query":"{ customers { name } }"}', headers);
    expect(outcome.accepted).toBe(true);
    expect(outcome.text).not.toMatch(/ftv1|queryPlan|tracing/i);
  });
});
