import { legalEntityId } from '#kit/crosswalk/well-known-ids.ts';
import { account, sentenceOf } from '#revrec/accounting.ts';
import type { ContractState } from '#revrec/engine/contract-state.ts';
import {
  addMovements,
  bandsAfter,
  type DisclosedBalance,
  type Movement,
  movementsOf,
  NOTHING_MOVED,
  remainingByBand,
  type Slice,
  type Span,
  slicesOf,
} from '#revrec/view/disclosures.ts';
import { publicMinor } from '#revrec/view/money.ts';
import type { QueryRevenueDisclosuresArgs } from '#schema/generated/revrec.ts';
import { badInput, dateOf, knownAtOf, type RevrecContext } from './context.ts';

/** What a filing needs of one entity and span, one row a currency; null where the asker may not see the entity. */
export async function revenueDisclosures(_root: unknown, args: QueryRevenueDisclosuresArgs, context: RevrecContext) {
  const [from, to] = [dateOf(args.from, 'from'), dateOf(args.to, 'to')];
  if (from === null || to === null || to < from) throw badInput('to must not lie before from.');
  const entity = context.principal.entities.find((code) => legalEntityId(code) === args.legalEntityId);
  if (entity === undefined) return null;
  const knownAt = knownAtOf(args.knownAt);
  const totals = new Map<string, Totals>();
  for await (const state of statesOf(entity, { to, knownAt }, context)) {
    add(totals, state, { from, to });
  }
  const currencies = [...totals].sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    legalEntity: { __typename: 'LegalEntity', id: args.legalEntityId },
    from,
    to,
    knownAt: args.knownAt ?? context.clock.now().toISOString(),
    remainingObligations: currencies.flatMap(([currency, { bands }]) =>
      bandsAfter(to).map((band, index) => ({ ...band, amount: publicMinor(bands[index] ?? 0n, currency) })),
    ),
    rollforward: currencies.flatMap(([currency, { movements }]) =>
      [...movements].map(([balance, movement]) => publicMovement(balance, movement, currency)),
    ),
    disaggregation: currencies.flatMap(([currency, { slices }]) =>
      [...slices.values()].map(({ dimension, value, amountMinor }) => ({
        dimension,
        value,
        amount: publicMinor(amountMinor, currency),
      })),
    ),
  };
}

/** Contract by contract, so that an entity with many is never held as a whole. One that is held has no figures: refused. */
async function* statesOf(
  entity: string,
  { to, knownAt }: { readonly to: string; readonly knownAt: string },
  { loaders }: RevrecContext,
): AsyncGenerator<ContractState> {
  for await (const facts of loaders.factsOfEntity(entity)) {
    const state = account(
      facts.filter(({ effectiveAt }) => effectiveAt <= to),
      knownAt,
    );
    if (state.ok) yield state.value;
    else if (state.error.kind !== 'NO_CONTRACT') throw badInput(sentenceOf(state.error));
  }
}

interface Totals {
  readonly bands: readonly bigint[];
  readonly movements: ReadonlyMap<DisclosedBalance, Movement>;
  readonly slices: ReadonlyMap<string, Slice>;
}

function add(totals: Map<string, Totals>, state: ContractState, span: Span): void {
  const { bands, movements, slices } = totals.get(state.currency) ?? {
    bands: [],
    movements: new Map<DisclosedBalance, Movement>(),
    slices: new Map<string, Slice>(),
  };
  totals.set(state.currency, {
    bands: remainingByBand(state, span.to).map((minor, index) => minor + (bands[index] ?? 0n)),
    movements: new Map(
      [...movementsOf(state, span)].map(([balance, movement]) => [
        balance,
        addMovements(movements.get(balance) ?? NOTHING_MOVED, movement),
      ]),
    ),
    slices: slicesOf(state, span).reduce((all, slice) => {
      const key = `${slice.dimension} ${slice.value}`;
      return all.set(key, { ...slice, amountMinor: slice.amountMinor + (all.get(key)?.amountMinor ?? 0n) });
    }, new Map(slices)),
  });
}

function publicMovement(balance: DisclosedBalance, movement: Movement, currency: string) {
  const { openingMinor, billedMinor, recognizedMinor, modifiedMinor, closingMinor } = movement;
  const amount = (minor: bigint) => publicMinor(minor, currency);
  return {
    balance,
    opening: amount(openingMinor),
    billed: amount(billedMinor),
    recognized: amount(recognizedMinor),
    modified: amount(modifiedMinor),
    exchange: amount(0n),
    other: amount(0n),
    closing: amount(closingMinor),
  };
}
