import { subscriptions } from '#billing/entities/subscription.ts';
import type { SubscriptionChangeRow } from '#billing/entities/subscription-change.ts';
import type { Cause } from '#billing/intake/changed-events.ts';
import type { BillingConnector, PlanChange } from '#billing/port.ts';
import type { BillingSubscription } from '#billing/port-records.ts';
import type { Reply } from '#kit/commands/reply.ts';
import type { AmendSubscription, BilledLine } from '#schema/commands/billing.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { isOnce } from './one-time-charges.ts';
import { type CommandParts, causeOf, liveSubscription } from './parts.ts';
import { planTerm, priceSteps, type PlannedTerm as TermSteps } from './start-term.ts';

/**
 * A contract may be renewed before its term is over: then one subscription bills the running term and a plan the next.
 * An amendment of the contract is about both, each for the days that are its own.
 */

export interface PlannedTerm {
  readonly connector: BillingConnector;
  readonly subscription: BillingSubscription;
}

/** Terms of a contract that billing is to begin later, in their order, as the vendor has them now. */
export async function plannedTerms(
  parts: CommandParts,
  contractId: string,
  cause: Cause,
): Reply<readonly PlannedTerm[]> {
  const rows = await parts.dataSource.manager.findBy(subscriptions, { contractId, status: 'PENDING' });
  const planned: PlannedTerm[] = [];
  for (const { connection, externalId } of rows) {
    const connector = parts.connectors.get(connection);
    if (connector === undefined) return fail({ kind: 'Unavailable', status: null });
    const live = await liveSubscription(parts, connector, externalId, cause);
    if (!live.ok) return live;
    if (live.value.status === 'PENDING') planned.push({ connector, subscription: live.value });
  }
  const beginOf = ({ subscription }: PlannedTerm) => subscription.startedAt.getTime();
  return ok(planned.toSorted((one, other) => beginOf(one) - beginOf(other)));
}

/** What an amendment says of the term that runs; the contract's last day is that of its last term. */
export function ofRunningTerm(
  command: AmendSubscription,
  { endsOn }: BillingSubscription,
  planned: readonly PlannedTerm[],
): AmendSubscription {
  if (planned.length === 0 || endsOn === null) return command;
  const { endsOn: _lastDay, ...amendment } = command;
  return { ...amendment, lines: command.lines.filter(({ startsOn = command.effectiveOn }) => startsOn <= endsOn) };
}

/** The terms to come as an amendment makes them, or why it cannot; asks nobody and writes nothing. */
export function termsAhead(
  parts: CommandParts,
  planned: readonly PlannedTerm[],
  command: AmendSubscription,
): Result<readonly TermSteps[], ConnectorError> {
  const terms: TermSteps[] = [];
  for (const [index, { subscription }] of planned.entries()) {
    const isLast = index === planned.length - 1;
    const term = planTerm(termOf(subscription, command, isLast), parts.clock.today());
    if (!term.ok) return term;
    terms.push(term.value);
  }
  return ok(terms);
}

/** What an amendment makes of the plans; what it cannot be is refused before anything is changed. */
export async function planChanges(
  parts: CommandParts,
  asked: {
    readonly planned: readonly PlannedTerm[];
    readonly command: AmendSubscription;
    readonly key: string;
  },
): Reply<readonly PlanChange[]> {
  const { planned, command, key } = asked;
  const changes: PlanChange[] = [];
  const terms = termsAhead(parts, planned, command);
  if (!terms.ok) return terms;
  for (const [index, { connector, subscription }] of planned.entries()) {
    const term = terms.value[index];
    if (term === undefined) continue;
    const steps = await priceSteps(connector, command.currency, term);
    if (!steps.ok) return steps;
    const { externalId } = subscription;
    changes.push({ externalId, steps: steps.value, changeKey: key, version: command.version });
  }
  return ok(changes);
}

function termOf(subscription: BillingSubscription, command: AmendSubscription, isLast: boolean) {
  const { contractNumber, paymentTermDays, frequency } = subscription;
  const startsOn = firstDayOf(subscription);
  const endsOn = (isLast ? command.endsOn : undefined) ?? subscription.endsOn ?? startsOn;
  const isOfTerm = (line: BilledLine) => {
    const from = line.startsOn ?? command.effectiveOn;
    return isOnce(line) ? from >= startsOn && from <= endsOn : from <= endsOn && (line.endsOn ?? endsOn) >= startsOn;
  };
  return {
    ...command,
    contractNumber,
    startsOn,
    endsOn,
    paymentTermDays: paymentTermDays ?? 0,
    frequency: command.frequency ?? frequency ?? undefined,
    lines: command.lines.filter(isOfTerm),
  };
}

/** What the plans bill before the amendment. */
export async function plansBefore(planned: readonly PlannedTerm[]): Reply<readonly PlanChange[]> {
  const before: PlanChange[] = [];
  for (const { connector, subscription } of planned) {
    const { externalId, changeKey, contractVersion: version } = subscription;
    const steps = await connector.stepsOfPlan(externalId);
    if (!steps.ok) return steps;
    before.push({ externalId, steps: steps.value, changeKey, version });
  }
  return ok(before);
}

/** Changes each plan that does not carry the key's mark yet. `changes` are in the order of `planned`. */
export async function changePlans(
  parts: CommandParts,
  asked: {
    readonly planned: readonly PlannedTerm[];
    readonly changes: readonly PlanChange[];
    readonly key: string;
  },
): Reply<null> {
  for (const [index, { connector, subscription }] of asked.planned.entries()) {
    const change = asked.changes[index];
    if (change === undefined || subscription.changeKey === change.changeKey) continue;
    const changed = await changePlan(parts, connector, change, asked.key);
    if (!changed.ok) return changed;
  }
  return ok(null);
}

/** Puts back the plans that the noted change changed; a plan that changed since, or began, is left to a person. */
export async function restorePlans(
  parts: CommandParts,
  connector: BillingConnector,
  { noted, key }: { readonly noted: SubscriptionChangeRow; readonly key: string },
): Reply<null> {
  for (const before of noted.before?.planned ?? []) {
    const live = await liveSubscription(parts, connector, before.externalId, causeOf(key));
    if (!live.ok) return live;
    const { status, changeKey } = live.value;
    if (changeKey === before.changeKey) continue;
    if (changeKey !== noted.key || status !== 'PENDING') return conflict(before);
    const restored = await changePlan(parts, connector, before, key);
    if (!restored.ok) return restored;
  }
  return ok(null);
}

async function changePlan(
  parts: CommandParts,
  connector: BillingConnector,
  change: PlanChange,
  key: string,
): Reply<null> {
  const changed = await connector.amendPlan(change, key);
  if (!changed.ok) return changed;
  const after = await liveSubscription(parts, connector, change.externalId, causeOf(key));
  return after.ok ? ok(null) : fail({ kind: 'OutcomeUnknown', key });
}

function conflict({ externalId }: PlanChange): Result<never, ConnectorError> {
  return fail({ kind: 'VersionConflict', externalId });
}

function firstDayOf({ startedAt }: BillingSubscription): string {
  return startedAt.toISOString().slice(0, 10);
}
