import type { Random } from '#kit/runtime/random.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import type { BranchEnd, Durable, Participants, Progress, StageStart, StepFacts } from '#operations/engine/ports.ts';
import { runBranch, runStage } from '#operations/engine/run-saga.ts';
import { type Saga, type SagaInput, STAGES, type Stage } from '#operations/engine/saga.ts';
import { DEFAULT_POLICIES } from '#operations/policies/defaults.ts';
import { attemptsMaxOf } from '#operations/policies/retry.ts';

/** A saga that waits for its place in a line. */
export interface Job {
  readonly saga: Saga<SagaInput>;
  readonly line: string;
  readonly input: SagaInput;
}

interface Run extends Job {
  readonly start: StageStart;
}

interface Queue {
  readonly waiting: Map<string, Run[]>;
  /** Lines that have somebody waiting and nobody running. */
  readonly ready: string[];
  free: number;
}

export interface WorkersSettings {
  readonly timers: Timers;
  readonly random: Random;
  /** How many runs of each stage go at once. */
  readonly places: Readonly<Record<Stage, number>>;
  /** What a run of this stage asks. Called once a run. */
  readonly participantsOf: (stage: Stage) => Participants;
  readonly committed: (operationId: string) => void;
  readonly ended: (operationId: string, end: string) => void;
  /** Whatever a person would have to look at. */
  readonly trouble: (what: string) => void;
}

/**
 * Sagas as workers run them, on a clock of their own: a line a contract and stage, at most one run of a line at once and
 * in order, lines without anybody running chosen by chance, as the durable queue does. Nothing crashes here, so nothing
 * is recorded; waits are the given timers'.
 */
export class VirtualWorkers {
  readonly #settings: WorkersSettings;
  readonly #queues: Readonly<Record<Stage, Queue>>;

  constructor(settings: WorkersSettings) {
    this.#settings = settings;
    const queue = (stage: Stage): Queue => ({ waiting: new Map(), ready: [], free: settings.places[stage] });
    this.#queues = { commitment: queue('commitment'), finalization: queue('finalization') };
  }

  accept(job: Job): void {
    this.#enqueue('commitment', { ...job, start: { input: job.input, outcomes: {}, done: [] } });
  }

  /** How many runs wait or go. */
  get openCount(): number {
    return STAGES.reduce((sum, stage) => sum + this.#openIn(stage), 0);
  }

  #openIn(stage: Stage): number {
    const { waiting, free } = this.#queues[stage];
    const inLine = [...waiting.values()].reduce((sum, runs) => sum + runs.length, 0);
    return inLine + this.#settings.places[stage] - free;
  }

  #enqueue(stage: Stage, run: Run): void {
    const queue = this.#queues[stage];
    const line = queue.waiting.get(run.line);
    if (line === undefined) {
      queue.waiting.set(run.line, [run]);
      queue.ready.push(run.line);
    } else line.push(run);
    this.#dispatch(stage);
  }

  #dispatch(stage: Stage): void {
    const queue = this.#queues[stage];
    while (queue.free > 0 && queue.ready.length > 0) {
      const [line = ''] = queue.ready.splice(Math.floor(this.#settings.random.next() * queue.ready.length), 1);
      const run = queue.waiting.get(line)?.shift();
      if (run === undefined) continue;
      queue.free -= 1;
      void this.#run(stage, run).finally(() => this.#leave(stage, line));
    }
  }

  #leave(stage: Stage, line: string): void {
    const queue = this.#queues[stage];
    queue.free += 1;
    if (queue.waiting.get(line)?.length === 0) queue.waiting.delete(line);
    else queue.ready.push(line);
    this.#dispatch(stage);
  }

  async #run(stage: Stage, run: Run): Promise<void> {
    const { saga, start, input } = run;
    const participants = this.#settings.participantsOf(stage);
    const end = await runStage(saga, stage, start, {
      durable: this.#durable(run, stage, participants),
      participants,
      progress: this.#progress(run),
      patience: async (system, error) => attemptsMaxOf(DEFAULT_POLICIES.retry, system, error.kind),
    });
    if (end !== 'COMMITTED') this.#settings.ended(input.operationId, end);
  }

  #durable({ saga, input, line }: Run, stage: Stage, participants: Participants): Durable {
    const workflowId = `${input.operationId}:${stage}`;
    const branch = async (part: string, name: string, start: StageStart): Promise<BranchEnd> =>
      runBranch(saga, stage, { part, name }, start, {
        durable: this.#durable({ saga, input, line, start }, stage, participants),
        participants,
        progress: this.#progress({ saga, input, line, start }),
        patience: async (system, error) => attemptsMaxOf(DEFAULT_POLICIES.retry, system, error.kind),
      });
    return {
      workflowId,
      record: async (_name, ask, tell) => {
        const answer = await ask();
        await tell({ isTransaction: true }, answer);
        return answer;
      },
      note: (_name, work) => work({ isTransaction: true }),
      sleep: (delayMs) => this.#settings.timers.sleep(delayMs),
      decision: (step) => Promise.reject(new Error(`Nobody decides about ${step}`)),
      sideBySide: (part, names, start) => Promise.all(names.map((name) => branch(part, name, start))),
    };
  }

  #progress(run: Run): Progress {
    const { trouble, committed } = this.#settings;
    const nothing = async () => undefined;
    const stopped = (what: string) => async (_tx: unknown, step: StepFacts) =>
      trouble(`${run.input.operationId} ${step.name} ${what}`);
    return {
      begin: async () => true,
      started: nothing,
      advanced: nothing,
      finished: nothing,
      skipped: nothing,
      waiting: nothing,
      resumed: nothing,
      awaits: stopped('awaits'),
      parked: stopped('parked'),
      refused: stopped('refused'),
      givenUp: stopped('given up'),
      undone: stopped('undone'),
      committed: async (_tx, start) => {
        committed(run.input.operationId);
        this.#enqueue('finalization', { ...run, start });
      },
      end: nothing,
    };
  }
}
