import { documentId } from '#gateway/edge/trusted-documents.ts';
import { follow } from './fake-consumer.ts';
import { type FakeGraph, replyOf, startFakeGraph, tokenOf } from './fake-graph.ts';
import { FakeStream } from './fake-stream.ts';

const READ = 'query Customer($id: ID!) { customer(id: $id) { name } }';
const WRITE = 'mutation { book(input: { idempotencyKey: "k" }) { id } }';
const CHOOSE = 'query ($all: Boolean!) { customer(id: "c1") { name parent @include(if: $all) { name } } }';
const FOLLOW = 'subscription ($all: Boolean = true) { news { kind customer @include(if: $all) { name } } }';
const KNOWN = [READ, WRITE, CHOOSE, FOLLOW];
/** With two choices each of the last two. */
const PLANS_COUNT = 6;
const MANIFEST = new Map(KNOWN.map((text) => [documentId(text), text]));
const UNKNOWN = 'query { customers { name } }';

const persisted = (sha256Hash: unknown) => ({ persistedQuery: { version: 1, sha256Hash } });

describe('in production mode', () => {
  let graph: FakeGraph;
  const stream = new FakeStream();

  beforeAll(async () => {
    graph = await startFakeGraph({
      resolvers: { operations: stream.resolvers() },
      config: { production: true, trustedManifest: MANIFEST, metricsToken: 'metrics' },
    });
  });
  afterAll(() => graph.close());

  const headers = async () => ({ authorization: `Bearer ${await tokenOf('portal')}` });
  const post = async (body: unknown) =>
    replyOf(
      await fetch(`${graph.gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(await headers()) },
        body: JSON.stringify(body),
      }),
    );
  const get = async (members: Readonly<Record<string, string>>, given: Readonly<Record<string, string>> = {}) =>
    replyOf(
      await fetch(`${graph.gateway.url}/graphql?${new URLSearchParams(members)}`, {
        headers: { 'apollo-require-preflight': 'true', ...(await headers()), ...given },
      }),
    );
  const variables = { id: 'c1' };
  const answered = { status: 200, data: { customer: { name: 'Acme' } } };

  it('the documents of the build are planned before anybody asks for one', async () => {
    const misses = async () => {
      const response = await fetch(`${graph.gateway.url}/metrics`, { headers: { authorization: 'Bearer metrics' } });
      return /plans_total\{found="miss"\} (\d+)/.exec(await response.text())?.[1];
    };
    const before = await misses();
    expect(Number(before)).toBe(PLANS_COUNT);
    expect(await post({ query: READ, variables, operationName: 'Customer' })).toMatchObject(answered);
    for (const all of [true, false])
      expect(await post({ query: CHOOSE, variables: { all } })).toMatchObject({ status: 200 });
    const consumer = await follow(graph, FOLLOW, { variables: { all: false } });
    stream.tell('first');
    expect(await consumer.has(1)).toEqual([{ data: { news: { kind: 'first' } } }]);
    consumer.leave();
    expect(await misses()).toBe(before);
  });

  it.each([
    ['its text', { query: READ, variables }],
    ['its id', { documentId: documentId(READ), variables }],
    ['its id as persisted queries have it', { extensions: persisted(documentId(READ)), variables }],
    ['its id and its text', { query: READ, extensions: persisted(documentId(READ)), variables }],
  ])('a document of the build runs by %s', async (_name, body) => {
    expect(await post(body)).toMatchObject(answered);
  });

  const strange: readonly (readonly [string, unknown])[] = [
    ['a text of no build', { query: UNKNOWN }],
    ['a text of the build with a blank more', { query: `${READ} `, variables }],
    ['an unknown id', { documentId: documentId(UNKNOWN) }],
    ['an id with another text', { query: UNKNOWN, extensions: persisted(documentId(READ)) }],
    ['a text to be registered', { query: UNKNOWN, extensions: persisted(documentId(UNKNOWN)) }],
    ['two ids', { documentId: documentId(READ), extensions: persisted(documentId(WRITE)) }],
    ['an id that is a number', { documentId: 7 }],
    ['an id that is an object', { documentId: { sha256: documentId(READ) } }],
    ['an id that is a list', { extensions: persisted([documentId(READ)]) }],
    ['an id without a hash', { extensions: { persistedQuery: { version: 1 } } }],
    ['a member of every object', { documentId: '__proto__' }],
    ['a method of every object', { documentId: 'constructor' }],
    ['a path', { documentId: '../../etc/passwd' }],
    ['an id in capitals', { documentId: documentId(READ).toUpperCase() }],
  ];

  it.each(strange)('%s is refused, and nothing is executed', async (_name, body) => {
    const before = graph.crm.asked.length;
    const { status, errors } = await post(body);
    expect([status, errors.map(({ extensions }) => extensions['code'])]).toEqual([400, ['DOCUMENT_NOT_TRUSTED']]);
    expect(graph.crm.asked.length).toBe(before);
    // Nothing was learned of it either.
    expect((await post(body)).status).toBe(400);
  });

  it('a subscription of no build is refused as an event stream too', async () => {
    const response = await fetch(`${graph.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...(await headers()) },
      body: JSON.stringify({ query: 'subscription { news { sequence } }' }),
    });
    const { status, errors } = await replyOf(response);
    expect([status, errors[0]?.extensions['code']]).toEqual([400, 'DOCUMENT_NOT_TRUSTED']);
  });

  it('a subscription of the build is followed, and another is refused', async () => {
    stream.tell('first');
    const consumer = await follow(graph, FOLLOW);
    const [told] = await consumer.has(1);
    expect(told).toEqual({ data: { news: { kind: 'first', customer: null } } });
    consumer.leave();
    const other = await follow(graph, 'subscription { news { sequence } }');
    expect(await other.end).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'DOCUMENT_NOT_TRUSTED' }) }),
    ]);
  });

  describe('by GET', () => {
    it('a query of the build runs by its id', async () => {
      const members = { documentId: documentId(READ), variables: JSON.stringify(variables) };
      expect(await get(members)).toMatchObject(answered);
      const extensions = JSON.stringify(persisted(documentId(READ)));
      expect(await get({ extensions, variables: JSON.stringify(variables) })).toMatchObject(answered);
    });

    it.each([
      ['a text', { query: READ }, 405, 'METHOD_NOT_ALLOWED'],
      ['a text beside an id of no build', { query: UNKNOWN, documentId: 'x' }, 400, 'DOCUMENT_NOT_TRUSTED'],
      ['a mutation of the build', { documentId: documentId(WRITE) }, 405, 'METHOD_NOT_ALLOWED'],
      ['a subscription of the build', { documentId: documentId(FOLLOW) }, 405, 'METHOD_NOT_ALLOWED'],
      ['variables that are no JSON', { documentId: documentId(READ), variables: '{' }, 400, 'BAD_REQUEST'],
      ['a member of no request', { documentId: documentId(READ), flavour: 'x' }, 400, 'BAD_REQUEST'],
    ])('%s is refused', async (_name, members: Record<string, string>, status, code) => {
      const reply = await get(members);
      expect([reply.status, reply.errors[0]?.extensions['code']]).toEqual([status, code]);
    });

    it('a page that could not ask first is refused', async () => {
      const members = { documentId: documentId(READ), variables: JSON.stringify(variables) };
      expect((await get(members, { 'apollo-require-preflight': '' })).status).toBe(400);
    });

    it('a mutation is refused though its header says that the method is another', async () => {
      const override = { 'x-http-method-override': 'POST', 'x-method-override': 'POST' };
      expect((await get({ documentId: documentId(WRITE) }, override)).status).toBe(405);
    });
  });
});

describe('the documents of the build', () => {
  it.each([
    ['are not known by id where they are switched off', 'off', 'DOCUMENT_NOT_TRUSTED'],
    ['are known by id where others run too', 'prefer', undefined],
  ] as const)('%s', async (_name, trustedDocuments, code) => {
    const graph = await startFakeGraph({ config: { trustedDocuments, trustedManifest: MANIFEST } });
    const send = async (body: unknown) =>
      replyOf(
        await fetch(`${graph.gateway.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${await tokenOf('portal')}` },
          body: JSON.stringify(body),
        }),
      );
    expect((await send({ query: UNKNOWN })).status).toBe(200);
    const byId = await send({ documentId: documentId(READ), variables: { id: 'c1' } });
    expect(byId.errors[0]?.extensions['code']).toBe(code);
    await graph.close();
  });
});
