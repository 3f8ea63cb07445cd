import { creditLeft, drawnParts } from '#billing/commands/drawn-credit.ts';
import type { AccountEntry } from '#billing/port.ts';

const entry = (amountMinor: bigint, change: Partial<AccountEntry> = {}): AccountEntry => ({
  currency: 'USD',
  amountMinor,
  invoiceExternalId: null,
  creditMemoExternalId: null,
  isGivenBack: false,
  creditExternalId: null,
  ...change,
});
/** An invoice below zero brought it. */
const less = (id: string, minor: bigint) => entry(minor, { invoiceExternalId: id });
const memo = (id: string, minor: bigint) => entry(minor, { creditMemoExternalId: id });
const drew = (id: string, minor: bigint) => entry(-minor, { invoiceExternalId: id });
const parts = (entries: readonly AccountEntry[], id: string) =>
  drawnParts(entries, id).map(({ source, minor }) => [source?.externalId ?? null, minor]);

describe('what an invoice drew of a customer’s balance', () => {
  it('is of the oldest credit first, and of the next as soon as that is used up', () => {
    const entries = [less('in_less', 50n), memo('cn_1', 30n), drew('in_a', 20n), drew('in_b', 45n)];
    expect(parts(entries, 'in_a')).toEqual([['in_less', 20n]]);
    expect(parts(entries, 'in_b')).toEqual([
      ['in_less', 30n],
      ['cn_1', 15n],
    ]);
  });

  it('is never of credit that was refunded since it came', () => {
    const refunded = entry(-30n, { creditExternalId: 'cn_1' });
    const entries = [less('in_less', 50n), memo('cn_1', 30n), refunded, drew('in_a', 50n)];
    expect(parts(entries, 'in_a')).toEqual([['in_less', 50n]]);
  });

  it('is its source’s again when the invoice is voided, for the next invoice to draw', () => {
    const givenBack = entry(20n, { invoiceExternalId: 'in_void', isGivenBack: true });
    const entries = [less('in_less', 50n), drew('in_void', 20n), memo('cn_1', 5n), givenBack, drew('in_a', 52n)];
    expect(parts(entries, 'in_a')).toEqual([
      ['in_less', 20n],
      ['in_less', 30n],
      ['cn_1', 2n],
    ]);
  });

  it('is of nobody where no document brought it, and pays an earlier debt first', () => {
    expect(parts([entry(10n), drew('in_a', 15n)], 'in_a')).toEqual([
      [null, 10n],
      [null, 5n],
    ]);
    const indebted = [entry(-8n), less('in_less', 10n), drew('in_a', 2n)];
    expect(parts(indebted, 'in_a')).toEqual([['in_less', 2n]]);
  });

  it('leaves of each credit what nobody drew and nobody was refunded', () => {
    const refunded = entry(-3n, { creditExternalId: 'cn_1' });
    const entries = [less('in_less', 50n), memo('cn_1', 30n), drew('in_a', 60n), refunded];
    expect([creditLeft(entries, 'in_less'), creditLeft(entries, 'cn_1')]).toEqual([0n, 17n]);
  });

  it('is nothing of an invoice that drew nothing', () => {
    expect(parts([memo('cn_1', 5n)], 'in_a')).toEqual([]);
  });
});
