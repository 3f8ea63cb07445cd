import type { RevenueEvent } from '#revrec/engine/events.ts';
import type { RevenueContractRow } from '#revrec/store/revenue-contract.ts';
import { addDays, type CivilDate, civilDate, earlierOf, laterOf } from '#schema/canonical/calendar.ts';
import { decimalOf } from '#schema/canonical/contract.ts';
import type { InvoiceFacts } from '#schema/commands/billing.ts';
import type { LineDelta } from '#schema/commands/crm.ts';
import type { ModifyContract } from '#schema/commands/revrec.ts';
import { billedMinor } from './invoice-issued.ts';
import { recomputedMinor, shareOut } from './promised-line.ts';

/** A signed difference with what the price changes by for it, in minor units. */
export interface PricedDelta {
  readonly delta: LineDelta;
  readonly amountMinor: bigint;
}

/**
 * Prices an amendment, product by product. For days that billing has billed, its net stands: what it did not bill or
 * credit of them changes no price. For later days it is what the contract says, since billing will bill that. A product
 * that both loses and gains, as at a new price, is credited with what it loses; what it gains takes the rest.
 */
export function priceDeltas(
  { deltas, invoice, kind }: Pick<ModifyContract, 'deltas' | 'invoice' | 'kind'>,
  contract: RevenueContractRow,
  billedTo: (productCode: string) => CivilDate | null,
): readonly PricedDelta[] {
  // A renewed term counts its years from its own first day.
  const first = deltas.map(({ startsOn }) => startsOn).toSorted()[0];
  const startsOn = kind === 'RENEWAL' && first !== undefined ? first : contract.startsOn;
  const terms = { startsOn, currency: contract.currency };
  const moved = deltas.filter(({ quantity }) => decimalOf(quantity).n !== 0n);
  const byProduct = Map.groupBy(moved, ({ productCode }) => productCode);
  const priced = [...byProduct].flatMap(([code, own]) =>
    priceProduct(own, { netMinor: billedMinor(invoice, code), billedTo: billedTo(code), terms }),
  );
  return moved.flatMap((delta) => priced.find((one) => one.delta === delta) ?? []);
}

interface Priced {
  readonly netMinor: bigint;
  readonly billedTo: CivilDate | null;
  readonly terms: { readonly startsOn: string; readonly currency: string };
}

function priceProduct(own: readonly LineDelta[], { netMinor, billedTo, terms }: Priced): readonly PricedDelta[] {
  const less = own.filter(({ quantity }) => decimalOf(quantity).n < 0n);
  const more = own.filter(({ quantity }) => decimalOf(quantity).n > 0n);
  const isOneWay = less.length === 0 || more.length === 0;
  const laterMinor = (delta: LineDelta) => {
    const isOnce = delta.chargeModel === 'ONE_TIME' || delta.chargeModel === 'MILESTONE';
    const isBilled = netMinor !== 0n || (isOneWay && less.length > 0 && billedTo !== null);
    const later = isOnce ? (isBilled ? null : delta) : afterDay(delta, billedTo);
    return later === null ? 0n : recomputedMinor(later, terms.startsOn, terms.currency);
  };
  if (isOneWay) {
    const within = own.filter(({ startsOn }) => billedTo === null || startsOn <= billedTo);
    const billed = within.length === 0 ? own : within;
    const shares = shareOut(
      netMinor,
      billed.map((delta) => withinDay(delta, billedTo)),
      terms,
    );
    return own.map((delta) => ({ delta, amountMinor: (shares[billed.indexOf(delta)] ?? 0n) + laterMinor(delta) }));
  }
  const lost = less.map((delta) => ({ delta, amountMinor: recomputedMinor(delta, terms.startsOn, terms.currency) }));
  const totalMinor = own.reduce((all, delta) => all + laterMinor(delta), netMinor);
  const gainedMinor = totalMinor - lost.reduce((all, { amountMinor }) => all + amountMinor, 0n);
  const shares = shareOut(gainedMinor, more, terms);
  return [...lost, ...more.map((delta, index) => ({ delta, amountMinor: shares[index] ?? 0n }))];
}

/** The days of a difference that billing has not billed yet; `null` when it has billed them all. */
function afterDay(delta: LineDelta, billedTo: CivilDate | null): LineDelta | null {
  if (billedTo === null) return delta;
  if (delta.endsOn <= billedTo) return null;
  return { ...delta, startsOn: laterOf(civilDate(delta.startsOn), addDays(billedTo, 1)) };
}

/** The days of a difference that billing has billed: what its net is for. All of them where there are none. */
function withinDay(delta: LineDelta, billedTo: CivilDate | null): LineDelta {
  if (billedTo === null || delta.startsOn > billedTo) return delta;
  return { ...delta, endsOn: earlierOf(civilDate(delta.endsOn), billedTo) };
}

/**
 * The last day for which a product was billed, by the amendment's own invoice or an earlier one; `null` = none. A line
 * without days is for the day of its invoice.
 */
export function billedThrough(
  productCode: string,
  invoice: InvoiceFacts | null,
  held: readonly RevenueEvent[],
): CivilDate | null {
  const earlier = held.flatMap((event) =>
    event.kind === 'INVOICE_ISSUED' && event.payload !== null && event.supersededAt === null
      ? event.payload.lines.filter(({ product }) => product === productCode).map(({ to }) => to ?? event.effectiveAt)
      : [],
  );
  const own = (invoice?.lines ?? [])
    .filter((line) => line.productCode === productCode)
    .flatMap(({ serviceEndsOn }) => serviceEndsOn ?? invoice?.issuedOn ?? []);
  const days = [...earlier, ...own].map(civilDate);
  const [first, ...others] = days;
  return first === undefined ? null : others.reduce(laterOf, first);
}
