/**
 * The surroundings of a test file are those of its process. Jest's own give each file a world of its own, in which every
 * library is read, compiled and linked anew: two thirds of the run's time.
 */
export default class NativeEnvironment {
  /** What Jest keeps here is its own; the globals of the tests are set by `NativeRuntime`. */
  readonly global: Record<string, unknown> = {};
  readonly moduleMocker = null;
  readonly fakeTimers = null;
  readonly fakeTimersModern = null;

  async setup(): Promise<void> {}

  async teardown(): Promise<void> {}

  exportConditions(): string[] {
    return ['node', 'node-addons'];
  }

  getVmContext(): null {
    return null;
  }
}
