import { globSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Declarations, type DeclaredTest } from './tests-in-process.ts';

/** What the instrumented engine and its tests share; the names are the instrumenter's. */
interface Shared {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage: { readonly static: Hits; readonly perTest: Record<string, Hits> };
}
type Hits = Record<string, number>;

interface MutantRun {
  readonly activeMutant: { readonly id: string };
  readonly testFilter?: readonly string[];
  readonly hitLimit?: number;
  readonly mutantActivation: 'runtime' | 'static';
}

interface KnownTest extends DeclaredTest {
  readonly id: string;
  readonly file: string;
}

const TESTS = ['test/unit/subgraphs/revrec/engine/**/*.test.ts', 'test/unit/subgraphs/revrec/cases/**/*.test.ts'];
/** Long proofs have ten thousand runs; a program is tested in a process of its own, in which nothing is broken. */
const APART = /\.deep\.test\.ts$|program\.test\.ts$/;
/** Contracts told figure by figure notice most and are asked first; laws over generated contracts take longest. */
const [FIRST, LAST] = [/told\.test/, /invariants|differential|-laws/];
const ENGINE = 'subgraphs/revrec/engine/**/*.ts';
const RUNS = 3;
const FAILED = 1;
const SUCCEEDED = 0;

/**
 * Runs the engine's tests in one warm process, one broken place at a time. Jest starts a world for each test file, which
 * takes longer than the tests; thousands of broken places need an answer in milliseconds.
 *
 * A broken engine may leave something behind in what a module keeps. So a failure counts only while the same test still
 * succeeds with nothing broken; otherwise the process ends, and the place is tried again in a new one.
 */
class EngineTests {
  readonly #shared: Shared = { mutantCoverage: { static: {}, perTest: {} } };
  readonly #declared = new Declarations();
  #tests: readonly KnownTest[] = [];
  /** Files that compute while they are read; they are read anew for each broken place. */
  readonly #computing = new Set<string>();
  readonly #readAnew = new Map<string, readonly KnownTest[]>();
  #reads = 0;
  #runs = 0;

  capabilities(): { readonly reloadEnvironment: boolean } {
    return { reloadEnvironment: false };
  }

  async init(): Promise<void> {
    Reflect.set(globalThis, '__stryker__', this.#shared);
    Object.assign(globalThis, this.#declared.globals(), { expect: (await anyModule('expect'))['expect'] });
    const laws = (await anyModule('fast-check'))['configureGlobal'] as (settings: object) => void;
    laws({ numRuns: RUNS, endOnFailure: true });
  }

  async dryRun(): Promise<object> {
    await this.#read();
    const tests = [];
    for (const test of this.#tests) tests.push(await this.#tried(test));
    this.#shared.currentTestId = undefined;
    const perTest = this.#shared.mutantCoverage.perTest;
    for (const { id, file } of this.#tests) perTest[id] = { ...perTest[id], ...perTest[loadOf(file)] };
    for (const file of this.#computing) delete perTest[loadOf(file)];
    return { status: 'complete', tests, mutantCoverage: this.#shared.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation }: MutantRun): Promise<object> {
    const { id } = activeMutant;
    if (mutantActivation === 'static') this.#shared.activeMutant = id;
    try {
      await this.#read();
    } catch (error) {
      return killed('the engine cannot be read', error, 0);
    }
    this.#runs += 1;
    const wanted = testFilter === undefined ? null : new Set(testFilter);
    const tests = this.#tests.filter((test) => wanted?.has(test.id) ?? true);
    Object.assign(this.#shared, { activeMutant: id, hitCount: 0, hitLimit });
    this.#readAnew.clear();
    const failure = await this.#firstFailure(tests);
    const { hitCount = 0 } = this.#shared;
    Object.assign(this.#shared, { activeMutant: undefined, hitCount: undefined, hitLimit: undefined });
    if (hitLimit !== undefined && hitCount > hitLimit)
      return { status: 'timeout', reason: `more than ${hitLimit} hits` };
    if (failure === null) return { status: 'survived', nrOfTests: tests.length };
    if (mutantActivation === 'runtime') await this.#refusePoison(failure.test);
    return killed(failure.test.id, failure.error, tests.length);
  }

  async #firstFailure(
    tests: readonly KnownTest[],
  ): Promise<{ readonly test: KnownTest; readonly error: unknown } | null> {
    for (const test of tests) {
      try {
        await this.#run(test);
      } catch (error) {
        return { test, error };
      }
    }
    return null;
  }

  /** Of the first place that is tried in a process nothing can have been left behind by another. */
  async #refusePoison(test: KnownTest): Promise<void> {
    this.#readAnew.clear();
    try {
      await this.#run(test);
    } catch {
      if (this.#runs > 1) process.exit(1);
      this.#runs = 1000;
    }
  }

  async #run(test: KnownTest): Promise<void> {
    if (!this.#computing.has(test.file)) {
      await test.run();
      return;
    }
    const again = this.#readAnew.get(test.file) ?? (await this.#readFile(test.file));
    this.#readAnew.set(test.file, again);
    await again.find(({ id }) => id === test.id)?.run();
  }

  async #tried(test: KnownTest): Promise<object> {
    this.#shared.currentTestId = test.id;
    const from = performance.now();
    const told = { id: test.id, name: test.name, fileName: test.file };
    try {
      await this.#run(test);
      return { ...told, status: SUCCEEDED, timeSpentMs: performance.now() - from };
    } catch (error) {
      return { ...told, status: FAILED, failureMessage: String(error), timeSpentMs: performance.now() - from };
    }
  }

  /** The engine first: what it computes while it is read belongs to no test. */
  async #read(): Promise<void> {
    if (this.#tests.length > 0) return;
    for (const file of globSync(ENGINE)) await import(pathToFileURL(file).href);
    const tests: KnownTest[] = [];
    const files = globSync(TESTS).filter((file) => !APART.test(file));
    for (const file of files.sort((a, b) => turnOf(a) - turnOf(b) || (a < b ? -1 : 1))) {
      this.#shared.currentTestId = loadOf(file);
      tests.push(...(await this.#readFile(file)));
      if (this.#shared.mutantCoverage.perTest[loadOf(file)] !== undefined) this.#computing.add(file);
    }
    this.#shared.currentTestId = undefined;
    this.#tests = tests;
  }

  async #readFile(file: string): Promise<readonly KnownTest[]> {
    this.#reads += 1;
    await import(`${pathToFileURL(file).href}?read=${this.#reads}`);
    return this.#declared.taken().map((test) => ({ ...test, file, id: `${file} ${test.name}` }));
  }
}

function turnOf(file: string): number {
  if (FIRST.test(file)) return 0;
  return LAST.test(file) ? 2 : 1;
}

function loadOf(file: string): string {
  return `read ${file}`;
}

function killed(test: string, error: unknown, nrOfTests: number): object {
  return { status: 'killed', killedBy: [test], failureMessage: String(error).slice(0, 300), nrOfTests };
}

function anyModule(name: string): Promise<Record<string, unknown>> {
  return import(name);
}

function engineTests(): EngineTests {
  return new EngineTests();
}
const askedOfTheTool: readonly string[] = [];
engineTests.inject = askedOfTheTool;

interface Node {
  readonly type: string;
  readonly callee?: Node;
  readonly name?: string;
  readonly id?: Node;
  readonly key?: Node;
  readonly value?: unknown;
  readonly init?: unknown;
  readonly arguments?: readonly Node[];
}

const SENTENCES = new Set(['detail']);

/** Sentences for people are no figures and no codes: why something is refused, and what a bug says. */
const sentencesForPeople = {
  shouldIgnore({ node, parent }: { readonly node: Node; readonly parent: Node | null }): string | undefined {
    if (node.type !== 'StringLiteral' && node.type !== 'TemplateLiteral') return undefined;
    const name = parent?.type === 'ObjectProperty' ? parent.key?.name : parent?.id?.name;
    const isNamed = (parent?.value === node || parent?.init === node) && SENTENCES.has(name ?? '');
    const callee = parent?.callee?.name ?? '';
    const isTold =
      (callee === 'invalid' && parent?.arguments?.indexOf(node) === 1) ||
      (callee === 'Error' && parent?.type === 'NewExpression');
    return isNamed || isTold ? 'a sentence for people' : undefined;
  },
};

export const strykerPlugins = [
  { kind: 'TestRunner', name: 'engine-tests', factory: engineTests },
  { kind: 'Ignore', name: 'sentences-for-people', value: sentencesForPeople },
];
