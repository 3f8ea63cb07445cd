import { carryOut, type EngineParts, type Errand, type ErrandEnd } from './carry-out.ts';
import type { Asked, BranchEnd, SagaEnd, StageStart, StepFacts } from './ports.ts';
import {
  type Command,
  isSideBySide,
  isStepBeforePivot,
  keyOf,
  type Part,
  type Saga,
  type SagaInput,
  type SideBySide,
  type Stage,
  type Step,
  type StepContext,
  stepsOf,
  undoKeyOf,
} from './saga.ts';

/** A saga on its way through one of its stages. */
interface Run<Input extends SagaInput> {
  readonly saga: Saga<Input>;
  readonly stage: Stage;
  readonly input: Input;
  readonly parts: EngineParts;
  readonly outcomes: Record<string, unknown>;
  /** Names, in the order in which they were done. */
  readonly done: string[];
}

type StepEnd = 'DONE' | 'SKIPPED' | 'UNDO';

/** COMMITTED: the promise is kept and the books' stage is queued. */
export type StageEnd = SagaEnd | 'COMMITTED';

/** Runs one stage of a saga to its end. Called again after a crash it goes on where the record stops. */
export async function runStage<Input extends SagaInput>(
  saga: Saga<Input>,
  stage: Stage,
  start: StageStart,
  parts: EngineParts,
): Promise<StageEnd> {
  const run = runOf(saga, stage, start, parts);
  const first = startOf(run, saga[stage]);
  if (!(await parts.durable.note('begin', (tx) => parts.progress.begin(tx, stage, first))))
    return finish(run, 'FAILED');
  if ((await runParts(run, saga[stage])) === 'UNDO') return undo(run);
  if (stage === 'finalization' || saga.finalization.length === 0) return finish(run, 'SUCCEEDED');
  const handedOver: StageStart = { input: run.input, outcomes: run.outcomes, done: run.done };
  await parts.durable.note('committed', (tx) => parts.progress.committed(tx, handedOver));
  return 'COMMITTED';
}

/** Runs one branch of a part that goes side by side. */
export async function runBranch<Input extends SagaInput>(
  saga: Saga<Input>,
  stage: Stage,
  branch: { readonly part: string; readonly name: string },
  start: StageStart,
  parts: EngineParts,
): Promise<BranchEnd> {
  const run = runOf(saga, stage, { ...start, done: [] }, parts);
  const part = saga[stage].find(({ name }) => name === branch.part);
  const steps = part !== undefined && isSideBySide(part) ? part.branches[branch.name] : undefined;
  if (steps === undefined) throw new Error(`${saga.name} has no branch ${branch.part}.${branch.name}`);
  const first = startOf(run, steps);
  if (first !== null) await parts.durable.note('begin', (tx) => parts.progress.started(tx, first));
  const end = await runParts(run, steps);
  const names = new Set(steps.map(({ name }) => name));
  const outcomes = Object.fromEntries(Object.entries(run.outcomes).filter(([name]) => names.has(name)));
  return { outcomes, done: run.done, undo: end === 'UNDO' };
}

function runOf<Input extends SagaInput>(
  saga: Saga<Input>,
  stage: Stage,
  start: StageStart,
  parts: EngineParts,
): Run<Input> {
  // The input comes back as it was queued with the saga's own name.
  return { saga, stage, input: start.input as Input, parts, outcomes: { ...start.outcomes }, done: [...start.done] };
}

async function runParts<Input extends SagaInput>(
  run: Run<Input>,
  parts: readonly Part<Input>[],
): Promise<'DONE' | 'UNDO'> {
  for (const [index, part] of parts.entries()) {
    const next = startOf(run, parts.slice(index + 1));
    const end = isSideBySide(part) ? await runSideBySide(run, part, next) : await runStep(run, part, next);
    if (end === 'UNDO') return 'UNDO';
  }
  return 'DONE';
}

/** The step that starts with these parts; none where several start together, since each says so itself. */
function startOf<Input extends SagaInput>(run: Run<Input>, parts: readonly Part<Input>[]): StepFacts | null {
  const [first] = parts;
  return first === undefined || isSideBySide(first) ? null : factsOf(run, first, 1);
}

async function runSideBySide<Input extends SagaInput>(
  run: Run<Input>,
  part: SideBySide<Input>,
  next: StepFacts | null,
): Promise<'DONE' | 'UNDO'> {
  const start: StageStart = { input: run.input, outcomes: run.outcomes, done: run.done };
  const ends = await run.parts.durable.sideBySide(part.name, Object.keys(part.branches), start);
  for (const { outcomes, done } of ends) {
    Object.assign(run.outcomes, outcomes);
    run.done.push(...done);
  }
  if (ends.some(({ undo: taken }) => taken)) return 'UNDO';
  if (next !== null) await run.parts.durable.note(`${part.name}:joined`, (tx) => run.parts.progress.started(tx, next));
  return 'DONE';
}

async function finish<Input extends SagaInput>({ parts, stage }: Run<Input>, end: SagaEnd): Promise<SagaEnd> {
  await parts.durable.note('end', (tx) => parts.progress.end(tx, stage, end));
  return end;
}

async function runStep<Input extends SagaInput>(
  run: Run<Input>,
  step: Step<Input>,
  next: StepFacts | null,
): Promise<StepEnd> {
  const asked = step.run(contextOf(run));
  if (asked === null || (Array.isArray(asked) && asked.length === 0)) return skip(run, step, 'skip', next);
  const commands = Array.isArray(asked) ? (asked as readonly Command[]) : [asked as Command];
  const outcomes: unknown[] = [];
  const done: Asked[] = [];
  for (const [index, command] of commands.entries()) {
    const isLast = index === commands.length - 1;
    const outcomeOf = (outcome: unknown) => (Array.isArray(asked) ? [...outcomes, outcome] : outcome);
    const errand = errandOf(run, step, { command, place: Array.isArray(asked) ? `:${index + 1}` : '' });
    const end: ErrandEnd = await carryOut(run.parts, {
      ...errand,
      // A step that was begun is taken back by its compensation, so only its first command may be refused as a whole.
      tellDone: async (tx, facts, last) => {
        if (!isLast) return;
        const outcome = outcomeOf(last.outcome);
        const news = { asked: [...done, last.asked], ...newsOf(run, step, outcome) };
        await run.parts.progress.finished(tx, facts, outcome, next, news);
      },
    });
    if (end.kind === 'GIVEN_UP') return 'UNDO';
    if (end.kind === 'SKIPPED') return skip(run, step, 'skip-decided', next);
    outcomes.push(end.outcome);
    done.push(end.asked);
  }
  run.outcomes[step.name] = Array.isArray(asked) ? outcomes : outcomes[0];
  run.done.push(step.name);
  return 'DONE';
}

async function skip<Input extends SagaInput>(
  run: Run<Input>,
  step: Step<Input>,
  why: string,
  next: StepFacts | null,
): Promise<'SKIPPED'> {
  const facts = factsOf(run, step, 0);
  await run.parts.durable.note(`${step.name}:${why}`, (tx) => run.parts.progress.skipped(tx, facts, next));
  return 'SKIPPED';
}

function errandOf<Input extends SagaInput>(
  run: Run<Input>,
  step: Step<Input>,
  { command, place }: { readonly command: Command; readonly place: string },
): Omit<Errand, 'tellDone'> {
  const begun = place !== '' && place !== ':1';
  const canBeTakenBack = isStepBeforePivot(run.saga, step.name) && !begun;
  return {
    command,
    key: `${keyOf(run.input.operationId, step.name)}${place}`,
    label: `${step.name}${place}`,
    facts: (attempts) => factsOf(run, step, attempts),
    // What was promised is not taken back by itself because the books cannot take it: a person decides that.
    onRefusal: canBeTakenBack && run.stage === 'commitment' ? 'GIVE_UP' : 'ASK_A_PERSON',
    allows: {
      givingUp: canBeTakenBack,
      skipping: step.skippable === true,
      correcting: step.correctable ?? [],
    },
  };
}

function newsOf<Input extends SagaInput>(run: Run<Input>, step: Step<Input>, outcome: unknown) {
  return {
    made: step.makesContract?.(outcome) ?? null,
    documents: step.documents?.(outcome) ?? [],
    announced: step.announces?.(contextOf(run), outcome) ?? [],
  };
}

/** Takes back what was done, the last step first. An undoing that is refused needs a person: nothing is forced. */
async function undo<Input extends SagaInput>(run: Run<Input>): Promise<SagaEnd> {
  const steps = new Map(stepsOf(run.saga).map((step) => [step.name, step]));
  for (const name of run.done.toReversed()) {
    const step = steps.get(name);
    if (step === undefined || typeof step.compensate !== 'function') continue;
    await carryOut(run.parts, {
      command: step.compensate(contextOf(run), run.outcomes[name]),
      key: undoKeyOf(run.input.operationId, name),
      label: `${name}:undo`,
      facts: (attempts) => ({ ...factsOf(run, step, attempts), undoing: true }),
      onRefusal: 'ASK_A_PERSON',
      allows: { givingUp: false, skipping: false, correcting: [] },
      tellDone: (tx, facts) => run.parts.progress.undone(tx, facts),
    });
  }
  return finish(run, 'COMPENSATED');
}

function contextOf<Input extends SagaInput>({ input, outcomes }: Run<Input>): StepContext<Input> {
  return { input, outcomes, operationId: input.operationId };
}

function factsOf<Input extends SagaInput>(run: Run<Input>, step: Step<Input>, attempts: number): StepFacts {
  return {
    name: step.name,
    system: step.system,
    attempts,
    commits: step.commits === true,
    undoing: false,
    workflowId: run.parts.durable.workflowId,
    impact: run.saga.impact?.(contextOf(run)) ?? null,
  };
}
