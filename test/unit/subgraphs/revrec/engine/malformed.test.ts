import type { ContractApproved, ModificationApproved, RevenueEvent } from '#revrec/engine/events.ts';
import { fold } from '#revrec/engine/fold.ts';
import { CONTRACT_DRIVEN } from '#revrec/engine/policies.ts';
import { aBonus, aCount, delivered, estimatedAt, extendedTo } from './counted.ts';
import { folded, refusal } from './folded.ts';
import { aCancellation, aCredit, measured, met, serviceLine } from './life.ts';
import {
  aLine,
  aModification,
  anApproval,
  anInvoice,
  documentLine,
  KNOWN_AT,
  moreSeats,
  stamp,
  usd,
} from './meridian.ts';

const EUROS = { minor: '5', currency: 'EUR' };
const HALVES = { minor: '0.5', currency: 'USD' };
const wells = aCount('wells', { total: '10', dollars: 1_000 });

function signed(change: Partial<ContractApproved> = {}): RevenueEvent {
  const approval = anApproval([aLine(), wells]);
  if (approval.kind !== 'CONTRACT_APPROVED' || approval.payload === null) throw new Error('it is approved');
  return { ...approval, payload: { ...approval.payload, ...change } };
}

const amended = (change: Partial<ModificationApproved>) => [
  signed(),
  aModification(change, { id: 'e-change', effectiveAt: '2026-03-01' }),
];
const removed = (change: object) =>
  amended({ removed: [{ product: 'PLATFORM-SEAT', quantity: '1', credit: usd(-1n), ...change }] });
const extended = (change: object) => amended({ extended: [{ ...extendedTo('16'), ...change }] });
const told = (event: RevenueEvent) => [signed({ variable: [aBonus(10)] }), event];
const at = { id: 'e-told', effectiveAt: '2026-03-01' };
const days = (from: string, to: string) => serviceLine(5n, 'PLATFORM-SEAT', from, to);
const conceded = (amount: object): RevenueEvent => ({
  ...stamp(at),
  kind: 'PRICE_CONCESSION',
  payload: { amount: amount as typeof EUROS, obligation: 'ALL', satisfiedShare: '1' },
});
const estimated = (change: object): RevenueEvent => {
  const event = estimatedAt(at, 20);
  if (event.kind !== 'VC_ESTIMATED' || event.payload === null) throw new Error('it is estimated');
  return { ...event, payload: { ...event.payload, ...change } };
};

describe('what cannot be read holds the contract, and names what it is', () => {
  it.each<[string, readonly RevenueEvent[], string]>([
    ['a currency that is none', [signed({ currency: 'GOLD' as 'USD' })], 'e-approved'],
    ['a size that is no number', [anApproval([{ ...wells, total: 'ten' }])], 'K-1/wells'],
    ['an amount with half a cent', [anApproval([aLine({ amount: HALVES })])], 'K-1/seats'],
    ['an estimate in another currency', [signed({ variable: [aBonus(1, { estimate: EUROS })] })], 'bonus'],
    [
      'what may be counted on in another currency',
      [signed({ variable: [aBonus(1, { constrained: EUROS })] })],
      'bonus',
    ],
    ['two estimates of one name', [signed({ variable: [aBonus(1), aBonus(2)] })], 'bonus'],
    ['an estimate without a reason', [signed({ variable: [aBonus(1, { reason: ' ' })] })], 'bonus'],
    ['an estimate that is tied to nothing', [signed({ variable: [aBonus(1, { target: [] })] })], 'bonus'],
    ['an addition in another currency', amended({ added: [{ ...moreSeats, amount: EUROS }] }), 'more-seats'],
    ['two additions of one name', amended({ added: [moreSeats, moreSeats] }), 'more-seats'],
    ['a price in another currency', amended({ priceDelta: EUROS }), 'A-1'],
    ['a concession in another currency', amended({ concession: EUROS }), 'A-1'],
    ['a penalty in another currency', amended({ priceDelta: usd(1n), penalty: EUROS }), 'A-1'],
    ['a removal of no number', removed({ quantity: 'some' }), 'PLATFORM-SEAT'],
    ['a removal of nothing', removed({ quantity: '0' }), 'PLATFORM-SEAT'],
    ['a removal in another currency', removed({ credit: EUROS }), 'PLATFORM-SEAT'],
    ['a removal of days that run backwards', removed({ from: '2026-06-01', to: '2026-05-01' }), 'PLATFORM-SEAT'],
    ['a removal of what is not there', removed({ product: 'LUNCH' }), 'LUNCH'],
    ['an extension to no number', extended({ total: 'many' }), 'K-1/wells'],
    ['an extension with a price in another currency', extended({ sspDelta: EUROS }), 'K-1/wells'],
    ['a delivered part with a price in another currency', extended({ deliveredSsp: EUROS }), 'K-1/wells'],
    [
      'a promised estimate in another currency',
      amended({ priceDelta: usd(1n), variable: [aBonus(1, { estimate: EUROS })] }),
      'bonus',
    ],
    [
      'an invoice in another currency',
      told(anInvoice(at, { lines: [{ ...documentLine(5n), amount: EUROS }] })),
      'document-e-told/PLATFORM-SEAT:5',
    ],
    [
      'an invoice with half a cent',
      told(anInvoice(at, { lines: [{ ...documentLine(5n), amount: HALVES }] })),
      'document-e-told/PLATFORM-SEAT:5',
    ],
    ['a tax in another currency', told(anInvoice(at, { lines: [documentLine(5n)], tax: EUROS })), 'document-e-told'],
    [
      'a bill for days that run backwards',
      told(anInvoice(at, { lines: [days('2026-02-02', '2026-02-01')] })),
      'document-e-told/PLATFORM-SEAT:5:2026-02-02',
    ],
    [
      'a credit in another currency',
      told(aCredit(at, [{ ...documentLine(5n), amount: EUROS }])),
      'credit-e-told/PLATFORM-SEAT:5',
    ],
    ['a credit for a tax in another currency', told(aCredit(at, [documentLine(5n)], { tax: EUROS })), 'credit-e-told'],
    ['a refund in another currency', told(aCancellation(at, { refundable: EUROS })), 'A-cancel'],
    ['a new estimate in another currency', told(estimated({ estimate: EUROS })), 'bonus'],
    ['what may be counted on now in another currency', told(estimated({ constrained: EUROS })), 'bonus'],
    ['a lower price in another currency', told(conceded(EUROS)), 'e-told'],
    ['a lower price below nothing', told(conceded(usd(-5n))), 'e-told'],
    [
      'a share told after the whole was counted',
      told(measured({ id: 'e-half', effectiveAt: '2026-04-01' }, '50', 'K-1/wells')).concat(
        delivered(at, 'wells', '10', '10'),
      ),
      'K-1/wells',
    ],
    [
      'units counted after the whole was met',
      told(delivered({ ...at, id: 'e-9', effectiveAt: '2026-04-01' }, 'wells', '9', '10')).concat(met(at, 'K-1/wells')),
      'K-1/wells',
    ],
    ['progress over three numbers', told(delivered(at, 'wells', '1/2/3', '10')), 'K-1/wells'],
    ['progress over no number', told(delivered(at, 'wells', '1/x', '10')), 'K-1/wells'],
    ['a size that is no number in progress', told(delivered(at, 'wells', '1', 'x')), 'K-1/wells'],
  ])('%s', (_, events, subject) => {
    expect(refusal(events)).toMatchObject({ kind: 'INVALID_EVENT', subject });
  });

  it('no event at all is no contract', () => {
    expect(fold([], { knownAt: KNOWN_AT, policies: CONTRACT_DRIVEN })).toEqual({
      ok: false,
      error: { kind: 'NO_CONTRACT', subject: 'no event' },
    });
  });

  it('but days of which only one end is told are no days', () => {
    const open = (change: object) => folded(removed(change)).contracts;
    expect(open({ from: '2026-06-01' })).toEqual(open({}));
    expect(open({ to: '2026-06-01' })).toEqual(open({}));
  });
});
