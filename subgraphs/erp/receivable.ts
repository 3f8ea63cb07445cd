import { civilDate, daysBetween } from '#schema/canonical/calendar.ts';
import type { PostingRow } from './entities/posting.ts';

/** What a customer owes one legal entity in one currency; minor units. */
export interface ReceivablePosition {
  readonly legalEntity: string;
  readonly currency: string;
  readonly balanceMinor: bigint;
  readonly overdueMinor: bigint;
  readonly ageing: readonly AgedAmount[];
}

export interface AgedAmount {
  readonly label: string;
  readonly fromDays: number;
  readonly toDays: number | null;
  readonly amountMinor: bigint;
}

const BUCKETS = [
  { label: 'current', fromDays: 0, toDays: 0 },
  { label: '1-30', fromDays: 1, toDays: 30 },
  { label: '31-60', fromDays: 31, toDays: 60 },
  { label: '61-90', fromDays: 61, toDays: 90 },
  { label: '90+', fromDays: 91, toDays: null },
] as const;

type Open = Pick<PostingRow, 'kind' | 'status' | 'legalEntity' | 'currency' | 'openMinor' | 'dueOn' | 'issuedOn'>;

/**
 * Open amounts by legal entity and currency, aged by the days that have passed since the due date (the document's own
 * date where it has none). Credit that was not applied yet lowers the balance and counts as current: it is due to nobody.
 */
export function receivables(open: readonly Open[], today: string): readonly ReceivablePosition[] {
  const posted = open.filter(({ status }) => status === 'POSTED' || status === 'VERIFIED');
  const groups = Map.groupBy(posted, ({ legalEntity, currency }) => `${legalEntity} ${currency}`);
  return [...groups.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, documents]) => {
      const [first] = documents;
      return first === undefined ? [] : [positionOf(first, documents, today)];
    });
}

function positionOf({ legalEntity, currency }: Open, documents: readonly Open[], today: string): ReceivablePosition {
  const ageing = BUCKETS.map((bucket) => ({
    ...bucket,
    amountMinor: sum(documents.filter((document) => bucketOf(document, today) === bucket.label)),
  }));
  return {
    legalEntity,
    currency,
    balanceMinor: sum(documents),
    overdueMinor: ageing.slice(1).reduce((total, { amountMinor }) => total + amountMinor, 0n),
    ageing,
  };
}

function bucketOf({ kind, dueOn, issuedOn }: Open, today: string): string | undefined {
  if (kind !== 'INVOICE') return BUCKETS[0].label;
  const days = Math.max(0, daysBetween(civilDate(dueOn ?? issuedOn), civilDate(today)));
  return BUCKETS.find(({ fromDays, toDays }) => days >= fromDays && (toDays === null || days <= toDays))?.label;
}

function sum(documents: readonly Open[]): bigint {
  return documents.reduce((total, { openMinor }) => total + openMinor, 0n);
}
