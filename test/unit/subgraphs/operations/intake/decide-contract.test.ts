import { decideCustomer, decideDelinquency } from '#operations/intake/decide-contract.ts';
import type { Known } from '#operations/intake/decision.ts';
import type { ContractBillingFacts, InvoiceStateFacts, PaymentFacts } from '#schema/commands/billing.ts';
import { CUSTOMER, contract } from './builders.ts';

const KNOWN: Known = { reached: null, owner: null, busy: null };
const usd = (minor: number) => ({ minor: String(minor), currency: 'USD' });

function billing(...tries: readonly Pick<PaymentFacts, 'status' | 'final'>[]): ContractBillingFacts {
  const invoice = { invoiceId: 'inv_1', number: 'A-1', status: 'OPEN' } as InvoiceStateFacts['invoice'];
  const payments = tries.map((one) => one as PaymentFacts);
  const invoices = [{ invoice, amountDue: usd(100), amountPaid: usd(0), payments }];
  return { subscriptionId: 'sub_1', status: 'PAST_DUE', contractVersion: 1, invoices };
}
const FAILED_FOR_GOOD = { status: 'FAILED', final: true } as const;

describe('dunning', () => {
  it('suspends a contract after billing’s last retry, not before', () => {
    const seen = (final: boolean) =>
      decideDelinquency({ contract: contract(), billing: billing({ status: 'FAILED', final }), known: KNOWN });
    expect(seen(false)).toMatchObject({ kind: 'NOTHING' });
    expect(seen(true)).toMatchObject({ kind: 'START', start: { act: 'SUSPEND' }, reached: 'SUSPENDED:inv_1' });
  });

  it('does not suspend again for the same invoice a contract that a person resumed', () => {
    const known = { ...KNOWN, reached: 'SUSPENDED:inv_1' };
    expect(decideDelinquency({ contract: contract(), billing: billing(FAILED_FOR_GOOD), known })).toMatchObject({
      kind: 'COVERED',
    });
  });

  it('has a contract go on that it suspended, and leaves alone one that somebody else did', () => {
    const suspended = contract({ status: 'SUSPENDED' });
    const paid = billing({ status: 'FAILED', final: true }, { status: 'SUCCEEDED', final: false });
    const known = { ...KNOWN, reached: 'SUSPENDED:inv_1' };
    expect(decideDelinquency({ contract: suspended, billing: paid, known })).toMatchObject({
      kind: 'START',
      start: { act: 'RESUME' },
    });
    expect(decideDelinquency({ contract: suspended, billing: paid, known: KNOWN })).toMatchObject({ kind: 'NOTHING' });
  });

  it('waits for an operation that is changing the contract', () => {
    const known = { ...KNOWN, busy: 'op_1' };
    expect(decideDelinquency({ contract: contract(), billing: billing(FAILED_FOR_GOOD), known })).toEqual({
      kind: 'WAIT',
      waitsFor: 'operation:op_1',
      until: null,
    });
  });
});

describe('a customer', () => {
  it('who was merged into another one is brought to billing and the ledger with whom it was', () => {
    const seen = { customer: CUSTOMER, isKnownElsewhere: true, mergedFrom: ['cust_0'], known: KNOWN };
    const decision = decideCustomer(seen);
    expect(decision).toMatchObject({ kind: 'START', start: { act: 'SYNC_CUSTOMER', mergedFrom: ['cust_0'] } });
    const reached = decision.kind === 'START' ? decision.reached : null;
    expect(decideCustomer({ ...seen, known: { ...KNOWN, reached } })).toMatchObject({ kind: 'COVERED' });
  });
});
