/** What a step asks of a system subgraph: the command's name and its JSON payload. */
export interface Command {
  readonly system: CommandSystem;
  readonly name: string;
  readonly payload: unknown;
  /** READ commands change nothing and need no key. */
  readonly reads?: boolean;
}

export type CommandSystem = 'CRM' | 'BILLING' | 'ERP' | 'REVREC';

/** What every saga's input carries, whatever its business. */
export interface SagaInput {
  readonly operationId: string;
  /** Place in the contract's line; null where there is no line. */
  readonly sequence: number | null;
}

export interface StepContext<Input> {
  readonly input: Input;
  /** What the steps above answered, as recorded, by step name. A skipped step has none. */
  readonly outcomes: Readonly<Record<string, unknown>>;
  readonly operationId: string;
}

export interface Step<Input> {
  readonly name: string;
  readonly system: CommandSystem;
  /** What to ask for; null skips the step. Decides on input and outcomes alone: no clock, no chance. */
  readonly run: (context: StepContext<Input>) => Command | null;
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
}

export interface MadeContract {
  readonly contractId: string;
  readonly version: number;
}

/** One business process: steps in the order in which they run. */
export interface Saga<Input extends SagaInput> {
  readonly name: string;
  readonly steps: readonly Step<Input>[];
}

/** The key of a step's write, the same for every attempt. */
export function keyOf(operationId: string, step: string): string {
  return `${operationId}:${step}`;
}

/** The key of a step's undoing. */
export function undoKeyOf(operationId: string, step: string): string {
  return `${operationId}:${step}:undo`;
}

/**
 * Whether a step can still be refused and the saga be taken back: all up to the pivot, the pivot included. Behind it the
 * saga goes forward or asks a person.
 */
export function isStepBeforePivot<Input extends SagaInput>(saga: Saga<Input>, name: string): boolean {
  const pivot = saga.steps.findIndex(({ compensate }) => compensate === 'pivot');
  return pivot === -1 || saga.steps.findIndex((step) => step.name === name) <= pivot;
}
