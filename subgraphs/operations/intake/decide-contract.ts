import { formatAmount, fromMoneyWire, type MoneyWire } from '#schema/canonical/money.ts';
import type { ContractBillingFacts, InvoiceStateFacts } from '#schema/commands/billing.ts';
import type { ContractFacts, CustomerFacts } from '#schema/commands/crm.ts';
import { covered, type Decision, type Known, nothing, waitFor } from './decision.ts';

/** What the CRM shows of a contract must be what was booked: a contract that sales edited is a person's to look at. */
export function decideBooking(contract: ContractFacts | null, { busy }: Pick<Known, 'busy'>): Decision {
  if (contract === null) return nothing('the CRM has no such contract');
  const { bookedValue, totalValue } = contract;
  if (bookedValue === undefined || bookedValue === null || totalValue === undefined) {
    return nothing('nothing was booked to compare with');
  }
  if (bookedValue.minor === totalValue.minor && bookedValue.currency === totalValue.currency) {
    return nothing('it says what was booked');
  }
  if (busy !== null) return waitFor(`operation:${busy}`);
  return {
    kind: 'ASK_A_PERSON',
    problem: {
      code: 'BOOKING_MISMATCH',
      cause: 'VALIDATION',
      system: 'CRM',
      title: `Booking mismatch of contract ${contract.number}`,
      explanation: `The CRM shows ${said(totalValue)}, booked were ${said(bookedValue)}.`,
      impact: differenceOf(totalValue, bookedValue),
      legalEntity: contract.legalEntity,
      customerId: contract.customer.customerId,
      contractId: contract.contractId,
      about: { totalValue, bookedValue },
    },
  };
}

function said(amount: MoneyWire): string {
  return `${formatAmount(fromMoneyWire(amount))} ${amount.currency}`;
}

function differenceOf(a: MoneyWire, b: MoneyWire): MoneyWire {
  if (a.currency !== b.currency) return a;
  const difference = BigInt(a.minor) - BigInt(b.minor);
  return { minor: String(difference < 0n ? -difference : difference), currency: a.currency };
}

export interface DelinquencySeen {
  readonly contract: ContractFacts | null;
  readonly billing: ContractBillingFacts | null;
  readonly known: Known;
}

const SUSPENDED = 'SUSPENDED:';
const RUNNING: ReadonlySet<string> = new Set(['ACTIVE', 'AMENDING']);

/**
 * Dunning: after billing's last retry service stops, and goes on once nothing is overdue for good. Billing knows when its
 * last retry was. What a person decided in between holds: a contract that they resumed is not suspended again for the
 * same invoice, and one that they suspended is not resumed.
 */
export function decideDelinquency({ contract, billing, known }: DelinquencySeen): Decision {
  if (contract === null || billing === null) return nothing('there is no contract that is billed');
  const overdue = billing.invoices.find(isOverdueForGood);
  const forUs = known.reached?.startsWith(SUSPENDED) === true;
  const { contractId, version, legalEntity, status } = contract;
  if (overdue === undefined) {
    if (!forUs) return nothing('nothing is overdue for good');
    if (known.busy !== null) return waitFor(`operation:${known.busy}`);
    if (status !== 'SUSPENDED') return { kind: 'NOTHING', why: `the contract is ${status}`, forget: true };
    const start = { act: 'RESUME', contractId, version, legalEntity, reason: 'Everything overdue was paid.' } as const;
    return { kind: 'START', start, reached: 'RESUMED' };
  }
  const { invoiceId, number } = overdue.invoice;
  const reached = `${SUSPENDED}${invoiceId}`;
  if (known.reached === reached) return covered(null);
  if (known.busy !== null) return waitFor(`operation:${known.busy}`);
  if (!RUNNING.has(status)) return nothing(`the contract is ${status}`);
  const reason = `Invoice ${number} was not paid; billing does not try again.`;
  return { kind: 'START', start: { act: 'SUSPEND', contractId, version, legalEntity, reason }, reached };
}

function isOverdueForGood({ invoice, amountDue, payments }: InvoiceStateFacts): boolean {
  if (invoice.status !== 'OPEN' && invoice.status !== 'UNCOLLECTIBLE') return false;
  const last = payments.at(-1);
  return BigInt(amountDue.minor) > 0n && last?.status === 'FAILED' && last.final;
}

export interface CustomerSeen {
  readonly customer: CustomerFacts | null;
  /** An operation ever dealt with it: only then have other systems heard of it. */
  readonly isKnownElsewhere: boolean;
  /** Those that were merged into it. */
  readonly mergedFrom: readonly string[];
  readonly known: Known;
}

/** Billing and the ledger show a customer under the name, and in the place, that the CRM gives it. */
export function decideCustomer({ customer, isKnownElsewhere, mergedFrom, known }: CustomerSeen): Decision {
  if (customer === null) return nothing('the CRM has no such customer');
  if (!isKnownElsewhere) return nothing('no other system has heard of it');
  const { customerId, legalEntity, name, parentId = null } = customer;
  const reached = JSON.stringify([name, parentId, ...mergedFrom]);
  if (known.reached === reached) return covered(null);
  return { kind: 'START', start: { act: 'SYNC_CUSTOMER', customerId, legalEntity, mergedFrom }, reached };
}
