import { contractApproved } from '#revrec/facts/contract-approved.ts';
import type { ContractFacts } from '#schema/commands/crm.ts';
import { booking, invoice } from '#test/contract/revrec/meridian.ts';

const { contract } = booking();
const [seats] = contract.lines;
if (seats === undefined) throw new Error('The booking has a line');

function told(
  given: ContractFacts,
  billed: ReturnType<typeof invoice> | null,
  recordedAt = '2026-08-16T09:00:00.000Z',
) {
  const made = contractApproved(given, billed, recordedAt);
  if (!made.ok) throw new Error('refused');
  return made.value;
}

describe('a signed contract as a fact', () => {
  it('states billing’s figure where its invoice covers the whole term', () => {
    const billed = invoice('inv', '2026-01-01', [['PLATFORM-SEAT', 59_999_999]]);
    expect(told(contract, billed).payload?.lines).toMatchObject([{ amount: { minor: '59999999' } }]);
  });

  it('states the contract’s own figure where the invoice covers a part of the term', () => {
    const twoYears = { ...contract, endsOn: '2027-12-31', lines: [{ ...seats, endsOn: '2027-12-31' }] };
    const billed = invoice('inv', '2026-01-01', [['PLATFORM-SEAT', 60_000_000]]);
    expect(told(twoYears, billed).payload?.lines).toMatchObject([{ amount: { minor: '120000000' } }]);
    expect(told(twoYears, null).payload?.lines).toMatchObject([{ amount: { minor: '120000000' } }]);
  });

  it('divides billing’s figure among lines of one product', () => {
    const lines = [
      { ...seats, quantity: '1' },
      { ...seats, quantity: '2', unitPrice: '1100' },
    ];
    const billed = invoice('inv', '2026-01-01', [['PLATFORM-SEAT', 340_001]]);
    expect(told({ ...contract, lines }, billed).payload?.lines).toMatchObject([
      { key: 'PLATFORM-SEAT', amount: { minor: '120000' } },
      { key: 'PLATFORM-SEAT:2', amount: { minor: '220001' } },
    ]);
  });

  it('holds from the day it is taken up, or its first day when that is earlier', () => {
    expect(told(contract, null).effectiveAt).toBe('2026-01-01');
    expect(told(contract, null, '2025-12-15T10:00:00.000Z').effectiveAt).toBe('2025-12-15');
  });
});
