import { HEADS, missingHeads, unprovenInvariants } from './room-readme.ts';
import { filesOf, foldersIn, has, textOf, vendors } from './sources.ts';

const VENDOR_FILES = ['client.ts', 'connector.ts', 'errors.ts', 'manifest.ts', 'mapping.ts', 'webhook.ts', 'wire.ts'];
const LINES_MAX = 400;

/** Time, chance and surroundings, which come in through kit/runtime and config.ts so that a test can choose them. */
const FROM_THE_MACHINE =
  /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\b|\bsetTimeout\b|\bsetInterval\b|\bprocess\.env\b|\brandomUUID\b/;
const MAY_ASK_THE_MACHINE = /^subgraphs\/kit\/runtime\/|^gateway\/config\/|\/(config|main)\.ts$/;

const SOURCES = filesOf(
  '{schema,client,subgraphs,gateway,sandboxes,local,bench,test}/**/*.ts',
  'console/src/**/*.{ts,tsx}',
).filter((file) => !file.startsWith('schema/generated/'));

const ROOMS = [
  'client',
  'console',
  'gateway',
  'local',
  'sandboxes',
  'schema',
  'test',
  ...foldersIn('subgraphs').map((name) => `subgraphs/${name}`),
  ...foldersIn('sandboxes').map((name) => `sandboxes/${name}`),
];

describe('a vendor', () => {
  it.each(vendors())('of $subgraph, $vendor, has the seven files that any other has', ({ subgraph, vendor }) => {
    const folder = `subgraphs/${subgraph}/connectors/${vendor}/`;
    const files = filesOf(`${folder}**/*`).map((file) => file.slice(folder.length));
    expect(files).toEqual(expect.arrayContaining([...VENDOR_FILES]));
  });

  it.each(vendors())('of $subgraph, $vendor, stands in the registry', ({ subgraph, vendor }) => {
    expect(textOf(`subgraphs/${subgraph}/registry.ts`)).toContain(`./connectors/${vendor}/connector.ts`);
  });

  it.each(vendors())('of $subgraph, $vendor, has a stand-in, and tests against it', ({ subgraph, vendor }) => {
    expect(has(`sandboxes/${vendor}/server.ts`)).toBe(true);
    const contract = filesOf(`test/contract/${subgraph}/**/*.ts`).map(textOf).join('\n');
    expect(contract).toContain(`#sandboxes/${vendor}/`);
    expect(filesOf(`test/contract/sandboxes/${vendor}*.test.ts`)).not.toEqual([]);
  });
});

describe('the product', () => {
  it('asks the machine for time, chance and surroundings in kit/runtime, config.ts and main.ts only', () => {
    const asking = filesOf('{schema,client,subgraphs,gateway}/**/*.ts')
      .filter((file) => !MAY_ASK_THE_MACHINE.test(file))
      .filter((file) => FROM_THE_MACHINE.test(textOf(file)));
    expect(asking).toEqual([]);
  });

  it.each(['Date.now()', 'new Date()', 'Math.random()', 'setTimeout(f)', 'process.env.PORT', 'crypto.randomUUID()'])(
    'would be seen asking with %s',
    (call) => {
      expect(FROM_THE_MACHINE.test(`const it = ${call};`)).toBe(true);
    },
  );

  it('has notes beside each migration', () => {
    const migrations = foldersIn('schema/database/migrations');
    expect(migrations).not.toEqual([]);
    expect(migrations.filter((name) => !has(`schema/database/migrations/${name}/notes.md`))).toEqual([]);
  });

  it(`has no file of more than ${LINES_MAX} lines`, () => {
    const long = SOURCES.filter((file) => textOf(file).trimEnd().split('\n').length > LINES_MAX);
    expect(long).toEqual([]);
  });

  it('keeps every part of itself in one copy of graphql', () => {
    expect(filesOf('node_modules/**/node_modules/graphql/package.json')).toEqual([]);
    expect(has('node_modules/graphql/package.json')).toBe(true);
  });
});

describe('a room', () => {
  const tests = filesOf('test/**/*.test.ts');
  const titles = tests.map(textOf).join('\n');

  it.each(ROOMS)('%s says what it owns, what not, what always holds, how it grows and what is odd', (room) => {
    expect(has(`${room}/README.md`)).toBe(true);
    expect(missingHeads(textOf(`${room}/README.md`))).toEqual([]);
  });

  it.each(filesOf('**/README.md').filter((file) => missingHeads(textOf(file)).length === 0))(
    '%s names a test that exists for each invariant',
    (file) => {
      expect(unprovenInvariants(textOf(file), titles, tests)).toEqual([]);
    },
  );

  it('would be found without a head, or with an invariant that nothing proves', () => {
    const page = `${HEADS.map((head) => `## ${head}\n\n- It holds: "no such test was ever written".\n`).join('\n')}`;
    expect(missingHeads(page)).toEqual([]);
    expect(missingHeads(page.replace('## Owns', '## Has'))).toEqual(['Owns']);
    expect(unprovenInvariants(page, "it('another test that was written')", [])).toHaveLength(1);
    expect(unprovenInvariants(page, "it('no such test was ever written')", [])).toEqual([]);
  });
});

describe('the operators’ guide', () => {
  it('says of each kind of vendor error what a person does', () => {
    const kinds = [...textOf('schema/errors/connector-error.ts').matchAll(/readonly kind: '(\w+)'/g)].map(
      ([, kind]) => kind ?? '',
    );
    expect(kinds).toContain('OutcomeUnknown');
    const guide = textOf('docs/operations.md');
    expect(kinds.filter((kind) => !guide.includes(`\`${kind}\``))).toEqual([]);
  });
});
