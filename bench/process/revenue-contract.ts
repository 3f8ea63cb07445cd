import type { ContractLine, RevenueEvent } from '#revrec/engine/events.ts';
import { addDays, addMonths, type CivilDate, civilDate } from '#schema/canonical/calendar.ts';

const STARTS_ON = civilDate('2026-01-01');
const MONTHS = 24;
const ENDS_ON = addDays(addMonths(STARTS_ON, MONTHS), -1);
const PRODUCTS = ['SEAT', 'ANALYTICS', 'SUPPORT'] as const;
/** In minor units, for the whole term. */
const PRICE = 2_400_007n;

/** What makes the key and the ids of a contract; rows of others are made from the first one's by replacing it. */
export const FIRST_CONTRACT = 'ctr_0000000';

/**
 * The facts of a contract of three obligations over 24 months: signed and billed, more seats at a lower price in the
 * seventh month, fewer in the thirteenth. The amounts do not divide, so that every row is rounded.
 */
export function factsOfContract(contractKey: string): readonly RevenueEvent[] {
  const lines = PRODUCTS.map((product) => line(product, { from: STARTS_ON, quantity: '100', minor: PRICE }));
  const later = addMonths(STARTS_ON, 6);
  const fewer = addMonths(STARTS_ON, 12);
  const added = line('SEAT', { from: later, quantity: '10', minor: 150_001n, key: 'more' });
  const common = { entity: 'US', contractKey, supersededAt: null, supersedes: null } as const;
  const at = (id: string, effectiveAt: string) => ({
    ...common,
    id: `${contractKey}-${id}`,
    effectiveAt,
    recordedAt: `${effectiveAt}T08:00:00.000Z`,
    source: {
      system: 'BENCH',
      objectType: 'fact',
      objectId: contractKey,
      objectVersion: id,
      payloadHash: `${contractKey}-${id}`,
    },
  });
  const plain = { added: [], removed: [], priceDelta: null, concession: null, answers: {} };
  return [
    { ...at('1', STARTS_ON), kind: 'CONTRACT_APPROVED', payload: { customer: 'bench', currency: 'USD', lines } },
    {
      ...at('2', STARTS_ON),
      kind: 'INVOICE_ISSUED',
      payload: {
        document: `${contractKey}-invoice`,
        amendment: null,
        tax: null,
        lines: PRODUCTS.map((product) => ({ key: product, product, amount: usd(PRICE), from: null, to: null })),
      },
    },
    { ...at('3', later), kind: 'MODIFICATION_APPROVED', payload: { ...plain, amendment: 'A-1', added: [added] } },
    {
      ...at('4', fewer),
      kind: 'MODIFICATION_APPROVED',
      payload: {
        ...plain,
        amendment: 'A-2',
        removed: [{ product: 'SEAT', quantity: '20', credit: usd(-240_003n) }],
      },
    },
  ];
}

/** Five seats fewer from the sixteenth month on, told after all that `factsOfContract` tells. */
export function amendedOnceMore(facts: readonly RevenueEvent[]): readonly RevenueEvent[] {
  const last = facts.at(-1);
  if (last?.kind !== 'MODIFICATION_APPROVED' || last.payload === null) throw new Error('The last fact is an amendment');
  const effectiveAt = addMonths(STARTS_ON, 15);
  const [id, version] = [`${last.contractKey}-5`, '5'];
  const removed = [{ product: 'SEAT', quantity: '5', credit: usd(-45_001n) }];
  const again: RevenueEvent = {
    ...last,
    id,
    effectiveAt,
    recordedAt: `${effectiveAt}T08:00:00.000Z`,
    source: { ...last.source, objectVersion: version, payloadHash: id },
    payload: { ...last.payload, amendment: 'A-3', removed },
  };
  return [...facts, again];
}

function line(
  product: string,
  sold: { readonly from: CivilDate; readonly quantity: string; readonly minor: bigint; readonly key?: string },
): ContractLine {
  return {
    key: sold.key ?? product,
    product,
    quantity: sold.quantity,
    unitPrice: '120.00',
    pricePer: 'YEAR',
    amount: usd(sold.minor),
    from: sold.from,
    to: ENDS_ON,
    kind: 'SERIES',
    measure: 'DAILY',
    trigger: null,
    distinct: true,
    ssp: { entry: `ssp:${product}`, method: 'OBSERVABLE', low: '110', point: '120', high: '130', source: 'bench' },
  };
}

function usd(minor: bigint) {
  return { minor: minor.toString(), currency: 'USD' };
}
