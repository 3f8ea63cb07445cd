import type { ContractState, Obligation } from '#revrec/engine/contract-state.ts';
import { balancesAt } from '#revrec/engine/position.ts';
import { type PostedLine, type PostingPeriod, postings } from '#revrec/engine/posting.ts';
import { calendarOf, scheduleOf } from '#revrec/engine/target.ts';
import { unbilledByObligation } from '#revrec/engine/unbilled-split.ts';
import { formatRatio } from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import { folded } from '../folded.ts';
import { KNOWN_AT } from '../meridian.ts';
import type { Story } from './stories.ts';

/** What was known by then is posted first; then its months are closed and the rest follows. */
const CLOSED_AT = '2026-02-15T00:00:00.000Z';
const CLOSED = '2026-02';

/** Every figure of a contract in words: versions, what changed them, positions, journals, and how each came to be. */
export function told({ name, events, policies }: Story): string {
  const state = folded(events, KNOWN_AT, policies);
  const schedule = scheduleOf(state, calendarOf(state));
  const parts = [
    [name],
    state.contracts.flatMap(({ key, versions, bases }) => [
      ...versions.map(
        (one) =>
          `${key} version ${one.version} from ${one.effectiveOn}: ${one.transactionPriceMinor} by ${one.eventId}`,
      ),
      ...(versions.at(-1)?.obligations ?? []).flatMap(obligation),
      ...bases.map(
        ({ kind, effectiveOn, weights, satisfied }) =>
          `${key} split ${kind} on ${effectiveOn}: ${weights.map((one) => `${one.key} ${formatRatio(one.weight)}`).join(', ')}` +
          `; met ${satisfied.map((one) => `${one.key} ${formatRatio(one.share)}`).join(', ')}`,
      ),
    ]),
    state.modifications.map((one) => fields(one)),
    state.variable.map((one) => fields(one)),
    state.estimates.map((one) => fields(one)),
    state.billed.map((one) => fields(one)),
    [`ended ${fields(state.ended ?? {})}`],
    positions(state),
    journals(state, events, policies),
    schedule.rows.map(({ obligation: key, period, amountMinor, cumulativeMinor, state: rowState, derivation }) =>
      [key, period, amountMinor, cumulativeMinor, rowState, derivation].join(' '),
    ),
    [...state.derivations, ...schedule.derivations].map(because),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function obligation({
  key,
  allocatedMinor,
  quantity,
  total,
  term,
  ssp,
  segments,
  increments,
}: Obligation): readonly string[] {
  return [
    `  ${key}: ${allocatedMinor} for ${formatRatio(quantity)} of ${formatRatio(total)}, ${term.from} to ${term.to}, standalone ${ssp.entry} ${formatRatio(ssp.extended)} ${ssp.position}`,
    ...segments.map(
      ({ amountMinor, settledMinor, fromOn, untilOn, sspMinor, derivation, plan }) =>
        `    ${amountMinor} less ${settledMinor} from ${fromOn} until ${untilOn} weighs ${formatRatio(sspMinor)} by ${plan.measure} ${plan.term.from} to ${plan.term.to}: ${derivation}`,
    ),
    ...increments.map(
      ({ amountMinor, plan, derivation }) =>
        `    and ${amountMinor} by ${plan.measure} ${plan.term.from} to ${plan.term.to}: ${derivation}`,
    ),
  ];
}

/** At the end of each month in which one of them moved. */
function positions(state: ContractState): readonly string[] {
  let before = '';
  return calendarOf(state).flatMap(({ to }) => {
    const balances = balancesAt(state, to).map(
      (one) =>
        `${one.contract} contracted ${one.contractedMinor} billed ${one.billedMinor} tax ${one.taxMinor} recognised ${one.recognizedMinor} refund ${one.refundMinor} deferred ${one.deferredMinor} unbilled ${one.unbilledMinor}`,
    );
    const unbilled = [...unbilledByObligation(state, to)].map(([key, minor]) => `${key} ${minor}`).join(', ');
    const now = [...balances, `unbilled ${unbilled}`].join('; ');
    if (now === before) return [];
    before = now;
    return [`${to}: ${now}`];
  });
}

function journals(state: ContractState, events: Story['events'], policies: Story['policies']): readonly string[] {
  const periods = calendarOf(state);
  const early = folded(events, CLOSED_AT, policies);
  const first = drafted(early, [], {
    periods: periods.map((month) => ({ ...month, status: 'OPEN' })),
    through: CLOSED,
  });
  const locked = periods.map(
    (month): PostingPeriod => ({
      ...month,
      status: month.key < CLOSED ? 'CLOSED' : month.key === CLOSED ? 'AR_LOCKED' : 'OPEN',
    }),
  );
  const through = periods.at(-1)?.key ?? '';
  const second = drafted(
    state,
    first.flatMap(({ lines }) => lines),
    { periods: locked, through },
  );
  return [...first, ...second].flatMap(({ period, lines }) =>
    lines.map(
      ({ contract, obligation: key, layer, role, cause, originPeriod, debitMinor, creditMinor }) =>
        `${period} ${contract} ${key} ${layer} ${role} ${cause} of ${originPeriod}: ${debitMinor} / ${creditMinor}`,
    ),
  );
}

function drafted(state: ContractState, posted: readonly PostedLine[], scope: Parameters<typeof postings>[2]) {
  const result = postings(state, posted, scope);
  if (!result.ok) throw new Error(result.error.kind);
  return result.value;
}

function because({ id, op, rule, formula, inputs, exact, result, paragraph }: Derivation): string {
  return [
    `${id} = ${result}${exact === null ? '' : ` (${formatRatio(exact)})`}`,
    `  ${op} ${rule}${paragraph === null ? '' : ` [${paragraph}]`}`,
    `  ${formula}`,
    `  from ${inputs.join(', ')}`,
  ].join('\n');
}

/** A record as text, amounts of any size included. */
export function fields(record: unknown): string {
  return JSON.stringify(record, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}

/** The answers of computations that stand by themselves, with how each came to be. */
export function toldAnswers(
  answers: readonly (readonly [string, { readonly explained: readonly Derivation[] }])[],
): string {
  return answers
    .map(([name, { explained }]) => [name, '', ...explained.map(because)].join('\n'))
    .join('\n\n')
    .concat('\n');
}
