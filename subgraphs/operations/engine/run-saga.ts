import { carryOut, type EngineParts, type ErrandDone, type ErrandEnd } from './carry-out.ts';
import type { Asked, BranchEnd, SagaEnd, StageStart, StepFacts, StepRound, Tx } from './ports.ts';
import {
  type Command,
  isSideBySide,
  isStepBeforePivot,
  type Kept,
  keyOf,
  type Part,
  type Rounds,
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

/** Parts that run one after the other, and what is told once the last of them is passed. */
interface Way<Input extends SagaInput> {
  readonly parts: readonly Part<Input>[];
  readonly over: ((tx: Tx, run: Run<Input>) => Promise<void>) | null;
}

/** What comes behind a part: `at` is the place of the one that follows it. */
interface Ahead<Input extends SagaInput> {
  readonly way: Way<Input>;
  readonly at: number;
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
  const isLast = stage === 'finalization' || saga.finalization.length === 0;
  const way: Way<Input> = {
    parts: saga[stage],
    over: (tx, { input, outcomes, done }) =>
      isLast ? parts.progress.end(tx, stage, 'SUCCEEDED') : parts.progress.committed(tx, { input, outcomes, done }),
  };
  const isNext = await parts.durable.note('begin', async (tx) => {
    const begun = await parts.progress.begin(tx, stage, startOf(run, way.parts));
    if (begun) await tellAhead(tx, run, way, 0);
    return begun;
  });
  if (!isNext) return finish(run, 'FAILED');
  if ((await runParts(run, way)) === 'UNDO') return undo(run);
  return isLast ? 'SUCCEEDED' : 'COMMITTED';
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
  const way: Way<Input> = { parts: steps, over: null };
  const first = startOf(run, steps);
  if (first !== null) {
    await parts.durable.note('begin', async (tx) => {
      await parts.progress.started(tx, first);
      await tellAhead(tx, run, way, 0);
    });
  }
  const end = await runParts(run, way);
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

async function runParts<Input extends SagaInput>(run: Run<Input>, way: Way<Input>): Promise<'DONE' | 'UNDO'> {
  for (let at = busyFrom(run, way.parts, 0); at < way.parts.length; at = busyFrom(run, way.parts, at + 1)) {
    const part = way.parts[at];
    if (part === undefined) break;
    const ahead: Ahead<Input> = { way, at: at + 1 };
    const end = isSideBySide(part) ? await runSideBySide(run, part, ahead) : await runStep(run, part, ahead);
    if (end === 'UNDO') return 'UNDO';
  }
  return 'DONE';
}

/** The first of these parts, from a place on, that has something to do; their count when none has. */
function busyFrom<Input extends SagaInput>(run: Run<Input>, parts: readonly Part<Input>[], from: number): number {
  const found = parts.slice(from).findIndex((part) => isSideBySide(part) || asksOf(run, part).commands.length > 0);
  return found === -1 ? parts.length : from + found;
}

/** Tells, with what came before, what follows of itself: steps that have nothing to do, and the end of the way. */
async function tellAhead<Input extends SagaInput>(tx: Tx, run: Run<Input>, { parts, over }: Way<Input>, from: number) {
  const to = busyFrom(run, parts, from);
  for (const [index, part] of parts.slice(from, to).entries()) {
    if (isSideBySide(part)) continue;
    await run.parts.progress.skipped(tx, factsOf(run, part, 0), startOf(run, parts.slice(from + index + 1)));
  }
  if (to === parts.length) await over?.(tx, run);
}

/** The step that starts with these parts; none where several start together, since each says so itself. */
function startOf<Input extends SagaInput>(run: Run<Input>, parts: readonly Part<Input>[]): StepFacts | null {
  const [first] = parts;
  return first === undefined || isSideBySide(first) ? null : factsOf(run, first, 1);
}

async function runSideBySide<Input extends SagaInput>(
  run: Run<Input>,
  part: SideBySide<Input>,
  { way, at }: Ahead<Input>,
): Promise<'DONE' | 'UNDO'> {
  const { durable, progress } = run.parts;
  const start: StageStart = { input: run.input, outcomes: run.outcomes, done: run.done };
  const ends = await durable.sideBySide(part.name, Object.keys(part.branches), start);
  for (const { outcomes, done } of ends) {
    Object.assign(run.outcomes, outcomes);
    run.done.push(...done);
  }
  if (ends.some(({ undo: taken }) => taken)) return 'UNDO';
  await durable.note(`${part.name}:joined`, async (tx) => {
    const next = startOf(run, way.parts.slice(at));
    if (next !== null) await progress.started(tx, next);
    await tellAhead(tx, run, way, at);
  });
  return 'DONE';
}

async function finish<Input extends SagaInput>({ parts, stage }: Run<Input>, end: SagaEnd): Promise<SagaEnd> {
  await parts.durable.note('end', (tx) => parts.progress.end(tx, stage, end));
  return end;
}

/** One command of a step, by its place among all of them. */
interface Piece {
  readonly command: Command;
  /** `:2` and so on; empty where the step is one command. */
  readonly place: string;
  /** Tells, with its record, what the step came to with this answer. */
  readonly told: (tx: Tx, facts: StepFacts, last: ErrandDone) => Promise<void>;
}

/** What a step came to; `asked` is all that it was done with. */
interface StepDone {
  readonly outcome: unknown;
  readonly asked: readonly Asked[];
  readonly round: StepRound | null;
}

async function runStep<Input extends SagaInput>(
  run: Run<Input>,
  step: Step<Input>,
  ahead: Ahead<Input>,
): Promise<StepEnd> {
  const tellDone = async (tx: Tx, facts: StepFacts, { outcome, asked, round }: StepDone) => {
    const news = { asked, round, ...newsOf(run, step, outcome) };
    await run.parts.progress.finished(tx, facts, outcome, startOf(run, ahead.way.parts.slice(ahead.at)), news);
    await tellAhead(tx, withDone(run, step.name, outcome), ahead.way, ahead.at);
  };
  const end = await (typeof step.run === 'function' ? runCommands : runRounds)(run, step, tellDone);
  if (end === 'GIVEN_UP') return 'UNDO';
  if (end === 'SKIPPED') {
    await run.parts.durable.note(`${step.name}:skip-decided`, async (tx) => {
      await run.parts.progress.skipped(tx, factsOf(run, step, 0), startOf(run, ahead.way.parts.slice(ahead.at)));
      await tellAhead(tx, run, ahead.way, ahead.at);
    });
    return 'SKIPPED';
  }
  run.outcomes[step.name] = end.outcome;
  run.done.push(step.name);
  return 'DONE';
}

type TellDone = (tx: Tx, facts: StepFacts, done: StepDone) => Promise<void>;
type Answered = { readonly outcome: unknown } | 'GIVEN_UP' | 'SKIPPED';

/** The commands of a step that knows all of them from the start. */
async function runCommands<Input extends SagaInput>(
  run: Run<Input>,
  step: Step<Input>,
  tellDone: TellDone,
): Promise<Answered> {
  const { commands, isList } = asksOf(run, step);
  const outcomes: unknown[] = [];
  const done: Asked[] = [];
  for (const [index, command] of commands.entries()) {
    const outcomeOf = (outcome: unknown) => (isList ? [...outcomes, outcome] : outcome);
    const end = await runPiece(run, step, {
      command,
      place: isList ? `:${index + 1}` : '',
      told: async (tx, facts, last) => {
        if (index < commands.length - 1) return;
        await tellDone(tx, facts, { outcome: outcomeOf(last.outcome), asked: [...done, last.asked], round: null });
      },
    });
    if (end.kind !== 'DONE') return end.kind;
    outcomes.push(end.outcome);
    done.push(end.asked);
  }
  return { outcome: isList ? outcomes : outcomes[0] };
}

/** A step in rounds: how far it is is told with the last answer of each of them. */
async function runRounds<Input extends SagaInput>(
  run: Run<Input>,
  step: Step<Input>,
  tellDone: TellDone,
): Promise<Answered> {
  const { ask, keep } = roundsOf(step);
  const context = contextOf(run);
  const asked: Asked[] = [];
  let kept: Kept | null = null;
  for (let place = 1; kept === null || !kept.isOver; ) {
    const before: Kept | null = kept;
    const answers: unknown[] = [];
    let command = ask(context, { kept, answers });
    if (command === null) throw new Error(`${step.name} has no command for a round that is not the last one`);
    for (; command !== null; place += 1) {
      const end = await runPiece(run, step, {
        command,
        place: `:${place}`,
        told: async (tx, facts, last) => {
          const now = [...answers, last.outcome];
          if (ask(context, { kept: before, answers: now }) !== null) return;
          const next = keep(before, now);
          const round = { progress: { done: next.done, total: next.total }, answers: now };
          if (next.isOver) await tellDone(tx, facts, { outcome: next, asked: writesOf([...asked, last.asked]), round });
          else await run.parts.progress.advanced(tx, facts, round);
        },
      });
      if (end.kind !== 'DONE') return end.kind;
      answers.push(end.outcome);
      asked.push(end.asked);
      command = ask(context, { kept, answers });
    }
    kept = keep(kept, answers);
  }
  return { outcome: kept };
}

/** What was only read is asked for by nobody again, and a long step has very much of it. */
function writesOf(asked: readonly Asked[]): readonly Asked[] {
  return asked.filter(({ command }) => command.reads !== true);
}

function runPiece<Input extends SagaInput>(run: Run<Input>, step: Step<Input>, piece: Piece): Promise<ErrandEnd> {
  const begun = piece.place !== '' && piece.place !== ':1';
  // A step that was begun is taken back by its compensation, so only its first command may be refused as a whole.
  const canBeTakenBack = isStepBeforePivot(run.saga, step.name) && !begun;
  return carryOut(run.parts, {
    command: piece.command,
    key: `${keyOf(run.input.operationId, step.name)}${piece.place}`,
    label: `${step.name}${piece.place}`,
    facts: (attempts) => factsOf(run, step, attempts),
    // What was promised is not taken back by itself because the books cannot take it: a person decides that.
    onRefusal: canBeTakenBack && run.stage === 'commitment' ? 'GIVE_UP' : 'ASK_A_PERSON',
    allows: {
      givingUp: canBeTakenBack,
      skipping: step.skippable === true,
      correcting: step.correctable ?? [],
    },
    tellDone: piece.told,
  });
}

/** The run as it is once this step is done; the run itself goes on when that is recorded. */
function withDone<Input extends SagaInput>(run: Run<Input>, name: string, outcome: unknown): Run<Input> {
  return { ...run, outcomes: { ...run.outcomes, [name]: outcome }, done: [...run.done, name] };
}

/** What a step asks for at first; nothing when it is left out. `isList`: its outcome is a list, too. */
function asksOf<Input extends SagaInput>(
  run: Run<Input>,
  step: Step<Input>,
): { readonly commands: readonly Command[]; readonly isList: boolean } {
  const asked =
    typeof step.run === 'function'
      ? step.run(contextOf(run))
      : step.run.ask(contextOf(run), { kept: null, answers: [] });
  if (asked === null) return { commands: [], isList: false };
  return isListed(asked) ? { commands: asked, isList: true } : { commands: [asked], isList: false };
}

function isListed(asked: Command | readonly Command[]): asked is readonly Command[] {
  return Array.isArray(asked);
}

function roundsOf<Input>({ name, run }: Step<Input>): Rounds<Input> {
  if (typeof run === 'function') throw new Error(`${name} is no step in rounds`);
  return run;
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
