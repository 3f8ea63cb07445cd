import type { BillingCreditMemo, BillingInvoice, BillingInvoiceLine } from '#billing/port-records.ts';
import { civilDate, laterOf, termDays } from '#schema/canonical/calendar.ts';
import { splitByWeight } from '#schema/canonical/largest-remainder.ts';
import { ratio, roundHalfAway } from '#schema/canonical/ratio.ts';

/** An invoice with the credit memos that it has already. */
export interface BilledInvoice {
  readonly invoice: BillingInvoice;
  readonly creditMemos: readonly BillingCreditMemo[];
}

export interface CreditedLine {
  readonly line: BillingInvoiceLine;
  readonly amountMinor: bigint;
  /** The days that are taken back. */
  readonly serviceStartsOn: string | null;
  readonly serviceEndsOn: string | null;
}

/** What is to be credited of one invoice; the lines are above zero and add up to the amount. */
export interface InvoiceCredit {
  readonly invoice: BillingInvoice;
  readonly amountMinor: bigint;
  readonly lines: readonly CreditedLine[];
}

export type CreditExtent = 'NONE' | 'PRORATED' | 'FULL';

interface Part extends CreditedLine {
  readonly of: BilledInvoice;
}

/**
 * What the invoices take back when service ends before `effectiveOn`. PRORATED: of each line its share of the days from
 * then on, to the cent, half away from zero. FULL: every invoice that bills service from then on, whole. What was
 * credited before is left out, and what an earlier change gave back already (lines below zero) lowers what is credited
 * for the same product, then of the same invoice, then of the latest others. Never more than an invoice still holds.
 */
export function creditsOf(
  billed: readonly BilledInvoice[],
  { extent, effectiveOn }: { readonly extent: CreditExtent; readonly effectiveOn: string },
): readonly InvoiceCredit[] {
  if (extent === 'NONE') return [];
  const issued = billed.filter(({ invoice: { status } }) => status === 'OPEN' || status === 'PAID');
  const parts = issued.flatMap((of) => (extent === 'FULL' ? wholeOf(of, effectiveOn) : unusedOf(of, effectiveOn)));
  const settled = withoutNegatives(parts);
  return issued.flatMap((of) => {
    const own = capped(
      settled.filter((part) => part.of === of),
      roomOf(of),
    );
    const amountMinor = sumOf(own);
    return amountMinor === 0n ? [] : [{ invoice: of.invoice, amountMinor, lines: own.map(lineOf) }];
  });
}

/** An amount on the invoice's lines, by what they still hold; null when they hold less. */
export function spreadOver(of: BilledInvoice, amountMinor: bigint): readonly CreditedLine[] | null {
  const held = withoutNegatives(of.invoice.lines.map((line) => ({ ...wholeLine(line), of }))).map((part) => ({
    ...part,
    amountMinor: part.amountMinor - creditedOn(of, part.line),
  }));
  const open = held.filter((part) => part.amountMinor > 0n);
  if (amountMinor > sumOf(open) || amountMinor > roomOf(of)) return null;
  return capped(open, amountMinor).map(lineOf);
}

/** What an invoice may still be credited: its total less what it was credited already. */
export function roomOf({ invoice, creditMemos }: BilledInvoice): bigint {
  return standing(creditMemos).reduce((room, { totalMinor }) => room - totalMinor, invoice.totalMinor);
}

function standing(creditMemos: readonly BillingCreditMemo[]) {
  return creditMemos.filter(({ status }) => status !== 'VOID');
}

function creditedOn({ creditMemos }: BilledInvoice, { externalId }: BillingInvoiceLine): bigint {
  return standing(creditMemos)
    .flatMap(({ lines }) => lines)
    .filter(({ invoiceLineExternalId }) => invoiceLineExternalId === externalId)
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}

function unusedOf(of: BilledInvoice, effectiveOn: string): Part[] {
  return of.invoice.lines.flatMap((line) => {
    const { serviceStartsOn: from, serviceEndsOn: to } = line;
    if (from === null || to === null || to < effectiveOn) return [];
    const share = unusedShare(line.amountMinor, { from, to, effectiveOn });
    const amountMinor = share - creditedFrom(of, line, effectiveOn);
    // More was credited than is unused: of this line there is nothing left to give.
    if (amountMinor === 0n || (line.amountMinor > 0n && amountMinor < 0n)) return [];
    const serviceStartsOn = laterOf(civilDate(from), civilDate(effectiveOn));
    return [{ of, line, amountMinor, serviceStartsOn, serviceEndsOn: to }];
  });
}

interface Days {
  readonly from: string;
  readonly to: string;
  readonly effectiveOn: string;
}

/** What of an amount falls on the days from `effectiveOn` on, half away from zero. */
function unusedShare(amountMinor: bigint, { from, to, effectiveOn }: Days): bigint {
  const whole = { from: civilDate(from), to: civilDate(to) };
  if (to < effectiveOn) return 0n;
  const unused = { from: laterOf(whole.from, civilDate(effectiveOn)), to: whole.to };
  return roundHalfAway(ratio(amountMinor * BigInt(termDays(unused)), BigInt(termDays(whole))));
}

/** What of the line's days from then on was credited before; a credit that names no days is spread over all of them. */
function creditedFrom({ creditMemos }: BilledInvoice, line: BillingInvoiceLine, effectiveOn: string): bigint {
  return standing(creditMemos)
    .flatMap(({ lines }) => lines)
    .filter(({ invoiceLineExternalId }) => invoiceLineExternalId === line.externalId)
    .reduce((sum, { amountMinor, serviceStartsOn, serviceEndsOn }) => {
      const from = serviceStartsOn ?? line.serviceStartsOn ?? effectiveOn;
      const to = serviceEndsOn ?? line.serviceEndsOn ?? effectiveOn;
      return sum + unusedShare(amountMinor, { from, to, effectiveOn });
    }, 0n);
}

function wholeOf(of: BilledInvoice, effectiveOn: string): Part[] {
  const { lines } = of.invoice;
  if (!lines.some(({ serviceEndsOn }) => serviceEndsOn !== null && serviceEndsOn >= effectiveOn)) return [];
  return lines.flatMap((line) => {
    const amountMinor = line.amountMinor - creditedOn(of, line);
    return amountMinor === 0n ? [] : [{ ...wholeLine(line), of, amountMinor }];
  });
}

function wholeLine(line: BillingInvoiceLine): CreditedLine {
  const { amountMinor, serviceStartsOn, serviceEndsOn } = line;
  return { line, amountMinor, serviceStartsOn, serviceEndsOn };
}

/** The parts above zero, lowered by those below it. */
function withoutNegatives(parts: readonly Part[]): readonly Part[] {
  const left = parts.filter(({ amountMinor }) => amountMinor > 0n).map((part) => ({ part, minor: part.amountMinor }));
  for (const negative of parts.filter(({ amountMinor }) => amountMinor < 0n)) {
    let owed = -negative.amountMinor;
    const inTurn = [...left].sort((a, b) => nearness(negative, b.part) - nearness(negative, a.part));
    for (const one of inTurn) {
      const taken = smallerOf(one.minor, owed);
      one.minor -= taken;
      owed -= taken;
    }
  }
  return left.flatMap(({ part, minor }) => (minor === 0n ? [] : [{ ...part, amountMinor: minor }]));
}

/** How closely a part above zero belongs to one below it; parts as close as each other keep their order. */
function nearness(negative: Part, part: Part): number {
  const sameInvoice = negative.of === part.of ? 2 : 0;
  const sameProduct = negative.line.productExternalId === part.line.productExternalId ? 1 : 0;
  return sameInvoice + sameProduct;
}

/** At most `room`: what is too much is taken off by the parts' weight, adding up. */
function capped(parts: readonly Part[], room: bigint): readonly Part[] {
  if (sumOf(parts) <= room) return parts;
  if (room <= 0n) return [];
  const weighed = parts.map(({ line, amountMinor }) => ({ key: line.externalId, weight: ratio(amountMinor) }));
  const shares = splitByWeight(room, weighed) ?? [];
  return parts.flatMap((part, index) => {
    const amountMinor = shares[index]?.minor ?? 0n;
    return amountMinor === 0n ? [] : [{ ...part, amountMinor }];
  });
}

function sumOf(parts: readonly { readonly amountMinor: bigint }[]): bigint {
  return parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}

function lineOf({ line, amountMinor, serviceStartsOn, serviceEndsOn }: Part): CreditedLine {
  return { line, amountMinor, serviceStartsOn, serviceEndsOn };
}

export function smallerOf(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}
