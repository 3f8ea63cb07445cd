import { ago } from './fake-records.ts';

interface Step {
  readonly name: string;
  readonly system: string;
  readonly vendor: string | null;
  readonly status: string;
  readonly attempts: number;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly waitingFor: string | null;
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly effect: unknown;
  readonly error: unknown;
}

/** Moves of the story, one a call of `advance`: which step becomes what. */
type Move = readonly [name: string, change: () => Partial<Step>];

const STEPS: readonly (readonly [string, string, string | null])[] = [
  ['check-order', 'CRM', 'salesforce'],
  ['amend-subscription', 'BILLING', 'stripe'],
  ['record-version', 'CRM', 'salesforce'],
  ['post-invoice', 'ERP', 'netsuite'],
  ['recognize-revenue', 'REVREC', 'revgraph'],
];

function effect(system: string, vendor: string, type: string, externalId: string) {
  return { system, vendor, connection: `${vendor}-us`, type, externalId };
}

const LIMITED = { code: 'RATE_LIMITED', message: 'The ledger asked to wait 2 s.', retryable: true, at: ago(0) };

function started(name: string, attempts = 1): Move {
  return [name, () => ({ status: 'RUNNING', attempts, startedAt: ago(0), waitingFor: null, error: null })];
}
function done(name: string, record: unknown): Move {
  return [name, () => ({ status: 'DONE', finishedAt: ago(0), effect: record })];
}

const STORY: readonly Move[] = [
  started('check-order'),
  done('check-order', null),
  started('amend-subscription'),
  done('amend-subscription', effect('BILLING', 'stripe', 'invoice', 'in_MER-0002')),
  started('record-version'),
  done('record-version', effect('CRM', 'salesforce', 'contract', '8005g000001AbCdAAK')),
  started('post-invoice'),
  ['post-invoice', () => ({ status: 'WAITING', waitingFor: 'retry', error: LIMITED })],
  started('post-invoice', 2),
  done('post-invoice', effect('ERP', 'netsuite', 'invoice', 'INV100877')),
  started('recognize-revenue'),
  ['recognize-revenue', () => ({ progress: { done: 2, total: 5 } })],
  done('recognize-revenue', effect('REVREC', 'revgraph', 'schedule', 'rc-10042-2')),
];

/** One operation of the fake: a fixed story and its log. Nothing moves by itself, so a test never waits for time. */
export class FakeOperation {
  readonly id = 'operation-amend';
  readonly kind = 'AMEND_CONTRACT';
  readonly requestedBy = 'revops';
  readonly requestedAt = ago(0);
  readonly updatedAt = ago(0);
  readonly correlationId = 'c0ffee00-1122-4334-8556-77889900aabb';
  readonly sequence = 1;
  readonly exceptions = [];
  readonly approvals = [];
  readonly effects = [];
  readonly preview = false;
  readonly customer = null;
  readonly contract = { id: 'contract-meridian' };
  readonly idempotencyKey: string;
  steps: Step[] = STEPS.map(([name, system, vendor]) => ({
    name,
    system,
    vendor,
    status: 'PENDING',
    attempts: 0,
    startedAt: null,
    finishedAt: null,
    waitingFor: null,
    progress: null,
    effect: null,
    error: null,
  }));
  #moveCount = 0;
  #waiting: (() => void)[] = [];
  readonly #log: { readonly kind: string; readonly step: Step; readonly state: object }[] = [];

  constructor(idempotencyKey: string) {
    this.idempotencyKey = idempotencyKey;
  }

  get ended(): boolean {
    return this.#moveCount === STORY.length;
  }
  get status(): string {
    if (this.ended) return 'SUCCEEDED';
    if (this.#moveCount === 0) return 'QUEUED';
    return this.steps.some((step) => step.status === 'WAITING') ? 'WAITING' : 'RUNNING';
  }
  get commitment(): string {
    return this.#moveCount >= 6 ? 'DONE' : 'PENDING';
  }
  get finalization(): string {
    return this.ended ? 'DONE' : 'PENDING';
  }
  get finishedAt(): string | null {
    return this.ended ? ago(0) : null;
  }

  /** Makes the next move of the story and tells those who follow; false when the story is over. */
  advance(): boolean {
    const move = STORY[this.#moveCount];
    if (move === undefined) return false;
    const [name, change] = move;
    this.#moveCount += 1;
    this.steps = this.steps.map((step) => (step.name === name ? { ...step, ...change() } : step));
    const step = this.steps.find((one) => one.name === name);
    if (step !== undefined) this.#log.push({ kind: `step.${step.status.toLowerCase()}`, step, state: this.#state() });
    for (const wake of this.#waiting.splice(0)) wake();
    return true;
  }

  /** The snapshot or what follows the cursor, then every later move. A cursor is `position.sequence`. */
  async *events(resumeFrom: string | null | undefined) {
    let [position = 0, sequence = 0] = (resumeFrom ?? '').split('.').map(Number);
    if (resumeFrom == null) {
      position = this.#log.length;
      sequence = 1;
      yield { syncStatus: this.#event({ kind: 'snapshot', step: null, state: this.#state() }, position, sequence) };
    }
    for (;;) {
      const entry = this.#log[position];
      if (entry === undefined) {
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
        continue;
      }
      position += 1;
      sequence += 1;
      yield { syncStatus: this.#event(entry, position, sequence) };
    }
  }

  #event(entry: { kind: string; step: Step | null; state: unknown }, position: number, sequence: number) {
    const { kind, step, state } = entry;
    return { cursor: `${position}.${sequence}`, sequence, occurredAt: ago(0), kind, step, operation: state };
  }

  #state(): object {
    const { status, commitment, finalization, finishedAt, steps } = this;
    return { ...this, status, commitment, finalization, finishedAt, steps };
  }
}
