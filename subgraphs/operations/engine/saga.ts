import type { MoneyWire } from '#schema/canonical/money.ts';
import type { CanonicalEvent } from '#schema/events/catalogue.ts';

/** What a step asks of a system: the command's name and its JSON payload. */
export interface Command {
  readonly system: CommandSystem;
  readonly name: string;
  readonly payload: unknown;
  /** READ commands change nothing and need no key. */
  readonly reads?: boolean;
  /**
   * Answers members of the payload that are too large to be kept with the operation. Asked anew each time that the command
   * is sent, so what it answers must never change.
   */
  readonly filledBy?: Command;
}

/** The first four are always there; a step for another one is left out where nothing is connected. */
export type CommandSystem = 'CRM' | 'BILLING' | 'ERP' | 'REVREC' | 'ENTITLEMENT' | 'TAX' | 'SUCCESS';

/** What every saga's input carries, whatever its business. */
export interface SagaInput {
  readonly operationId: string;
}

export interface StepContext<Input> {
  readonly input: Input;
  /** What the steps above answered, as recorded, by step name. A skipped step has none. */
  readonly outcomes: Readonly<Record<string, unknown>>;
  readonly operationId: string;
}

/** How far a step in rounds is. In the end it is the step's outcome. */
export interface Kept {
  readonly done: number;
  /** As far as it is known by now: it may grow. */
  readonly total: number;
  readonly isOver: boolean;
}

/** Work that no single answer could hold, a part of it in each round. Both decide on what they are given alone. */
export interface Rounds<Input> {
  /** What a round asks for after these answers; null ends the round. Null at once, in the first one, skips the step. */
  readonly ask: (
    context: StepContext<Input>,
    round: { readonly kept: Kept | null; readonly answers: readonly unknown[] },
  ) => Command | null;
  /** What is known after a round: so little that it can be kept with the operation. */
  readonly keep: (kept: Kept | null, answers: readonly unknown[]) => Kept;
}

export interface Step<Input> {
  readonly name: string;
  readonly system: CommandSystem;
  /**
   * What to ask for; null skips the step. Several commands are carried out one after the other, and their outcomes are
   * the step's, in that order. Decides on input and outcomes alone: no clock, no chance.
   */
  readonly run: ((context: StepContext<Input>) => Command | readonly Command[] | null) | Rounds<Input>;
  /**
   * Undoes in business terms what the step's outcome says was done. `pivot`: from here the saga only goes forward.
   * After the pivot everything is `forward`.
   */
  readonly compensate:
    | ((context: StepContext<Input>, outcome: unknown) => Command)
    | 'nothing-to-undo'
    | 'pivot'
    | 'forward';
  /** With this step the customer has what was promised. */
  readonly commits?: boolean;
  /** For the step that makes a contract: which one, so that the operation and its line are found by it. */
  readonly makesContract?: (outcome: unknown) => MadeContract;
  /** Documents that this operation has made its own with the step: whoever hears of them leaves them to it. */
  readonly documents?: (outcome: unknown) => readonly string[];
  /** What happened in the business with the step. */
  readonly announces?: (context: StepContext<Input>, outcome: unknown) => readonly CanonicalEvent[];
  /** Members of the payload that a person may correct when the step was refused. */
  readonly correctable?: readonly string[];
  /** Whether a person may have the saga go on without it. */
  readonly skippable?: boolean;
}

export interface MadeContract {
  readonly contractId: string;
  readonly version: number;
}

/** Steps that do not need each other's results, by the name of their branch. */
export interface SideBySide<Input> {
  readonly name: string;
  readonly branches: Readonly<Record<string, readonly Step<Input>[]>>;
}

export type Part<Input> = Step<Input> | SideBySide<Input>;

export const STAGES = ['commitment', 'finalization'] as const;
export type Stage = (typeof STAGES)[number];

/** One business process, in the order in which it runs. */
export interface Saga<Input extends SagaInput> {
  readonly name: string;
  /** Goes up by one with every patch of its steps and is kept with each operation; left out = 1. */
  readonly version?: number;
  /** What the customer was promised: fast, and taken back as a whole when a step of it is refused. */
  readonly commitment: readonly Part<Input>[];
  /** What the books must say of it. It has a line of its own, so that a ledger that is down holds back no customer. */
  readonly finalization: readonly Part<Input>[];
  /** What is at stake, for the exception of a step that stops. */
  readonly impact?: (context: StepContext<Input>) => MoneyWire | null;
}

/** A saga as the process layer handles them all: each gets back the input that was queued with its name. */
export function anySaga<Input extends SagaInput>(saga: Saga<Input>): Saga<SagaInput> {
  return saga as unknown as Saga<SagaInput>;
}

export function isSideBySide<Input>(part: Part<Input>): part is SideBySide<Input> {
  return 'branches' in part;
}

/** The steps of these parts in the order in which they are shown; branches one after the other. */
export function stepsIn<Input>(parts: readonly Part<Input>[]): readonly Step<Input>[] {
  return parts.flatMap((part) => (isSideBySide(part) ? Object.values(part.branches).flat() : [part]));
}

export function stepsOf<Input extends SagaInput>(saga: Saga<Input>): readonly Step<Input>[] {
  return stepsIn([...saga.commitment, ...saga.finalization]);
}

/** The stage that an operation of this saga begins with. */
export function firstStageOf<Input extends SagaInput>(saga: Saga<Input>): Stage {
  return saga.commitment.length > 0 ? 'commitment' : 'finalization';
}

/** The key of a step's write, the same for every attempt. A payload that a person corrected is another write. */
export function keyOf(operationId: string, step: string): string {
  return `${operationId}:${step}`;
}

/** The key of a step's undoing. */
export function undoKeyOf(operationId: string, step: string): string {
  return `${operationId}:${step}:undo`;
}

/**
 * Whether the saga can still be taken back when this step is refused: all up to the pivot, the pivot included, but not in
 * a branch beside the pivot's own, since the pivot may be done there. Behind it the saga goes forward or asks a person.
 */
export function isStepBeforePivot<Input extends SagaInput>(saga: Saga<Input>, name: string): boolean {
  const parts = [...saga.commitment, ...saga.finalization];
  const isPivot = ({ compensate }: Step<Input>) => compensate === 'pivot';
  for (const part of parts) {
    const branch = isSideBySide(part)
      ? Object.values(part.branches).find((steps) => steps.some((step) => step.name === name))
      : [part];
    const steps = stepsIn([part]);
    const pivotHere = steps.some(isPivot);
    const at = branch?.findIndex((step) => step.name === name) ?? -1;
    if (branch !== undefined && at !== -1) {
      if (!pivotHere) return true;
      const pivot = branch.findIndex(isPivot);
      return pivot !== -1 && at <= pivot;
    }
    if (pivotHere) return false;
  }
  return false;
}
