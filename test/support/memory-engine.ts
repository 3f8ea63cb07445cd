import type {
  BranchEnd,
  Decision,
  Durable,
  Participants,
  Patience,
  Progress,
  StageStart,
  StepFacts,
  Tx,
} from '#operations/engine/ports.ts';
import { runBranch, runStage, type StageEnd } from '#operations/engine/run-saga.ts';
import { firstStageOf, type Saga, type SagaInput, type Stage } from '#operations/engine/saga.ts';
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

const TX: Tx = { isTransaction: true };

/** A saga on an engine in memory: its record survives a crash, and so do the systems. */
export class MemoryEngine {
  /** Kept as JSON, as the real engine keeps it. */
  readonly #record = new Map<string, string>();
  /** Writes that were really done, by key, in order. */
  readonly effects = new Map<string, string>();
  /** Every call: `write SYSTEM.command` or `lookUp SYSTEM.command`. */
  readonly calls: string[] = [];
  /** What was asked of a write that was done, by key. */
  readonly payloads = new Map<string, unknown>();
  /** What a command answers by its payload, `SYSTEM.command`; any other names itself. */
  readonly answers = new Map<string, (payload: unknown) => unknown>();
  readonly told: string[] = [];
  readonly #started = new Set<string>();
  readonly sleptMs: number[] = [];
  readonly #behaviours = new Map<string, Behaviour[]>();
  readonly #decisions: Decision[] = [];
  inTurn = true;
  /** The number of the recorded action at which the process dies once, and where about it. */
  crash: { readonly at: number; readonly where: Boundary } | null = null;
  #actions = 0;
  #handedOver: StageStart | null = null;
  patience: Patience = async () => null;

  /** The next calls of this command behave so, one after the other; afterwards it behaves as it should. */
  given(call: string, ...behaviours: readonly Behaviour[]): this {
    this.#behaviours.set(call, [...behaviours]);
    return this;
  }

  decides(...decisions: readonly (Decision['action'] | Decision)[]): this {
    this.#decisions.push(...decisions.map((one) => (typeof one === 'string' ? { action: one } : one)));
    return this;
  }

  /** Runs all stages to the end, starting again on the same record whenever the process dies. */
  async run<Input extends SagaInput>(saga: Saga<Input>, input: Input): Promise<StageEnd> {
    for (;;) {
      try {
        return await this.#runStages(saga, input);
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
      }
    }
  }

  async #runStages<Input extends SagaInput>(saga: Saga<Input>, input: Input): Promise<StageEnd> {
    const first = firstStageOf(saga);
    const start = { input, outcomes: {}, done: [] };
    const end = await runStage(saga, first, start, this.#parts(saga, first, first));
    if (end !== 'COMMITTED') return end;
    if (this.#handedOver === null) throw new Error('Nothing was handed over');
    return runStage(saga, 'finalization', this.#handedOver, this.#parts(saga, 'finalization', 'books'));
  }

  /** How many actions were recorded. */
  get recordedCount(): number {
    return this.#record.size;
  }

  /** The commands that took effect, `SYSTEM.command`, in order. */
  done(): readonly string[] {
    return [...this.effects.values()];
  }

  #parts<Input extends SagaInput>(saga: Saga<Input>, stage: Stage, run: string) {
    return {
      durable: this.#durable(saga, stage, run),
      participants: this.#participants(),
      progress: this.#progress(),
      patience: this.patience,
    };
  }

  #durable<Input extends SagaInput>(saga: Saga<Input>, stage: Stage, run: string): Durable {
    const keep = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
      const kept = this.#record.get(`${run}/${name}`);
      if (kept !== undefined) return JSON.parse(kept).value;
      this.#actions = this.#record.size + 1;
      this.#die('before the action');
      const value = await work();
      this.#die('after the action, before it is kept');
      this.#record.set(`${run}/${name}`, JSON.stringify({ value }));
      this.#die('after it is kept');
      return JSON.parse(JSON.stringify({ value })).value;
    };
    return {
      workflowId: run,
      record: (name, ask, tell) =>
        keep(name, async () => {
          const answer = await ask();
          await tell(TX, answer);
          return answer;
        }),
      note: (name, work) => keep(name, () => work(TX)),
      sleep: async (delayMs) => {
        this.sleptMs.push(delayMs);
      },
      decision: async (step, withinMs) => {
        const decision = this.#decisions.shift();
        if (decision !== undefined) return decision;
        if (withinMs === null) throw new Error(`Nobody decides about ${step}`);
        this.sleptMs.push(withinMs);
        return null;
      },
      sideBySide: async (part, names, start) => {
        const ends: BranchEnd[] = [];
        // One after the other, so that a test knows the order; each on a record of its own, as the real engine does.
        for (const name of names) {
          const parts = this.#parts(saga, stage, `${run}:${name}`);
          ends.push(await runBranch(saga, stage, { part, name }, JSON.parse(JSON.stringify(start)), parts));
        }
        return ends;
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
        this.#answer(`write ${command.system}.${command.name}`, key, command.reads === true, command.payload),
      lookUp: async (command, key) => this.#answer(`lookUp ${command.system}.${command.name}`, key, false, null),
    };
  }

  #answer(call: string, key: string, reads: boolean, payload: unknown): Result<unknown, ConnectorError> {
    this.calls.push(call);
    const behaviour = this.#behaviours.get(call)?.shift() ?? 'as it should';
    if (typeof behaviour === 'object' && 'refuses' in behaviour) return fail(behaviour.refuses);
    const lost = typeof behaviour === 'object' ? behaviour.losesReplyOf : null;
    const [act = '', command = ''] = call.split(' ');
    if (act === 'write' && !reads && lost !== 'a write that was not done' && !this.effects.has(key)) {
      this.effects.set(key, command);
      this.payloads.set(key, payload);
    }
    if (lost !== null) return fail({ kind: 'OutcomeUnknown', key });
    if (act === 'lookUp' && !this.effects.has(key)) return ok(null);
    return ok(this.answers.get(command)?.(payload ?? this.payloads.get(key)) ?? { of: command });
  }

  #progress(): Progress {
    const tell = async (what: string) => {
      if (!this.told.includes(what)) this.told.push(what);
    };
    const start = async (step: StepFacts | null) => {
      if (step !== null) this.#started.add(step.name);
    };
    const tellOf = async ({ name }: StepFacts, what: string) => {
      // As the store would refuse it.
      if (!this.#started.has(name)) throw new Error(`${name} was not told as started before it was ${what}`);
      await tell(`${name} ${what}`);
    };
    const about = (what: string) => (_tx: Tx, step: StepFacts) => tellOf(step, what);
    return {
      begin: async (_tx, _stage, first) => {
        await start(first);
        return this.inTurn;
      },
      started: (_tx, step) => start(step),
      advanced: (_tx, step, { progress }) => tellOf(step, `at ${progress.done} of ${progress.total}`),
      finished: async (_tx, step, _outcome, next) => {
        await tellOf(step, 'finished');
        await start(next);
      },
      skipped: async (_tx, step, next) => {
        await tellOf(step, 'skipped');
        await start(next);
      },
      waiting: (_tx, step, status) => tellOf(step, status),
      awaits: (_tx, step, error) => tellOf(step, `awaits ${error.prerequisite} ${error.id}`),
      parked: (_tx, step, error, inDoubt) => tellOf(step, `parked ${error.kind}${inDoubt ? ' in doubt' : ''}`),
      resumed: about('resumed'),
      refused: (_tx, step, error) => tellOf(step, `refused ${error.kind}`),
      givenUp: about('given up'),
      undone: about('undone'),
      committed: async (_tx, start) => {
        this.#handedOver = JSON.parse(JSON.stringify(start)) as StageStart;
        await tell('COMMITTED');
      },
      end: (_tx, _stage, end) => tell(end),
    };
  }
}
