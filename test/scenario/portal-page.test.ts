import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, textOf } from '#test/architecture/sources.ts';
import { startTestProduct, type TestProduct } from '#test/support/product.ts';

const LINES_MAX = 20;
/** Those of the project, as far as they change what may be written. */
const STRICT = ['--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes', '--noUnusedLocals'];
const AS_NODE_READS = ['--module', 'nodenext', '--target', 'es2024', '--erasableSyntaxOnly', '--verbatimModuleSyntax'];
const FLAGS = [...STRICT, ...AS_NODE_READS, '--noEmit', '--skipLibCheck', '--allowImportingTsExtensions'];

const [VIEW = '', CHANGE = ''] = [...textOf('docs/portal.md').matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(
  ([, lines]) => lines ?? '',
);

describe('the page for developers of portals', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'revgraph-portal-'));
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(ROOT, join(folder, 'node_modules/revgraph'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'portal.ts'), VIEW);
    writeFileSync(join(folder, 'change.ts'), CHANGE);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it(`goes from a token to a live view in ${LINES_MAX} lines`, () => {
    const lines = VIEW.split('\n').filter((line) => line.trim() !== '');
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.length).toBeLessThanOrEqual(LINES_MAX);
    // Nor are they longer than those of any file here.
    expect(lines.filter((line) => line.length > 120)).toEqual([]);
  });

  it('shows lines that the type checker takes, at its strictest', () => {
    const types = ['--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types')];
    const tsc = join(ROOT, 'node_modules/.bin/tsc');
    const { status, stdout } = spawnSync(process.execPath, [tsc, ...FLAGS, ...types, 'portal.ts', 'change.ts'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([0, '']);
  });

  describe('against a running graph', () => {
    let world: TestProduct;
    const running: ChildProcess[] = [];

    beforeAll(async () => {
      world = await startTestProduct();
    }, 180_000);
    afterAll(async () => {
      for (const child of running) child.kill();
      await world?.close();
    });

    /** Runs a file of the page's lines. `says` ends when it has said that, and fails when it ended without. */
    const run = async (file: string, role: 'portal' | 'revops') => {
      const env = { ...process.env, GRAPH_URL: world.url, TOKEN: await world.tokenOf(role, `${role}-user`) };
      const child = spawn(process.execPath, [file], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
      running.push(child);
      let said = '';
      const waiting = new Set<() => void>();
      const hear = (chunk: Buffer) => {
        said += chunk.toString();
        for (const look of waiting) look();
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      const ended = once(child, 'close');
      const says = (what: RegExp) =>
        new Promise<void>((resolve, reject) => {
          const look = () => {
            if (what.test(said)) resolve();
          };
          waiting.add(look);
          void ended.then(() => reject(new Error(`It ended without ${what}:\n${said}`)));
          look();
        });
      return { says, ended, said: () => said };
    };

    it('shows a customer, and what is changed by the lines below them as it happens', async () => {
      const view = await run('portal.ts', 'portal');
      await view.says(/^snapshot/m);
      const before = view.said();
      expect(before).toMatch(/^\d+ 1 \{ amount: '600000\.00', currency: 'USD' \}$/m);
      expect(before).toMatch(/^\S+-0001 \{ amount: '600000\.00', currency: 'USD' \} \{ amount: '0\.00', /m);
      expect(before).toMatch(
        /^recognized \{ amount: '374794\.52', currency: 'USD' \} deferred \{ amount: '225205\.48', /m,
      );

      const change = await run('change.ts', 'revops');
      await change.ended;
      expect(change.said()).toMatch(/^would be billed \{ amount: '2268\.49', currency: 'USD' \} approvals \[\]$/m);
      expect(change.said()).toMatch(/^accepted QUEUED$/m);

      await view.says(/^operation\.succeeded undefined SUCCEEDED\n[\s\S]*^recognized /m);
      const after = view.said().slice(before.length);
      expect(after).toMatch(/^step\.finished postInvoice /m);
      expect(after).toMatch(/^\d+ 2 \{ amount: '602268\.49', currency: 'USD' \}$/m);
      expect(after).toMatch(/^\S+-0002 \{ amount: '2268\.49', currency: 'USD' \} \{ amount: '2268\.49', /m);
    }, 180_000);
  });
});
