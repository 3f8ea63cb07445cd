/** The files of a small tree, by path; what stands in `node_modules/` there is a package. */
export type Tree = Readonly<Record<string, string>>;

const EMPTY = 'export {};\n';

/** Imports for its effect only: no rule may overlook that. */
const imports = (specifier: string) => `import '${specifier}';\n`;

/** An import that leaves nothing behind once the types are stripped. */
const importsType = (specifier: string) => `import type { Thing } from '${specifier}';\nexport type Other = Thing;\n`;

/** A package that is installed; whether it is declared too is the tree's manifest to say. */
const installed = (name: string): Tree => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
  [`node_modules/${name}/index.js`]: 'module.exports = {};\n',
});

/** The packages that the trees' manifest declares, as `imports` and `installed` name them. */
export const DECLARED = { dependencies: ['typeorm', 'pg', '@dbos-inc/dbos-sdk', 'stripe'], devDependencies: ['jest'] };

/** By rule: the smallest trees that break it. A rule is broken by each of its trees, alone. */
export const PLANTED: Readonly<Record<string, Readonly<Record<string, Tree>>>> = {
  'subgraphs-are-islands': {
    'a file of a neighbour': {
      'subgraphs/crm/loaders.ts': imports('../billing/port.ts'),
      'subgraphs/billing/port.ts': EMPTY,
    },
    'a neighbour by its short name': {
      'subgraphs/crm/loaders.ts': imports('#billing/port.ts'),
      'subgraphs/billing/port.ts': EMPTY,
    },
    'a type of a neighbour': {
      'subgraphs/erp/port.ts': importsType('#revrec/journals.ts'),
      'subgraphs/revrec/journals.ts': 'export interface Thing {}\n',
    },
  },
  'vendors-are-islands': {
    'another vendor': {
      'subgraphs/billing/connectors/stripe/client.ts': imports('../chargebee/client.ts'),
      'subgraphs/billing/connectors/chargebee/client.ts': EMPTY,
    },
    'the rest of its subgraph': {
      'subgraphs/billing/connectors/stripe/client.ts': imports('#billing/loaders.ts'),
      'subgraphs/billing/loaders.ts': EMPTY,
    },
  },
  'mapping-is-pure': {
    'a client': {
      'subgraphs/billing/connectors/stripe/mapping.ts': imports('./client.ts'),
      'subgraphs/billing/connectors/stripe/client.ts': EMPTY,
    },
    'the machine': { 'subgraphs/billing/connectors/stripe/wire.ts': imports('node:fs') },
    'a package': {
      'subgraphs/billing/connectors/stripe/manifest.ts': imports('stripe'),
      ...installed('stripe'),
    },
  },
  'sandboxes-stand-alone': {
    'the shared language': {
      'sandboxes/stripe/state.ts': imports('#schema/canonical/money.ts'),
      'schema/canonical/money.ts': EMPTY,
    },
  },
  'schema-knows-nobody': {
    'the kit': { 'schema/commands/crm.ts': imports('#kit/runtime/clock.ts'), 'subgraphs/kit/runtime/clock.ts': EMPTY },
    'a package': { 'schema/commands/crm.ts': imports('stripe'), ...installed('stripe') },
  },
  'client-runs-anywhere': {
    'the machine': { 'client/pages.ts': imports('node:fs') },
    'the gateway': { 'client/pages.ts': importsType('#gateway/config.ts'), 'gateway/config.ts': EMPTY },
    'a package that needs Node': { 'client/pages.ts': imports('pg'), ...installed('pg') },
  },
  'canonical-is-pure': {
    'the machine': { 'schema/canonical/money.ts': imports('node:fs') },
    'a command': { 'schema/errors/result.ts': imports('#schema/commands/crm.ts'), 'schema/commands/crm.ts': EMPTY },
  },
  'events-are-pure': {
    'the machine': { 'schema/events/catalogue.ts': imports('node:fs') },
    'a command': { 'schema/events/upcast.ts': imports('#schema/commands/crm.ts'), 'schema/commands/crm.ts': EMPTY },
  },
  'subgraphs-know-no-gateway': {
    'its settings': { 'subgraphs/crm/start.ts': imports('#gateway/config.ts'), 'gateway/config.ts': EMPTY },
  },
  'gateway-knows-no-subgraph': {
    'its start': { 'gateway/main.ts': imports('#crm/start.ts'), 'subgraphs/crm/start.ts': EMPTY },
  },
  'kit-knows-no-subgraph': {
    'an entity': {
      'subgraphs/kit/mirror/paging.ts': imports('#crm/entities/account.ts'),
      'subgraphs/crm/entities/account.ts': EMPTY,
    },
  },
  'only-the-registry-names-vendors': {
    'a resolver': {
      'subgraphs/crm/resolvers/customer.ts': imports('#crm/connectors/salesforce/wire.ts'),
      'subgraphs/crm/connectors/salesforce/wire.ts': EMPTY,
    },
  },
  'contracts-know-no-documents': {
    'the engine by contracts': {
      'subgraphs/revrec/engine/fold.ts': imports('./invoice-driven/ledger.ts'),
      'subgraphs/revrec/engine/invoice-driven/ledger.ts': EMPTY,
    },
    'a command': {
      'subgraphs/revrec/commands/commands.ts': imports('#revrec/engine/invoice-driven/ledger.ts'),
      'subgraphs/revrec/engine/invoice-driven/ledger.ts': EMPTY,
    },
  },
  'revenue-rules-are-pure': {
    'the store': {
      'subgraphs/revrec/engine/fold.ts': imports('../store/facts.ts'),
      'subgraphs/revrec/store/facts.ts': EMPTY,
    },
    'the clock': {
      'subgraphs/revrec/engine/fold.ts': imports('#kit/runtime/clock.ts'),
      'subgraphs/kit/runtime/clock.ts': EMPTY,
    },
  },
  'engine-knows-no-business': {
    'a saga': {
      'subgraphs/operations/engine/run-saga.ts': imports('../sagas/amend-contract.ts'),
      'subgraphs/operations/sagas/amend-contract.ts': EMPTY,
    },
  },
  'only-the-engine-knows-dbos': {
    'a saga': {
      'subgraphs/operations/sagas/amend-contract.ts': imports('@dbos-inc/dbos-sdk'),
      ...installed('@dbos-inc/dbos-sdk'),
    },
  },
  'only-adapters-touch-the-database': {
    'a saga with an entity manager': {
      'subgraphs/operations/sagas/amend-contract.ts': imports('typeorm'),
      ...installed('typeorm'),
    },
    'a resolver with SQL': { 'subgraphs/crm/resolvers/customer.ts': imports('pg'), ...installed('pg') },
    'a type of a connection': {
      'subgraphs/billing/connectors/stripe/connector.ts': importsType('typeorm'),
      ...installed('typeorm'),
    },
  },
  'product-knows-no-test': {
    'a fake': {
      'subgraphs/crm/start.ts': imports('#test/support/fake-systems.ts'),
      'test/support/fake-systems.ts': EMPTY,
    },
    'the local run': { 'gateway/main.ts': imports('#local/secrets.ts'), 'local/secrets.ts': EMPTY },
    'a stand-in': {
      'subgraphs/crm/start.ts': imports('#sandboxes/stripe/server.ts'),
      'sandboxes/stripe/server.ts': EMPTY,
    },
  },
  'no-cycles': {
    'two files': {
      'schema/canonical/money.ts': imports('./ratio.ts'),
      'schema/canonical/ratio.ts': imports('./money.ts'),
    },
  },
  'no-orphans': { 'a forgotten file': { 'schema/canonical/forgotten.ts': EMPTY } },
  'declared-packages-only': {
    'a package of a package': { 'gateway/edge/body.ts': imports('undeclared'), ...installed('undeclared') },
  },
  'no-tool-in-the-product': { 'a test runner': { 'gateway/edge/body.ts': imports('jest'), ...installed('jest') } },
  resolvable: {
    'a file that is not there': { 'gateway/edge/body.ts': imports('./nowhere.ts') },
    'a package that is not there': { 'gateway/edge/body.ts': imports('absent') },
  },
};
