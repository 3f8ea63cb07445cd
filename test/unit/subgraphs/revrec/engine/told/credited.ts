import type { RevenueEvent } from '#revrec/engine/events.ts';
import { aCredit, calls, serviceLine, usageInvoice } from '../life.ts';
import { aLine, aModification, usd } from '../meridian.ts';
import { half, quarter, signed } from './terms.ts';

/** A credit for nothing in particular goes by what was earned of what was promised, not of what was used. */
export const creditBesideUsage: readonly RevenueEvent[] = [
  signed([aLine(half), aLine({ ...quarter, key: 'other', product: 'OTHER', amount: usd(7_000_001n) }), calls]),
  usageInvoice({ id: 'e-used', effectiveAt: '2026-03-01' }, 9_000_001n, ['2026-01-15', '2026-02-28']),
  aCredit({ id: 'c', effectiveAt: '2026-03-10' }, [serviceLine(100_003n, null, null, null)]),
];

/** On its third and fourth day little was earned; a second line finds nothing left of it. */
export const creditOfMoreThanEarned: readonly RevenueEvent[] = [
  signed([aLine(half)]),
  aCredit({ id: 'c', effectiveAt: '2026-01-03' }, [
    serviceLine(900_001n, 'PLATFORM-SEAT', '2026-01-01', '2026-01-02'),
    serviceLine(400_003n, 'PLATFORM-SEAT', '2026-01-01', '2026-01-02'),
  ]),
  aCredit({ id: 'd', effectiveAt: '2026-01-04' }, [serviceLine(900_001n, 'PLATFORM-SEAT', '2026-01-01', '2026-01-03')]),
];

/** Nothing was charged for either, so that a penalty has nothing to go by. */
export const freeAndGivenBack: readonly RevenueEvent[] = [
  signed([aLine({ ...half, amount: usd(0n) }), aLine({ ...half, key: 'other', product: 'OTHER', amount: usd(0n) })]),
  aModification(
    {
      removed: ['PLATFORM-SEAT', 'OTHER'].map((product) => ({ product, quantity: '500', credit: usd(0n) })),
      penalty: usd(100_001n),
    },
    { id: 'e-gone', effectiveAt: '2026-02-01' },
  ),
];
