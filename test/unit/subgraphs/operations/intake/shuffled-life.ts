import { decideBooking, decideCustomer, decideDelinquency } from '#operations/intake/decide-contract.ts';
import { decideDeal } from '#operations/intake/decide-deal.ts';
import { decideInvoice, decidePayment, decideRefund } from '#operations/intake/decide-document.ts';
import type { Decision, Known, Start } from '#operations/intake/decision.ts';
import { reactionsTo } from '#operations/intake/reactions.ts';
import { readSubject } from '#operations/intake/subject.ts';
import type { InvoiceFacts, PaymentFacts, RefundFacts } from '#schema/commands/billing.ts';
import type { ContractFacts, OpportunityFacts } from '#schema/commands/crm.ts';
import type { CanonicalEvent } from '#schema/events/catalogue.ts';
import { CUSTOMER, contract, deal, line } from './builders.ts';

/** News of a life: what the systems' record says from then on, and the event that tells of it. */
export interface News {
  /** Of a record's news a later one holds, whatever order they come in. */
  readonly at: number;
  readonly record: string;
  readonly facts: unknown;
  readonly event: CanonicalEvent;
}

export const usd = (minor: number) => ({ minor: String(minor), currency: 'USD' });
const ABOUT = { contractId: 'ctr_1', customerId: 'cust_1' };
const WHOSE = { customerId: 'cust_1', contractId: 'ctr_1', legalEntity: 'US' };

export function dealWon(at: number, facts: OpportunityFacts): News {
  const { opportunityId, stage, kind = 'NEW', changesContractId = null } = facts;
  const data = { opportunityId, stage, won: true, previousWon: false, kind, changesContractId };
  return { at, record: opportunityId, facts, event: { type: 'opportunity.changed', schemaVersion: 2, data } };
}

export function invoiceIs(at: number, invoiceId: string, status: string): News {
  const facts = { ...WHOSE, invoiceId, number: invoiceId, status, currency: 'USD', total: usd(100) } as InvoiceFacts;
  const data = { invoiceId, status, previousStatus: null, total: usd(100) };
  return { at, record: invoiceId, facts, event: { type: 'invoice.changed', schemaVersion: 2, data } };
}

export function paymentIs(
  at: number,
  paymentId: string,
  invoiceId: string,
  status: PaymentFacts['status'],
  final = false,
): News {
  const money = { amount: usd(100), refunded: usd(0), attempts: at, final };
  const facts = { ...WHOSE, ...money, paymentId, invoiceId, status } as PaymentFacts;
  const data = { paymentId, invoiceId, status, previousStatus: null, ...money };
  return { at, record: paymentId, facts, event: { type: 'payment.changed', schemaVersion: 2, data } };
}

export function refunded(at: number, refundId: string, paymentId: string): News {
  const facts = { ...WHOSE, refundId, paymentId, status: 'SUCCEEDED', amount: usd(10) } as RefundFacts;
  const data = { refundId, paymentId, status: 'SUCCEEDED', previousStatus: null, amount: usd(10) };
  return { at, record: refundId, facts, event: { type: 'refund.changed', schemaVersion: 1, data } };
}

export function renamed(at: number, name: string): News {
  const data = { customerId: 'cust_1', fields: ['name'], mergedInto: null };
  const facts = { ...CUSTOMER, name };
  return { at, record: 'cust_1', facts, event: { type: 'customer.changed', schemaVersion: 2, data } };
}

export const NEW_DEAL = deal();
/** Three hundred seats more on version 1. */
export const MORE_SEATS = deal({
  opportunityId: 'opp_2',
  kind: 'AMENDMENT',
  changesContractId: 'ctr_1',
  quotedVersion: 1,
  startsOn: '2026-08-16',
  lines: [line('SEAT', '300', '1200.00')],
});

/** How everything stands once nothing is left to be done. */
export interface End {
  readonly contract: string;
  readonly books: readonly string[];
  readonly told: readonly string[];
  readonly customerElsewhere: string | null;
  readonly waiting: readonly string[];
  readonly problems: readonly string[];
}

/**
 * The decisions of intake over systems in memory. A record is seen from its first news on and never goes back; what is
 * started is done at once, or as soon as what it needs is there.
 */
export class ShuffledLife {
  readonly #records = new Map<string, News>();
  readonly #pending = new Set<string>();
  readonly #reached = new Map<string, string>();
  readonly #parked: Start[] = [];
  readonly #posted = new Set<string>();
  readonly #applied = new Set<string>();
  readonly #refunds = new Set<string>();
  readonly #owned = new Set<string>();
  readonly #told = new Map<string, number>();
  readonly #problems = new Set<string>();
  #contract: ContractFacts | null = null;
  #customerElsewhere: string | null = null;

  hear(news: News): void {
    const known = this.#records.get(news.record);
    if (known === undefined || known.at < news.at) this.#records.set(news.record, news);
    for (const reaction of reactionsTo(news.event, ABOUT)) {
      if (reaction.kind === 'LOOK_AT') this.#pending.add(reaction.subject);
      if (reaction.kind === 'TELL') this.#tellOnce(`${reaction.type} ${reaction.subject}`);
    }
    this.#settle();
  }

  end(): End {
    const held = this.#contract?.lines.map(({ productCode, quantity }) => `${quantity} ${productCode}`).join();
    return {
      contract: this.#contract === null ? 'none' : `v${this.#contract.version} ${this.#contract.status} ${held}`,
      books: [...this.#posted, ...this.#applied, ...this.#refunds].sort(),
      told: [...this.#told].map(([what, times]) => `${what} ${times}`).sort(),
      customerElsewhere: this.#customerElsewhere,
      waiting: [...this.#pending, ...this.#parked.map(({ act }) => act)].sort(),
      problems: [...this.#problems].sort(),
    };
  }

  #tellOnce(what: string): void {
    if (!this.#told.has(what)) this.#told.set(what, 1);
  }

  /** Goes on until nothing changes any more: what waits is looked at again whenever something was done. */
  #settle(): void {
    for (let moved = true; moved; ) {
      moved = false;
      for (const subject of [...this.#pending]) moved = this.#carry(subject, this.#decide(subject)) || moved;
      for (const start of this.#parked.splice(0)) {
        if (this.#do(start)) moved = true;
        else this.#parked.push(start);
      }
    }
  }

  #carry(subject: string, decision: Decision): boolean {
    if (decision.kind === 'WAIT') return false;
    this.#pending.delete(subject);
    this.#problems.delete(subject);
    if (decision.kind === 'ASK_A_PERSON') this.#problems.add(subject);
    if (decision.kind !== 'START') return false;
    this.#reached.set(subject, decision.reached);
    if (!this.#do(decision.start)) this.#parked.push(decision.start);
    return true;
  }

  #decide(subject: string): Decision {
    const { kind, id } = readSubject(subject);
    const facts = this.#records.get(id)?.facts ?? null;
    const known: Known = {
      reached: this.#reached.get(subject) ?? null,
      owner: this.#owned.has(id) ? 'op_1' : null,
      busy: null,
    };
    if (kind === 'invoice') {
      const state = facts === null ? null : this.#stateOf(facts as InvoiceFacts);
      return decideInvoice({ state, issuer: 'BILLING', contractCurrency: this.#contract?.currency ?? null, known });
    }
    if (kind === 'payment') return decidePayment(facts as PaymentFacts | null, known);
    if (kind === 'refund') return decideRefund(facts as RefundFacts | null, known);
    if (kind === 'contract') return decideBooking(this.#contract, known);
    if (kind === 'delinquency') return decideDelinquency({ contract: this.#contract, billing: this.#billing(), known });
    if (kind === 'customer') {
      const isKnownElsewhere = this.#customerElsewhere !== null;
      return decideCustomer({ customer: facts as typeof CUSTOMER | null, isKnownElsewhere, mergedFrom: [], known });
    }
    const seen = { beganOn: '2026-01-01', today: '2026-08-16', wasSeenOpen: true, booking: null };
    return decideDeal({ ...seen, deal: facts as OpportunityFacts | null, contract: this.#contract, known });
  }

  #stateOf(invoice: InvoiceFacts) {
    const payments = [...this.#records.values()]
      .map(({ facts }) => facts as PaymentFacts)
      .filter((one) => 'paymentId' in one && 'attempts' in one && one.invoiceId === invoice.invoiceId);
    return { invoice, amountDue: invoice.status === 'PAID' ? usd(0) : usd(100), amountPaid: usd(0), payments };
  }

  #billing() {
    const invoices = [...this.#records.values()]
      .filter(({ event }) => event.type === 'invoice.changed')
      .map(({ facts }) => this.#stateOf(facts as InvoiceFacts));
    return { subscriptionId: 'sub_1', status: 'ACTIVE', contractVersion: 1, invoices };
  }

  /** Does what an operation does; false when something has to be there first. */
  #do(start: Start): boolean {
    switch (start.act) {
      case 'BOOK':
        this.#contract = contract();
        this.#customerElsewhere = this.#customerName();
        this.#own('inv_1');
        return true;
      case 'AMEND':
        return this.#amend(start.input.changes[0]?.setQuantity?.quantity ?? '');
      case 'POST_INVOICE':
        return this.#post(start.documentId);
      case 'APPLY_PAYMENT':
        return this.#apply(this.#records.get(start.documentId)?.facts as PaymentFacts);
      case 'TAKE_REFUND': {
        const refund = this.#records.get(start.documentId)?.facts as RefundFacts;
        if (!this.#applied.has(refund.paymentId)) return false;
        this.#refunds.add(start.documentId);
        return true;
      }
      case 'SYNC_CUSTOMER':
        this.#customerElsewhere = this.#customerName();
        return true;
      case 'SUSPEND':
      case 'RESUME':
        return this.#suspend(start.act === 'SUSPEND' ? 'SUSPENDED' : 'ACTIVE');
      default:
        throw new Error(`This life knows no ${start.act}`);
    }
  }

  #customerName(): string {
    return ((this.#records.get('cust_1')?.facts ?? CUSTOMER) as typeof CUSTOMER).name;
  }

  /** An operation posts the invoice that it made, whoever else heard of it: the ledger takes it once. */
  #own(invoiceId: string): void {
    this.#owned.add(invoiceId);
    this.#posted.add(invoiceId);
  }

  #amend(quantity: string): boolean {
    if (this.#contract === null) return false;
    const lines = this.#contract.lines.map((held) => ({ ...held, quantity }));
    this.#contract = { ...this.#contract, version: this.#contract.version + 1, lines };
    this.#own('inv_2');
    return true;
  }

  #suspend(status: string): boolean {
    if (this.#contract === null) return false;
    this.#contract = { ...this.#contract, status };
    return true;
  }

  #post(invoiceId: string): boolean {
    const invoice = this.#records.get(invoiceId)?.facts as InvoiceFacts | undefined;
    if (invoice?.status === 'VOID') this.#posted.delete(invoiceId);
    else this.#posted.add(invoiceId);
    return true;
  }

  #apply({ paymentId, invoiceId, status }: PaymentFacts): boolean {
    if (status === 'FAILED' || status === 'DISPUTED') this.#applied.delete(paymentId);
    else if (!this.#posted.has(invoiceId ?? '')) return false;
    else this.#applied.add(paymentId);
    return true;
  }
}
