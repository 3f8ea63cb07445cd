import { FixedClock } from '#kit/runtime/clock.ts';
import { type Random, seededRandom } from '#kit/runtime/random.ts';
import { FakeTimers } from '#kit/runtime/timers.ts';
import { openPacer } from '#kit/transport/pacer.ts';
import { anySaga } from '#operations/engine/saga.ts';
import { amendContract } from '#operations/sagas/amend-contract.ts';
import { memoryTurns } from '#test/unit/subgraphs/kit/transport/memory-turns.ts';
import { amendmentInput } from './amendment-input.ts';
import { VirtualLedger } from './virtual-ledger.ts';
import { askLedger, type VirtualSystems, virtualParticipants } from './virtual-systems.ts';
import { VirtualWorkers } from './virtual-workers.ts';

export interface ManyAmendments {
  readonly seed: number;
  readonly count: number;
  readonly contracts: number;
  /** What the ledger takes in a second. */
  readonly ledgerRatePerSecond: number;
  /** What our pacers hold to. */
  readonly pacedRatePerSecond: number;
  /** Somebody amends a contract of their own, and somebody reads from the ledger, about so often. */
  readonly customerEveryMs: number;
}

const WORKERS = 2;
/** As a worker runs them, times the workers. */
const PLACES = { commitment: 32 * WORKERS, finalization: 256 * WORKERS };
/** Calls at once to the ledger, from each worker. */
const LEDGER_CONCURRENCY = 4;
/** So many changes a second are accepted, about as fast as a gateway takes them in. */
const ACCEPTED_PER_SECOND = 50;
const SECOND_MS = 1000;
const SECONDS_MAX = 20_000;

/**
 * Very many amendments at once against a ledger with a small limit, and one customer at a time beside them: the real saga,
 * the real pacers, in virtual time. All durations are virtual milliseconds.
 */
export class AmendmentDrain {
  readonly #settings: ManyAmendments;
  readonly #clock = new FixedClock('2026-08-16T09:00:00Z');
  readonly #startMs = this.#nowMs();
  readonly #timers = new FakeTimers(this.#clock);
  readonly #random: Random;
  readonly #processes: readonly VirtualSystems[];
  readonly #workers: VirtualWorkers;
  readonly #acceptedMs = new Map<string, number>();
  readonly ledger: VirtualLedger;
  readonly troubles: string[] = [];
  /** Of those who came one by one: from acceptance to the promise kept. */
  readonly promiseMs: number[] = [];
  /** Of those who read: from asking to the request's arrival at the ledger. */
  readonly readWaitMs: number[] = [];
  /** Keys of the postings, in the order in which they were done. */
  readonly posted: string[] = [];
  refusedReadCount = 0;
  succeededCount = 0;
  drainedMs = 0;

  constructor(settings: ManyAmendments) {
    this.#settings = settings;
    this.#random = seededRandom(settings.seed);
    this.ledger = new VirtualLedger(settings.ledgerRatePerSecond, { clock: this.#clock, timers: this.#timers });
    this.#processes = this.#openProcesses();
    this.#workers = new VirtualWorkers({
      timers: this.#timers,
      random: this.#random,
      places: PLACES,
      participantsOf: (stage) =>
        virtualParticipants(this.#anyProcess(), stage === 'commitment' ? 'INTERACTIVE' : 'BULK'),
      committed: (id) => {
        if (id.startsWith('single')) this.promiseMs.push(this.#nowMs() - (this.#acceptedMs.get(id) ?? 0));
      },
      ended: (id, end) => this.#ended(id, end),
      trouble: (what) => this.troubles.push(what),
    });
  }

  /** Accepts them all and lets time pass until all are over. */
  async run(): Promise<this> {
    void this.#acceptMany();
    void this.#serveCustomers();
    for (let second = 0; second < SECONDS_MAX; second += 1) {
      await this.#timers.advance(SECOND_MS);
      if (this.#isOver() && this.#workers.openCount === 0) return this;
    }
    throw new Error(`After ${SECONDS_MAX} s ${this.#workers.openCount} are still open`);
  }

  /** One pacer a worker; they share the connection's turns. */
  #openProcesses(): readonly VirtualSystems[] {
    const turns = memoryTurns(this.#clock);
    const { pacedRatePerSecond: ratePerSecond } = this.#settings;
    const parts = { turns, timers: this.#timers, clock: this.#clock };
    const pace = { ratePerSecond, concurrency: LEDGER_CONCURRENCY };
    return Array.from({ length: WORKERS }, () => ({
      timers: this.#timers,
      ledger: this.ledger,
      pacer: openPacer(pace, parts),
      posted: (key) => this.posted.push(key),
    }));
  }

  #anyProcess(): VirtualSystems {
    const process = this.#processes[Math.floor(this.#random.next() * this.#processes.length)];
    if (process === undefined) throw new Error('There are processes');
    return process;
  }

  async #acceptMany(): Promise<void> {
    for (let n = 0; n < this.#settings.count; n += 1) {
      this.#amend(`bulk_${n}`, `contract_${n % this.#settings.contracts}`);
      await this.#timers.sleep(SECOND_MS / ACCEPTED_PER_SECOND);
    }
  }

  async #serveCustomers(): Promise<void> {
    const pauseMs = () => this.#settings.customerEveryMs * (0.5 + this.#random.next());
    for (let n = 0; !this.#isOver(); n += 1) {
      await this.#timers.sleep(pauseMs());
      this.#amend(`single_${n}`, `single_${n}`);
      await this.#timers.sleep(pauseMs());
      const askedMs = this.#nowMs();
      const reply = await askLedger(this.#anyProcess(), 'INTERACTIVE', () =>
        this.readWaitMs.push(this.#nowMs() - askedMs),
      );
      if (!reply.ok) this.refusedReadCount += 1;
    }
  }

  #amend(id: string, line: string): void {
    this.#acceptedMs.set(id, this.#nowMs());
    this.#workers.accept({ saga: anySaga(amendContract), line, input: amendmentInput(id, line) });
  }

  #ended(id: string, end: string): void {
    this.drainedMs = this.#nowMs() - this.#startMs;
    if (end === 'SUCCEEDED') this.succeededCount += 1;
    else this.troubles.push(`${id} ${end}`);
  }

  #isOver(): boolean {
    return this.succeededCount + this.troubles.length >= this.#settings.count;
  }

  #nowMs(): number {
    return this.#clock.now().getTime();
  }
}
