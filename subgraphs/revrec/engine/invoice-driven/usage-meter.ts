import { addRatios, compareRatios, multiplyRatios, type Ratio, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';

/** How a billing period's records make its quantity, and what a unit costs in minor units. */
export interface UsageMeter {
  readonly aggregate: 'sum' | 'max' | 'last_during_period' | 'last_ever';
  readonly unitPrice: Ratio;
}

/** Records since the last metered invoice, and the last one of all. */
export interface MeterReading {
  readonly records: readonly Ratio[];
  readonly last: Ratio | null;
  /** What each billed period came to by its records. */
  readonly billedMinor: readonly bigint[];
}

/** What an invoice bills of the meter: what had been earned by records, or the last value carried to its day. */
export interface MeteredCharge {
  readonly earnedMinor: bigint;
  readonly carriedMinor: bigint;
  readonly next: MeterReading;
}

export const UNREAD: MeterReading = { records: [], last: null, billedMinor: [] };

/** A new record states the period's value anew. */
export function recorded(reading: MeterReading, quantity: Ratio): MeterReading {
  return { ...reading, records: [...reading.records, quantity], last: quantity };
}

/** The open billing period's usage by its records, in minor units. */
export function usedMinor({ aggregate, unitPrice }: UsageMeter, { records }: MeterReading): bigint {
  const [first, ...others] = records;
  if (first === undefined) return 0n;
  return roundHalfAway(multiplyRatios(unitPrice, quantityOf(aggregate, [first, ...others])));
}

export function meteredCharge(meter: UsageMeter, reading: MeterReading): MeteredCharge {
  const earnedMinor = usedMinor(meter, reading);
  const carries = meter.aggregate === 'last_ever' && reading.records.length === 0 && reading.last !== null;
  return {
    earnedMinor,
    carriedMinor: carries ? roundHalfAway(multiplyRatios(meter.unitPrice, reading.last ?? ratio(0n))) : 0n,
    next: { records: [], last: reading.last, billedMinor: [...reading.billedMinor, earnedMinor] },
  };
}

function quantityOf(aggregate: UsageMeter['aggregate'], records: readonly [Ratio, ...Ratio[]]): Ratio {
  switch (aggregate) {
    case 'sum':
      return records.reduce(addRatios);
    case 'max':
      return records.reduce((greatest, one) => (compareRatios(one, greatest) > 0 ? one : greatest));
    case 'last_during_period':
    case 'last_ever':
      return records.at(-1) ?? records[0];
  }
}
