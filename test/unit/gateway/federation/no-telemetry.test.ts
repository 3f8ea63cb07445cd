import type { GraphQLDataSource } from '@apollo/gateway';
import nock from 'nock';
import { pino } from 'pino';
import type { RequestContext } from '#gateway/edge/request-context.ts';
import { openSupergraph } from '#gateway/federation/supergraph.ts';

const SUPERGRAPH = `schema
  @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION) { query: Query }
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, resolvable: Boolean! = true, isInterfaceObject: Boolean! = false) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String, external: Boolean, override: String, usedOverridden: Boolean) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE
directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION
directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE
scalar join__FieldSet
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }
enum join__Graph { ONE @join__graph(name: "one", url: "http://127.0.0.1:1") }
type Query @join__type(graph: ONE) { name: String }`;

describe('opening a supergraph', () => {
  let asked: string[];
  const note = ({ url }: Request) => {
    asked.push(url);
  };

  beforeEach(() => {
    asked = [];
    delete process.env['APOLLO_TELEMETRY_DISABLED'];
    if (!nock.isActive()) nock.activate();
    nock.disableNetConnect();
    nock.emitter.on('no match', note);
  });

  afterEach(() => {
    nock.emitter.off('no match', note);
    nock.enableNetConnect();
    // The files of one worker share it.
    nock.restore();
  });

  it('asks no cloud where it runs and tells nobody that it does', async () => {
    const source: GraphQLDataSource<RequestContext> = { process: async () => ({ data: { name: null } }) };
    const opened = openSupergraph(SUPERGRAPH, new Map([['one', source]]), pino({ level: 'silent' }));
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toEqual([]);
    expect(opened.supergraph).toBeDefined();
  });
});
