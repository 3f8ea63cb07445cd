import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { type Result, unreachable } from '#schema/errors/result.ts';
import { type Act, type Move, nextMove } from './next-move.ts';
import { pauseMs } from './pause.ts';
import {
  type Command,
  isBeforePivot,
  keyOf,
  type MadeContract,
  type Saga,
  type SagaInput,
  type Step,
  type StepContext,
  undoKeyOf,
} from './saga.ts';

/** What a person decided about a step that could not go on. */
export type Decision = { readonly action: 'RETRY' } | { readonly action: 'COMPENSATE' };

export type SagaEnd = 'SUCCEEDED' | 'COMPENSATED' | 'FAILED';

/** The durable engine, as a saga needs it. What `record` answered once is answered again after a crash. */
export interface Durable {
  record<T>(name: string, work: () => Promise<T>): Promise<T>;
  sleep(delayMs: number): Promise<void>;
  /** Waits, for days if need be, until a person has decided about this step. */
  decision(step: string): Promise<Decision>;
}

/** The system subgraphs, as a saga reaches them. */
export interface Participants {
  write(command: Command, key: string): Promise<Result<unknown, ConnectorError>>;
  /** `null` when nothing was done under the key. */
  lookUp(command: Command, key: string): Promise<Result<unknown, ConnectorError>>;
}

/** What is told of a step's course. Each call is one transaction; the same call again changes nothing. */
export interface Progress {
  /** Answers false when the operation is not next in its contract's line. */
  begin(first: StepFacts): Promise<boolean>;
  finished(step: StepFacts, outcome: unknown, next: StepFacts | null, made: MadeContract | null): Promise<void>;
  skipped(step: StepFacts, next: StepFacts | null): Promise<void>;
  waiting(step: StepFacts, status: 'WAITING' | 'UNCERTAIN', error: ConnectorError): Promise<void>;
  /** Opens an exception; the operation is parked until a person decides. */
  parked(step: StepFacts, error: ConnectorError): Promise<void>;
  resumed(step: StepFacts): Promise<void>;
  refused(step: StepFacts, error: ConnectorError): Promise<void>;
  undone(step: StepFacts): Promise<void>;
  end(end: SagaEnd): Promise<void>;
}

export interface StepFacts {
  readonly name: string;
  readonly system: string;
  readonly attempts: number;
  readonly commits: boolean;
}

interface Run<Input extends SagaInput> {
  readonly saga: Saga<Input>;
  readonly input: Input;
  readonly durable: Durable;
  readonly participants: Participants;
  readonly progress: Progress;
  readonly outcomes: Record<string, unknown>;
}

type StepEnd =
  | { readonly kind: 'DONE'; readonly outcome: unknown }
  | { readonly kind: 'SKIPPED' }
  | { readonly kind: 'UNDO' };

/** Runs a saga from its first step to its end. Called again after a crash it goes on where the record stops. */
export async function runSaga<Input extends SagaInput>(
  saga: Saga<Input>,
  input: Input,
  parts: Pick<Run<Input>, 'durable' | 'participants' | 'progress'>,
): Promise<SagaEnd> {
  const run: Run<Input> = { saga, input, ...parts, outcomes: {} };
  const [first] = saga.steps;
  if (first === undefined) throw new Error(`${saga.name} has no steps`);
  const inTurn = await run.durable.record('begin', () => run.progress.begin(factsOf(first, 1)));
  if (!inTurn) return finish(run, 'FAILED');

  const done: Step<Input>[] = [];
  for (const [index, step] of saga.steps.entries()) {
    const end = await runStep(run, step, saga.steps[index + 1] ?? null);
    if (end.kind === 'UNDO') return undo(run, done);
    if (end.kind === 'DONE') {
      run.outcomes[step.name] = end.outcome;
      done.unshift(step);
    }
  }
  return finish(run, 'SUCCEEDED');
}

async function finish<Input extends SagaInput>({ durable, progress }: Run<Input>, end: SagaEnd): Promise<SagaEnd> {
  await durable.record('end', () => progress.end(end));
  return end;
}

async function runStep<Input extends SagaInput>(
  run: Run<Input>,
  step: Step<Input>,
  next: Step<Input> | null,
): Promise<StepEnd> {
  const { durable, progress } = run;
  const nextFacts = next === null ? null : factsOf(next, 1);
  const command = step.run(contextOf(run));
  if (command === null) {
    await durable.record(`${step.name}:skip`, () => progress.skipped(factsOf(step, 0), nextFacts));
    return { kind: 'SKIPPED' };
  }
  const key = keyOf(run.input.operationId, step.name);
  let act: Act = 'WRITE';
  let doubt: ConnectorError | null = null;
  for (let attempt = 1; ; attempt += 1) {
    const facts = factsOf(step, attempt);
    const tried: Act = act;
    const led: ConnectorError | null = doubt;
    const move: Move = await durable.record(`${step.name}:${tried}:${attempt}`, async () => {
      const reply = await ask(run, command, key, tried);
      const moved = nextMove(tried, reply, led);
      await tell(run, step, facts, moved, nextFacts);
      return moved;
    });
    if (move.kind === 'DONE') return { kind: 'DONE', outcome: move.outcome };
    const going: Act | 'UNDO' = await goOn(run, step, facts, move, key);
    if (going === 'UNDO') return { kind: 'UNDO' };
    act = going;
    doubt = 'error' in move && move.kind === 'PAUSE' && going === 'LOOK_UP' ? move.error : null;
  }
}

/** Waits for what the move waits for, and says what comes then. */
async function goOn<Input extends SagaInput>(
  run: Run<Input>,
  step: Step<Input>,
  facts: StepFacts,
  move: Exclude<Move, { kind: 'DONE' }>,
  key: string,
): Promise<Act | 'UNDO'> {
  switch (move.kind) {
    case 'GO_ON':
      return move.next;
    case 'PAUSE':
      // A look-up is asked at once: the answer may already be there, and every second in doubt is one too many.
      if (!(move.next === 'LOOK_UP' && facts.attempts === 1)) {
        await run.durable.sleep(pauseMs(move.error, facts.attempts, key));
      }
      return move.next;
    case 'REFUSED':
      if (isBeforePivot(run.saga, step)) return 'UNDO';
      return askPerson(run, step, facts, 'WRITE');
    case 'ASK_A_PERSON':
      return askPerson(run, step, facts, move.next);
    default:
      return unreachable(move);
  }
}

async function askPerson<Input extends SagaInput>(
  { durable, progress, saga }: Run<Input>,
  step: Step<Input>,
  facts: StepFacts,
  next: Act,
): Promise<Act | 'UNDO'> {
  const decision = await durable.decision(step.name);
  if (decision.action === 'COMPENSATE' && isBeforePivot(saga, step)) return 'UNDO';
  await durable.record(`${step.name}:resume:${facts.attempts}`, () => progress.resumed(facts));
  return next;
}

function ask<Input extends SagaInput>(run: Run<Input>, command: Command, key: string, act: Act) {
  return act === 'WRITE' ? run.participants.write(command, key) : run.participants.lookUp(command, key);
}

async function tell<Input extends SagaInput>(
  { progress, saga }: Run<Input>,
  step: Step<Input>,
  facts: StepFacts,
  move: Move,
  next: StepFacts | null,
): Promise<void> {
  switch (move.kind) {
    case 'DONE':
      return progress.finished(facts, move.outcome, next, step.makesContract?.(move.outcome) ?? null);
    case 'GO_ON':
      return;
    case 'PAUSE':
      return progress.waiting(facts, move.next === 'LOOK_UP' ? 'UNCERTAIN' : 'WAITING', move.error);
    case 'REFUSED':
      return isBeforePivot(saga, step) ? progress.refused(facts, move.error) : progress.parked(facts, move.error);
    case 'ASK_A_PERSON':
      return progress.parked(facts, move.error);
    default:
      return unreachable(move);
  }
}

/** Takes back what was done, the last step first. An undoing that is refused needs a person: nothing is forced. */
async function undo<Input extends SagaInput>(run: Run<Input>, done: readonly Step<Input>[]): Promise<SagaEnd> {
  for (const step of done) {
    if (typeof step.compensate !== 'function') continue;
    const command = step.compensate(contextOf(run), run.outcomes[step.name]);
    await undoStep(run, step, command);
  }
  return finish(run, 'COMPENSATED');
}

async function undoStep<Input extends SagaInput>(run: Run<Input>, step: Step<Input>, command: Command): Promise<void> {
  const key = undoKeyOf(run.input.operationId, step.name);
  let act: Act = 'WRITE';
  for (let attempt = 1; ; attempt += 1) {
    const facts = factsOf(step, attempt);
    const tried: Act = act;
    const move: Move = await run.durable.record(`${step.name}:undo:${tried}:${attempt}`, async () => {
      const moved = nextMove(tried, await ask(run, command, key, tried), null);
      if (moved.kind === 'DONE') await run.progress.undone(facts);
      else if ('error' in moved && moved.kind !== 'PAUSE') await run.progress.parked(facts, moved.error);
      return moved;
    });
    if (move.kind === 'DONE') return;
    if (move.kind === 'PAUSE') await run.durable.sleep(pauseMs(move.error, attempt, key));
    if (move.kind === 'REFUSED' || move.kind === 'ASK_A_PERSON') await run.durable.decision(step.name);
    act = move.kind === 'REFUSED' ? 'WRITE' : move.next;
  }
}

function contextOf<Input extends SagaInput>({ input, outcomes }: Run<Input>): StepContext<Input> {
  return { input, outcomes, operationId: input.operationId };
}

function factsOf<Input extends SagaInput>(step: Step<Input>, attempts: number): StepFacts {
  return { name: step.name, system: step.system, attempts, commits: step.commits === true };
}
