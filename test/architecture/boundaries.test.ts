import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { cruiseTree, RULES } from './cruise.ts';
import { DECLARED, PLANTED, type Tree } from './planted-violations.ts';

const ROOT = join(import.meta.dirname, '../..');

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function manifest(): string {
  const { imports } = z
    .object({ imports: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
  const versions = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '1.0.0']));
  return JSON.stringify({
    type: 'module',
    imports,
    dependencies: versions(DECLARED.dependencies),
    devDependencies: versions(DECLARED.devDependencies),
  });
}

/** Writes the files to a folder of their own and says which rules the tree breaks. */
async function brokenRules(tree: Tree): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'revgraph-planted-'));
  folders.push(folder);
  const files = { ...tree, 'package.json': manifest() };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const rooms = [...new Set(Object.keys(tree).map((path) => path.split('/')[0] ?? ''))];
  const { violations } = await cruiseTree(
    folder,
    rooms.filter((room) => room !== 'node_modules'),
  );
  return violations.map(({ rule }) => rule);
}

describe('the boundaries', () => {
  it('each have a planted violation', () => {
    expect(Object.keys(PLANTED).sort()).toEqual([...RULES].sort());
  });

  it.each(
    Object.entries(PLANTED).flatMap(([rule, trees]) =>
      Object.entries(trees).map(([what, tree]) => [rule, what, tree] as const),
    ),
  )('%s notices %s', async (rule, _what, tree) => {
    await expect(brokenRules(tree)).resolves.toContain(rule);
  });

  it('let pass what keeps them', async () => {
    const tree: Tree = {
      'subgraphs/crm/start.ts': "import '#crm/registry.ts';\nimport 'typeorm';\n",
      'subgraphs/crm/registry.ts': "import './connectors/salesforce/connector.ts';\n",
      'subgraphs/crm/connectors/salesforce/connector.ts': "import '#crm/port.ts';\nimport './mapping.ts';\n",
      'subgraphs/crm/connectors/salesforce/mapping.ts': "import '#schema/canonical/money.ts';\n",
      'subgraphs/crm/port.ts': "import '#schema/canonical/money.ts';\n",
      'schema/canonical/money.ts': 'export {};\n',
      'node_modules/typeorm/package.json': '{"name":"typeorm","version":"1.0.0","main":"index.js"}',
      'node_modules/typeorm/index.js': '',
    };
    await expect(brokenRules(tree)).resolves.toEqual([]);
  });
});
