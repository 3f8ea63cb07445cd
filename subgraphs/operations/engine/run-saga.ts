import { carryOut, type EngineParts } from './carry-out.ts';
import type { SagaEnd, StepFacts } from './ports.ts';
import { isStepBeforePivot, keyOf, type Saga, type SagaInput, type Step, type StepContext, undoKeyOf } from './saga.ts';

interface Run<Input extends SagaInput> {
  readonly saga: Saga<Input>;
  readonly input: Input;
  readonly parts: EngineParts;
  readonly outcomes: Record<string, unknown>;
}

type StepEnd = 'DONE' | 'SKIPPED' | 'UNDO';

/** Runs a saga from its first step to its end. Called again after a crash it goes on where the record stops. */
export async function runSaga<Input extends SagaInput>(
  saga: Saga<Input>,
  input: Input,
  parts: EngineParts,
): Promise<SagaEnd> {
  const run: Run<Input> = { saga, input, parts, outcomes: {} };
  const [first] = saga.steps;
  if (first === undefined) throw new Error(`${saga.name} has no steps`);
  const inTurn = await parts.durable.record('begin', () => parts.progress.begin(factsOf(first, 1)));
  if (!inTurn) return finish(run, 'FAILED');

  const done: Step<Input>[] = [];
  for (const [index, step] of saga.steps.entries()) {
    const end = await runStep(run, step, saga.steps[index + 1] ?? null);
    if (end === 'UNDO') return undo(run, done);
    if (end === 'DONE') done.unshift(step);
  }
  return finish(run, 'SUCCEEDED');
}

async function finish<Input extends SagaInput>({ parts }: Run<Input>, end: SagaEnd): Promise<SagaEnd> {
  await parts.durable.record('end', () => parts.progress.end(end));
  return end;
}

async function runStep<Input extends SagaInput>(
  run: Run<Input>,
  step: Step<Input>,
  next: Step<Input> | null,
): Promise<StepEnd> {
  const { durable, progress } = run.parts;
  const nextFacts = next === null ? null : factsOf(next, 1);
  const command = step.run(contextOf(run));
  if (command === null) {
    await durable.record(`${step.name}:skip`, () => progress.skipped(factsOf(step, 0), nextFacts));
    return 'SKIPPED';
  }
  const end = await carryOut(run.parts, {
    command,
    key: keyOf(run.input.operationId, step.name),
    label: step.name,
    facts: (attempts) => factsOf(step, attempts),
    givesUp: isStepBeforePivot(run.saga, step.name),
    tellDone: (facts, outcome) => progress.finished(facts, outcome, nextFacts, step.makesContract?.(outcome) ?? null),
  });
  if (end.kind === 'GIVEN_UP') return 'UNDO';
  run.outcomes[step.name] = end.outcome;
  return 'DONE';
}

/** Takes back what was done, the last step first. An undoing that is refused needs a person: nothing is forced. */
async function undo<Input extends SagaInput>(run: Run<Input>, done: readonly Step<Input>[]): Promise<SagaEnd> {
  for (const step of done) {
    if (typeof step.compensate !== 'function') continue;
    await carryOut(run.parts, {
      command: step.compensate(contextOf(run), run.outcomes[step.name]),
      key: undoKeyOf(run.input.operationId, step.name),
      label: `${step.name}:undo`,
      facts: (attempts) => ({ ...factsOf(step, attempts), undoing: true }),
      givesUp: false,
      tellDone: (facts) => run.parts.progress.undone(facts),
    });
  }
  return finish(run, 'COMPENSATED');
}

function contextOf<Input extends SagaInput>({ input, outcomes }: Run<Input>): StepContext<Input> {
  return { input, outcomes, operationId: input.operationId };
}

function factsOf<Input extends SagaInput>(step: Step<Input>, attempts: number): StepFacts {
  return { name: step.name, system: step.system, attempts, commits: step.commits === true, undoing: false };
}
