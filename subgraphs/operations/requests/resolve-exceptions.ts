import { canonicalJson } from '#kit/commands/canonical-json.ts';
import type { Principal } from '#kit/identity/principal.ts';
import type { MoneyWire } from '#schema/canonical/money.ts';
import type { ResolveExceptionsInput } from '#schema/generated/operations.ts';
import {
  BULK_MAX,
  type BulkItem,
  type BulkState,
  beginBulk,
  matchExceptions,
  noteItem,
  stakesOf,
  stateOfBulk,
} from '../exceptions/postgres-bulk.ts';
import { decide } from '../exceptions/postgres-decisions.ts';
import { atStake, impactOf } from '../exceptions/postgres-stake.ts';
import type { Wish } from '../exceptions/wish.ts';
import type { RequestKey } from './accepted.ts';
import { type Refusal, refuse } from './refusal.ts';
import { type RequestParts, refuseInput, requestKey } from './request.ts';
import { refuseAction, refuseNote, refuseWish } from './resolve-exception.ts';

export interface BulkAnswer {
  readonly matched: number;
  /** One amount a currency. */
  readonly impact: readonly MoneyWire[];
  readonly operationIds: readonly string[];
  readonly skipped: readonly { readonly exception: { readonly id: string }; readonly reason: string }[];
  readonly refusals: readonly Refusal[];
  readonly replayed: boolean;
}

const NOTHING: BulkAnswer = {
  matched: 0,
  impact: [],
  operationIds: [],
  skipped: [],
  refusals: [],
  replayed: false,
};

/**
 * One decision over every open exception that matches. What matches is written down first, then each is decided on its
 * own, once; the same request again goes on where a broken one stopped.
 */
export async function resolveExceptions(
  parts: RequestParts,
  principal: Principal,
  input: ResolveExceptionsInput,
): Promise<BulkAnswer> {
  const wish = { action: input.action, note: input.note, assignee: input.assignee ?? null, correction: null };
  const refusals = [...refuseInput(input), ...refuseNote(input.note), ...refuseBulk(input, wish)];
  if (refusals.length > 0) return { ...NOTHING, refusals };
  const key = requestKey(principal, 'RESOLVE_EXCEPTIONS', input);
  const em = parts.dataSource.manager;
  const known = input.dryRun === true ? null : await stateOfBulk(em, key);
  if (known !== null) return goOn(parts, principal, { key, wish }, known);
  const now = parts.clock.now();
  const matched = await matchExceptions(em, principal.entities, input.filter, now);
  if (matched.length > BULK_MAX) {
    const message = `More than ${BULK_MAX} match; narrow the filter.`;
    return { ...NOTHING, refusals: refuse('INVALID_INPUT', ['filter'], message) };
  }
  if (input.dryRun === true) return preview(parts, principal, wish, matched);
  const begun = await beginBulk(parts.dataSource, key, matched, now);
  return { ...(await goOn(parts, principal, { key, wish }, begun)), replayed: begun.replayed };
}

function refuseBulk(input: ResolveExceptionsInput, wish: Omit<Wish, 'exceptionId'>): readonly Refusal[] {
  if (input.action === 'RETRY_WITH_CORRECTION') {
    return refuse('INVALID_INPUT', ['action'], 'A correction is made one by one.');
  }
  return refuseWish({ ...wish, exceptionId: '' }, null);
}

async function preview(
  { dataSource }: RequestParts,
  principal: Principal,
  wish: Omit<Wish, 'exceptionId'>,
  ids: readonly string[],
): Promise<BulkAnswer> {
  const stakes = await stakesOf(dataSource.manager, ids, principal.entities);
  const judged = stakes.map((row) => {
    const [refusal] = refuseAction({ ...wish, exceptionId: row.id }, atStake(row));
    return { row, refusal };
  });
  return {
    ...NOTHING,
    matched: stakes.length,
    impact: sumsOf(stakes.map(impactOf)),
    operationIds: operationsOf(judged.filter(({ refusal }) => refusal === undefined).map(({ row }) => row)),
    skipped: judged.flatMap(({ row, refusal }) =>
      refusal === undefined ? [] : [{ exception: { id: row.id }, reason: refusal.message }],
    ),
  };
}

async function goOn(
  parts: RequestParts,
  principal: Principal,
  { key, wish }: { readonly key: RequestKey; readonly wish: Omit<Wish, 'exceptionId'> },
  state: BulkState,
): Promise<BulkAnswer> {
  if (state.inputHash !== key.inputHash) {
    const message = 'This key was used with other input. Use a new key for a new request.';
    return { ...NOTHING, refusals: refuse('IDEMPOTENCY_CONFLICT', ['idempotencyKey'], message) };
  }
  const items: BulkItem[] = [];
  for (const item of state.items) {
    if (item.decided !== null) items.push(item);
    else items.push(await decideOne(parts, principal, { ...wish, exceptionId: item.exceptionId }, key));
  }
  const ids = items.map(({ exceptionId }) => exceptionId);
  const stakes = await stakesOf(parts.dataSource.manager, ids, principal.entities);
  const decided = new Set(items.filter((item) => item.decided === true).map(({ exceptionId }) => exceptionId));
  return {
    ...NOTHING,
    matched: items.length,
    impact: sumsOf(stakes.map(impactOf)),
    operationIds: operationsOf(stakes.filter(({ id }) => decided.has(id))),
    skipped: items.flatMap(({ exceptionId, decided: done, reason }) =>
      done === true ? [] : [{ exception: { id: exceptionId }, reason: reason ?? '' }],
    ),
    replayed: true,
  };
}

/** Each under a key of its own, so that it stays one decision however often the whole is sent. */
async function decideOne(parts: RequestParts, principal: Principal, wish: Wish, whole: RequestKey): Promise<BulkItem> {
  const key: RequestKey = {
    ...whole,
    idempotencyKey: canonicalJson([whole.idempotencyKey, wish.exceptionId]),
  };
  const answer = await decide(parts, principal, key, wish, (exception) => refuseAction(wish, exception));
  const refusal = answer.kind === 'REFUSED' ? (answer.refusals[0] ?? null) : null;
  const item: BulkItem = {
    exceptionId: wish.exceptionId,
    decided: refusal === null,
    code: refusal?.code ?? null,
    reason: refusal?.message ?? null,
  };
  await noteItem(parts.dataSource.manager, whole, item);
  return item;
}

function operationsOf(stakes: readonly { readonly operation_id: string | null }[]): readonly string[] {
  return [...new Set(stakes.map(({ operation_id }) => operation_id).filter((id) => id !== null))];
}

function sumsOf(amounts: readonly (MoneyWire | null)[]): readonly MoneyWire[] {
  const sums = new Map<string, bigint>();
  for (const amount of amounts) {
    if (amount !== null) sums.set(amount.currency, (sums.get(amount.currency) ?? 0n) + BigInt(amount.minor));
  }
  return [...sums].sort().map(([currency, minor]) => ({ currency, minor: minor.toString() }));
}
