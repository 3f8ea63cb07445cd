import { invoiceIssued } from '#revrec/facts/invoice-issued.ts';
import { modificationApproved } from '#revrec/facts/modification-approved.ts';
import type { RevenueContractRow } from '#revrec/store/revenue-contract.ts';
import { booking, downgrade, invoice, upgrade } from '#test/contract/revrec/meridian.ts';

const CONTRACT: RevenueContractRow = {
  id: 'rc_1',
  contractId: 'ctr_meridian',
  number: booking().contract.number,
  customerId: 'cust_meridian',
  legalEntity: 'US',
  currency: 'USD',
  startsOn: '2026-01-01',
  endsOn: '2026-12-31',
  version: 1,
  products: [],
};
const DAYS = { startsOn: '2026-08-16', endsOn: '2026-12-31' };
const NOW = '2026-08-16T09:00:00.000Z';
/** The first invoice, which bills the seats to the end of the year. */
const HELD = [
  invoiceIssued(booking().invoice ?? invoice('none', '2026-01-01', []), 'ctr_meridian', {
    entity: 'US',
    recordedAt: NOW,
  }),
];

function payloadOf(command: Parameters<typeof modificationApproved>[0]) {
  const made = modificationApproved(command, CONTRACT, { recordedAt: NOW, held: HELD });
  if (!made.ok || made.value.payload === null) throw new Error('refused');
  return made.value.payload;
}

describe('an amendment as a fact', () => {
  it('prices each added product at the net of billing’s proration', () => {
    const { added, removed } = payloadOf(upgrade());
    expect(added).toMatchObject([
      { key: 'PLATFORM-SEAT', quantity: '300', amount: { minor: '13610958' }, ssp: { point: '1200' } },
      { key: 'PREMIUM-ANALYTICS', quantity: '1', amount: { minor: '3402740' } },
    ]);
    expect(removed).toEqual([]);
  });

  it('gives a removed product all of billing’s credit', () => {
    expect(payloadOf(downgrade())).toMatchObject({
      added: [],
      removed: [{ product: 'PLATFORM-SEAT', quantity: '200', credit: { minor: '-6049315', currency: 'USD' } }],
    });
  });

  it('divides billing’s net between what a product loses and gains, to the cent', () => {
    const { added, removed } = payloadOf(
      upgrade({
        deltas: [
          { productCode: 'PLATFORM-SEAT', quantity: '-500', unitPrice: '1200', ...DAYS },
          { productCode: 'PLATFORM-SEAT', quantity: '400', unitPrice: '1000', ...DAYS },
          { productCode: 'PLATFORM-SEAT', quantity: '100', unitPrice: '900', ...DAYS },
        ],
        invoice: invoice('inv', '2026-08-16', [['PLATFORM-SEAT', -4_159_001]]),
      }),
    );
    expect(added.map(({ key }) => key)).toEqual(['PLATFORM-SEAT', 'PLATFORM-SEAT:2']);
    const amounts = [...added.map(({ amount }) => amount), ...removed.map(({ credit }) => credit)];
    expect(amounts.reduce((all, { minor }) => all + BigInt(minor), 0n)).toBe(-4_159_001n);
    expect(removed).toMatchObject([{ quantity: '500', credit: { minor: '-22684932' } }]);
  });

  it('is free where billing billed nothing for days it has billed, and has the contract’s own price for others', () => {
    const { added } = payloadOf(upgrade({ invoice: null }));
    expect(added.map(({ product, amount }) => [product, amount.minor])).toEqual([
      ['PLATFORM-SEAT', '0'],
      ['PREMIUM-ANALYTICS', '3402740'],
    ]);
  });

  it('is divided by the terms that are signed already, each with its own price', () => {
    const nextTerm = { startsOn: '2027-01-01', endsOn: '2027-12-31' };
    const renewed = modificationApproved(
      upgrade({
        version: 2,
        kind: 'RENEWAL',
        effectiveOn: '2027-01-01',
        deltas: [{ productCode: 'PLATFORM-SEAT', quantity: '500', unitPrice: '1200', ...nextTerm }],
        invoice: null,
      }),
      CONTRACT,
      { recordedAt: NOW, held: HELD },
    );
    if (!renewed.ok) throw new Error('refused');
    const fewer = { productCode: 'PLATFORM-SEAT', quantity: '-200', unitPrice: '1200' };
    const made = modificationApproved(
      downgrade({ deltas: [{ ...fewer, startsOn: '2026-10-01', endsOn: '2027-12-31' }] }),
      CONTRACT,
      { recordedAt: NOW, held: [...HELD, renewed.value] },
    );
    expect(made).toMatchObject({
      value: {
        payload: {
          removed: [
            { quantity: '200', from: '2026-10-01', to: '2026-12-31', credit: { minor: '-6049315' } },
            { quantity: '200', from: '2027-01-01', to: '2027-12-31', credit: { minor: '-24000000' } },
          ],
        },
      },
    });
  });

  it('is told by the contract’s version, so that it is one fact however often it comes', () => {
    const [one, again] = [1, 2].map(() => modificationApproved(upgrade(), CONTRACT, { recordedAt: NOW, held: HELD }));
    expect(again).toEqual(one);
  });
});
