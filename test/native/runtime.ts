import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
/** Where Jest's runner of tests keeps who listens to it, from file to file if it is let. */
const LISTENERS = Symbol.for('EVENT_HANDLERS');

/**
 * Reads test files as Node reads any file, types stripped by Node itself. So the files that one process runs share their
 * modules, and a test file must leave nothing behind. Only what reads modules is replaced: Jest still chooses the files,
 * deals them out, bounds their time and reports.
 *
 * The shape is that of `jest-runtime` as far as Jest's runner calls it (`runTest` of jest-runner, `jestAdapter` of
 * jest-circus); nothing here mocks a module, and coverage is not counted.
 */
export default class NativeRuntime {
  static readonly createResolver = (): null => null;

  /** The framework is read anew for each file: it keeps what a file declares in its own state. */
  requireInternalModule(path: string): unknown {
    Reflect.deleteProperty(globalThis, LISTENERS);
    delete require.cache[path];
    return require(path);
  }

  requireModule(path: string): unknown {
    return require(path);
  }

  unstable_shouldLoadAsEsm(): boolean {
    return true;
  }

  unstable_importModule(path: string): Promise<unknown> {
    return import(pathToFileURL(path).href);
  }

  setGlobalsForRuntime(globals: object): void {
    Object.assign(globalThis, globals);
  }

  getSourceMaps(): ReadonlyMap<string, string> {
    return new Map();
  }

  getAllCoverageInfoCopy(): undefined {
    return undefined;
  }

  enterTestCode(): void {}

  leaveTestCode(): void {}

  teardown(): void {}
}
