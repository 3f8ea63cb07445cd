import type { RevenueEvent } from '#revrec/engine/events.ts';
import type { Schedule } from '#revrec/engine/target.ts';
import type { CalendarPeriod } from '#schema/canonical/calendar.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';

/**
 * The schedule's derivations with the evidence that each row was measured by among their inputs: how far a promise is met
 * is in the row's formula, and nowhere else in its causes. `events` are those that count,
 * in their order.
 */
export function withEvidence(
  { rows, derivations }: Schedule,
  events: readonly RevenueEvent[],
  calendar: readonly CalendarPeriod[],
): readonly Derivation[] {
  const told = Map.groupBy(events.flatMap(evidenceOf), ({ obligation }) => obligation);
  const ends = new Map(calendar.map(({ key, to }) => [key, to]));
  const byRow = new Map(rows.map((row) => [row.derivation, row]));
  return derivations.map((derivation) => {
    const row = byRow.get(derivation.id);
    const own = row === undefined ? [] : (told.get(row.obligation) ?? []);
    const until = row === undefined ? undefined : ends.get(row.period);
    const ids = own.filter(({ on }) => until !== undefined && on <= until).map(({ id }) => id);
    return ids.length === 0 ? derivation : { ...derivation, inputs: [...derivation.inputs, ...ids] };
  });
}

function evidenceOf(event: RevenueEvent) {
  const isEvidence = event.kind === 'PROGRESS_MEASURED' || event.kind === 'MILESTONE_MET';
  if (!isEvidence || event.payload === null) return [];
  return [{ id: event.id, on: event.effectiveAt, obligation: event.payload.obligation }];
}
