import type { Random } from '#kit/runtime/random.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import type { DemoCustomer } from '#local/demo-world/customers.ts';
import { closeDeal, putCustomers, putOpenDeal } from '#local/demo-world/sales.ts';
import { addDays, addMonths, civilDate } from '#schema/canonical/calendar.ts';
import type { KilledWorld } from './killed-world.ts';

interface Contract {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly endsOn: string;
}

interface Answer {
  readonly answer: {
    readonly operation: { readonly id: string } | null;
    readonly userErrors: readonly { readonly code: string }[];
  };
}

/** So cheap that no contract comes to what a second person would have to approve. */
const PRODUCT = 'AUDIT-TRAIL';
const SEATS_FIRST = 10;
const SEATS_STEP_MAX = 5;
const CREDIT = '25.00';

/**
 * People who buy, change, pay, complain and leave, drawn from a seed. They write down what was acknowledged to them; a call
 * that brought no answer is made again under its key until one comes.
 */
export class CustomersAtLarge {
  readonly #world: KilledWorld;
  readonly #random: Random;
  readonly #date: string;
  /** Operations that the graph said it had accepted. */
  readonly acknowledged = new Set<string>();
  /** Refusals by code: asked for in a state that has changed meanwhile. */
  readonly refused = new Map<string, number>();
  readonly asked = new Map<string, number>();
  /** The seats last asked for, by contract. */
  readonly #seats = new Map<string, number>();
  #dealCount = 0;
  #keyCount = 0;

  constructor(world: KilledWorld, { random, date }: { readonly random: Random; readonly date: string }) {
    this.#world = world;
    this.#random = random;
    this.#date = date;
  }

  get dealCount(): number {
    return this.#dealCount;
  }

  /** A deal is won in the CRM: what follows follows by itself. */
  async buy(): Promise<void> {
    this.#dealCount += 1;
    const key = `chaos-${this.#dealCount}`;
    const endsOn = addDays(addMonths(civilDate(this.#date), 12), -1);
    const lines = [{ product: PRODUCT, quantity: String(SEATS_FIRST) }];
    const deal = { key, startsOn: this.#date, endsOn, lines, paidAfterDays: null };
    const customer: DemoCustomer = {
      key,
      name: `Chaos ${this.#dealCount} Works`,
      entity: 'US',
      currency: 'USD',
      country: 'US',
      owner: 'Dana Whitfield',
      deals: [deal],
    };
    const { clients, ids } = this.#world;
    await this.#insist(async () => {
      const accounts = await putCustomers(clients, [customer]);
      await putOpenDeal(clients, customer, deal, { ...ids, accounts });
      await closeDeal(clients, deal);
    });
  }

  /** One thing that one of them does. */
  async act(): Promise<void> {
    const [what] = this.#pick([
      ['change', 6],
      ['pause', 3],
      ['pay', 3],
      ['credit', 2],
      ['refund', 1],
      ['renew', 1],
      ['leave', 1],
    ] as const);
    if (what === 'pay') return this.#pay();
    if (what === 'credit') return this.#credit();
    if (what === 'refund') return this.#refund();
    const contract = await this.#anyContract();
    if (contract === null) return;
    const about = { contractId: contract.id, expectedVersion: contract.version };
    const now = { effectiveOn: this.#date };
    if (what === 'change') {
      const seats = this.#otherSeats(this.#seats.get(contract.id) ?? SEATS_FIRST);
      this.#seats.set(contract.id, seats);
      const quantity = String(seats);
      return this.#ask('amendContract', {
        ...about,
        ...now,
        changes: [{ setQuantity: { productCode: PRODUCT, quantity } }],
      });
    }
    if (what === 'pause') {
      return contract.status === 'SUSPENDED'
        ? this.#ask('resumeContract', { ...about, ...now })
        : this.#ask('suspendContract', { ...about, ...now, reason: 'chaos' });
    }
    if (what === 'renew') {
      return this.#ask('renewContract', { ...about, endsOn: addMonths(civilDate(contract.endsOn), 12) });
    }
    return this.#ask('cancelContract', { ...about, ...now, refund: 'PRORATED', reason: 'chaos' });
  }

  async #pay(): Promise<void> {
    const invoice = await this.#any<{ external_id: string }>(
      `select external_id from billing.invoice where status = 'OPEN' order by external_id`,
    );
    if (invoice === null) return;
    const path = `/v1/invoices/${invoice.external_id}/pay`;
    const key = `chaos:pay:${invoice.external_id}`;
    this.#count(this.asked, 'pay');
    // Paid meanwhile, by a credit for one: then there is nothing to do.
    await this.#insist(() => this.#world.clients.stripe('POST', path, {}, key), /answered 4(0|2)/);
  }

  async #credit(): Promise<void> {
    const invoice = await this.#any<{ id: string }>(
      `select id from billing.invoice where status in ('OPEN', 'PAID') and total_minor > 10000 order by id`,
    );
    if (invoice !== null)
      await this.#ask('issueCreditMemo', { invoiceId: invoice.id, amount: CREDIT, reason: 'SLA_BREACH' });
  }

  async #refund(): Promise<void> {
    const payment = await this.#any<{ id: string }>(
      `select id from billing.payment where status in ('SUCCEEDED', 'PARTIALLY_REFUNDED')
         and amount_minor - refunded_minor > 10000 order by id`,
    );
    if (payment !== null) await this.#ask('refundPayment', { paymentId: payment.id, amount: CREDIT, reason: 'chaos' });
  }

  /** Sends a mutation until it is answered. */
  async #ask(mutation: string, input: Readonly<Record<string, unknown>>): Promise<void> {
    this.#keyCount += 1;
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
    const query = `mutation ($input: ${type}!) { answer: ${mutation}(input: $input) {
      operation { id } userErrors { code } } }`;
    const variables = { input: { ...input, idempotencyKey: `chaos:${this.#keyCount}` } };
    this.#count(this.asked, mutation);
    await this.#insist(async () => {
      const { answer } = await this.#world.finance<Answer>(query, variables);
      if (answer.operation !== null) this.acknowledged.add(answer.operation.id);
      for (const { code } of answer.userErrors) this.#count(this.refused, `${mutation} ${code}`);
    });
  }

  /** With the version that the last accepted change will bring, as somebody sees it who looks at the contract's line. */
  #anyContract(): Promise<Contract | null> {
    return this.#any<Contract>(
      `select c.id, coalesce(l.accepted_version, c.current_version) as version, c.status, c.ends_on::text as "endsOn"
       from crm.contract c left join operations.contract_line l on l.contract_id = c.id
       where c.status in ('ACTIVE', 'SUSPENDED', 'AMENDING') order by c.id`,
    );
  }

  async #any<Row>(text: string): Promise<Row | null> {
    const found = await this.#world.sql<Row>(text);
    return found[this.#below(found.length)] ?? null;
  }

  /** Again and again until it does not throw, or only as `unless` says. */
  async #insist(act: () => Promise<unknown>, unless?: RegExp): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await act();
        return;
      } catch (error) {
        const { message } = error as Error;
        if (unless?.test(message) === true) return;
        if (attempt === ATTEMPTS_MAX) throw error;
        await systemTimers.sleep(PAUSE_MS);
      }
    }
  }

  /** More or fewer, but never none and never as many as now. */
  #otherSeats(seats: number): number {
    const some = 1 + this.#below(SEATS_STEP_MAX);
    const isLess = seats > some && this.#random.next() < 0.5;
    return isLess ? seats - some : seats + some;
  }

  #below(bound: number): number {
    return Math.floor(this.#random.next() * bound);
  }

  #pick<Choice extends readonly [string, number]>(choices: readonly Choice[]): Choice {
    let left = this.#random.next() * choices.reduce((sum, [, weight]) => sum + weight, 0);
    for (const choice of choices) {
      left -= choice[1];
      if (left < 0) return choice;
    }
    throw new Error('There is a choice');
  }

  #count(counts: Map<string, number>, name: string): void {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
}

const ATTEMPTS_MAX = 40;
/** As a person waits who was told to send it again. */
const PAUSE_MS = 500;
