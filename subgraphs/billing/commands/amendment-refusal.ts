import type { BillingSubscription } from '#billing/port-records.ts';
import type { AmendSubscription } from '#schema/commands/billing.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';

/** What cannot be billed as one proration of what stands is refused before anything is written. */
export function refusalOf(
  subscription: BillingSubscription,
  { currency, effectiveOn, endsOn, lines }: AmendSubscription,
): ConnectorError | null {
  const { status, externalId, currentPeriodStartsOn: from, currentPeriodEndsOn: to } = subscription;
  if (status === 'CANCELLED') {
    return { kind: 'Rejected', code: 'SUBSCRIPTION_ENDED', field: null, detail: `${externalId} has ended` };
  }
  if (currency !== subscription.currency) {
    const detail = `${externalId} bills ${subscription.currency}`;
    return { kind: 'Rejected', code: 'CURRENCY_MISMATCH', field: 'currency', detail };
  }
  if (endsOn !== undefined && endsOn < effectiveOn) {
    return { kind: 'Rejected', code: 'TERM_INVALID', field: 'endsOn', detail: `${effectiveOn} to ${endsOn}` };
  }
  // Another period has its own invoices: this change would not be one proration of what is billed.
  if (effectiveOn < from || effectiveOn > to)
    return { kind: 'UnsupportedByVendor', capability: 'amend-outside-period' };
  return steps(lines, effectiveOn, endsOn ?? subscription.endsOn ?? to)
    ? { kind: 'UnsupportedByVendor', capability: 'ramp' }
    : null;
}

/** A recurring line that begins after the change or ends before the term: a step of a ramp. */
function steps(lines: AmendSubscription['lines'], effectiveOn: string, lastDay: string): boolean {
  return lines.some(({ chargeModel = 'PER_UNIT', startsOn = effectiveOn, endsOn = lastDay }) => {
    if (chargeModel !== 'PER_UNIT' && chargeModel !== 'USAGE') return false;
    return startsOn > effectiveOn || endsOn < lastDay;
  });
}
