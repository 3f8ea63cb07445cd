import type { Decision, Durable, Participants, Progress, SagaEnd, StepFacts } from '#operations/engine/ports.ts';
import { runSaga } from '#operations/engine/run-saga.ts';
import type { Saga, SagaInput } from '#operations/engine/saga.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';

/** The process dies here. */
export class Crash extends Error {}

/** Where a process can die around a recorded action. */
export const BOUNDARIES = ['before the action', 'after the action, before it is kept', 'after it is kept'] as const;
export type Boundary = (typeof BOUNDARIES)[number];

/** How a system behaves towards one call: as it should, or as named. `done` says whether the write was done all the same. */
export type Behaviour =
  | 'as it should'
  | { readonly refuses: ConnectorError }
  | { readonly losesReplyOf: 'a write that was done' | 'a write that was not done' };

/** A saga on an engine in memory: its record survives a crash, and so do the systems. */
export class MemoryEngine {
  /** Kept as JSON, as the real engine keeps it. */
  readonly #record = new Map<string, string>();
  /** Writes that were really done, by key, in order. */
  readonly effects = new Map<string, string>();
  /** Every call: `write SYSTEM.command` or `lookUp SYSTEM.command`. */
  readonly calls: string[] = [];
  readonly told: string[] = [];
  readonly sleptMs: number[] = [];
  readonly #behaviours = new Map<string, Behaviour[]>();
  readonly #decisions: Decision[] = [];
  inTurn = true;
  /** The number of the recorded action at which the process dies once, and where about it. */
  crash: { readonly at: number; readonly where: Boundary } | null = null;
  #actions = 0;

  /** The next calls of this command behave so, one after the other; afterwards it behaves as it should. */
  given(call: string, ...behaviours: readonly Behaviour[]): this {
    this.#behaviours.set(call, [...behaviours]);
    return this;
  }

  decides(...decisions: readonly Decision['action'][]): this {
    this.#decisions.push(...decisions.map((action) => ({ action })));
    return this;
  }

  /** Runs to the end, starting again on the same record whenever the process dies. */
  async run<Input extends SagaInput>(saga: Saga<Input>, input: Input): Promise<SagaEnd> {
    for (;;) {
      try {
        return await runSaga(saga, input, this.#parts());
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
      }
    }
  }

  /** How many actions were recorded. */
  get recordedCount(): number {
    return this.#record.size;
  }

  /** The commands that took effect, `SYSTEM.command`, in order. */
  done(): readonly string[] {
    return [...this.effects.values()];
  }

  #parts() {
    this.#actions = 0;
    return { durable: this.#durable(), participants: this.#participants(), progress: this.#progress() };
  }

  #durable(): Durable {
    return {
      record: async (name, work) => {
        const kept = this.#record.get(name);
        if (kept !== undefined) return JSON.parse(kept).value;
        this.#actions = this.#record.size + 1;
        this.#die('before the action');
        const value = await work();
        this.#die('after the action, before it is kept');
        this.#record.set(name, JSON.stringify({ value }));
        this.#die('after it is kept');
        return JSON.parse(JSON.stringify({ value })).value;
      },
      sleep: async (delayMs) => {
        this.sleptMs.push(delayMs);
      },
      decision: async (step) => {
        const decision = this.#decisions.shift();
        if (decision === undefined) throw new Error(`Nobody decides about ${step}`);
        return decision;
      },
    };
  }

  #die(where: Boundary): void {
    if (this.crash === null || this.crash.at !== this.#actions || this.crash.where !== where) return;
    this.crash = null;
    throw new Crash(where);
  }

  #participants(): Participants {
    return {
      write: async (command, key) =>
        this.#answer(`write ${command.system}.${command.name}`, key, command.reads === true),
      lookUp: async (command, key) => this.#answer(`lookUp ${command.system}.${command.name}`, key, false),
    };
  }

  #answer(call: string, key: string, reads: boolean): Result<unknown, ConnectorError> {
    this.calls.push(call);
    const behaviour = this.#behaviours.get(call)?.shift() ?? 'as it should';
    if (typeof behaviour === 'object' && 'refuses' in behaviour) return fail(behaviour.refuses);
    const lost = typeof behaviour === 'object' ? behaviour.losesReplyOf : null;
    const [act = '', command = ''] = call.split(' ');
    if (act === 'write' && !reads && lost !== 'a write that was not done' && !this.effects.has(key)) {
      this.effects.set(key, command);
    }
    if (lost !== null) return fail({ kind: 'OutcomeUnknown', key });
    if (act === 'lookUp' && !this.effects.has(key)) return ok(null);
    return ok({ of: command });
  }

  #progress(): Progress {
    const tell = async (what: string) => {
      if (!this.told.includes(what)) this.told.push(what);
    };
    const about = (what: string) => (step: StepFacts) => tell(`${step.name} ${what}`);
    return {
      begin: async () => this.inTurn,
      finished: about('finished'),
      skipped: about('skipped'),
      waiting: (step, status) => tell(`${step.name} ${status}`),
      parked: (step, error, inDoubt) => tell(`${step.name} parked ${error.kind}${inDoubt ? ' in doubt' : ''}`),
      resumed: about('resumed'),
      refused: (step, error) => tell(`${step.name} refused ${error.kind}`),
      givenUp: about('given up'),
      undone: about('undone'),
      end: (end) => tell(end),
    };
  }
}
