import type { ContractLine, EventOf, ModificationApproved, ReducedLine, RevenueEvent } from '#revrec/engine/events.ts';
import { termsAhead } from '#revrec/engine/signed-ahead.ts';
import type { RevenueContractRow } from '#revrec/store/revenue-contract.ts';
import { addDays, civilDate } from '#schema/canonical/calendar.ts';
import { decimalOf, plain } from '#schema/canonical/contract.ts';
import { addRatios, ratio } from '#schema/canonical/ratio.ts';
import type { LineDelta } from '#schema/commands/crm.ts';
import type { ModifyContract } from '#schema/commands/revrec.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { billedThrough, type PricedDelta, priceDeltas } from './amendment-price.ts';
import { fact } from './fact.ts';
import { sspOf } from './list-price.ts';
import { lineKeys, promisedLine } from './promised-line.ts';

/** An amendment as a fact: per product its price is what billing billed for it, and the contract's own for later days. */
export function modificationApproved(
  command: ModifyContract,
  contract: RevenueContractRow,
  told: { readonly recordedAt: string; readonly held: readonly RevenueEvent[] },
): Result<EventOf<'MODIFICATION_APPROVED', ModificationApproved>, ConnectorError> {
  const source = { objectId: contract.contractId, objectVersion: String(command.version) };
  const standing = told.held.filter(({ supersededAt }) => supersededAt === null);
  const deltas = divided(command.deltas, termsAhead({ effectiveAt: command.effectiveOn, source }, standing));
  const priced = priceDeltas({ ...command, deltas }, contract, (code) =>
    billedThrough(code, command.invoice, told.held),
  );
  const repriced = priced.filter(({ delta }) => isRepricedMilestone(delta, deltas));
  const changes = priced.filter((one) => !repriced.includes(one));
  const added = promised(
    changes.filter(({ delta }) => decimalOf(delta.quantity).n > 0n),
    command,
    contract.currency,
  );
  if (!added.ok) return added;
  const repricedMinor = repriced.reduce((all, { amountMinor }) => all + amountMinor, 0n);
  const { currency } = contract;
  const payload: ModificationApproved = {
    amendment: command.operationId,
    added: added.value,
    removed: removedFrom(
      changes.filter(({ delta }) => decimalOf(delta.quantity).n < 0n),
      currency,
    ),
    priceDelta: repricedMinor === 0n ? null : { minor: repricedMinor.toString(), currency },
    concession: null,
    answers: {},
    documents: command.invoice === null ? [] : [command.invoice.invoiceId],
  };
  return ok(
    fact(
      {
        kind: 'MODIFICATION_APPROVED',
        entity: contract.legalEntity,
        contractKey: contract.contractId,
        effectiveAt: command.effectiveOn,
        recordedAt: told.recordedAt,
        source: ['CRM', 'CONTRACT_VERSION', contract.contractId, String(command.version)],
      },
      payload,
    ),
  );
}

/** Each difference term by term: what is changed of a term that is signed ahead is priced as a change of that term. */
function divided(deltas: readonly LineDelta[], terms: readonly string[]): readonly LineDelta[] {
  return terms.reduce<readonly LineDelta[]>(
    (all, startsOn) => all.flatMap((delta) => (recurs(delta) ? dividedAt(delta, startsOn) : [delta])),
    deltas,
  );
}

function recurs({ chargeModel = 'PER_UNIT' }: LineDelta): boolean {
  return chargeModel === 'PER_UNIT' || chargeModel === 'USAGE';
}

function dividedAt(delta: LineDelta, startsOn: string): readonly LineDelta[] {
  if (delta.startsOn >= startsOn || delta.endsOn < startsOn) return [delta];
  return [
    { ...delta, endsOn: addDays(civilDate(startsOn), -1) },
    { ...delta, startsOn },
  ];
}

/**
 * A milestone that only gets another price goes on as the promise it is: taken away and added anew it would lose what is
 * known of how far it is met.
 */
function isRepricedMilestone({ productCode, chargeModel }: LineDelta, deltas: readonly LineDelta[]): boolean {
  if (chargeModel !== 'MILESTONE') return false;
  const own = deltas.filter((delta) => delta.productCode === productCode && delta.chargeModel === chargeModel);
  const sum = own.reduce((all, { quantity }) => addRatios(all, decimalOf(quantity)), ratio(0n));
  return own.length > 1 && sum.n === 0n;
}

function promised(
  additions: readonly PricedDelta[],
  { products }: ModifyContract,
  currency: string,
): Result<readonly ContractLine[], ConnectorError> {
  const keys = lineKeys(additions.map(({ delta }) => delta));
  const lines: ContractLine[] = [];
  for (const [index, { delta, amountMinor }] of additions.entries()) {
    const { productCode } = delta;
    const listPrice = products.find((product) => product.productCode === productCode)?.listPrice ?? null;
    const ssp = sspOf({ ...delta, listPrice }, currency);
    if (!ssp.ok) return ssp;
    lines.push(promisedLine(delta, { key: keys[index] ?? productCode, amountMinor, currency, ssp: ssp.value }));
  }
  return ok(lines);
}

/** One line a product and span of days, those that begin first in front. */
function removedFrom(taken: readonly PricedDelta[], currency: string): readonly ReducedLine[] {
  const spans = Map.groupBy(
    taken,
    ({ delta: { productCode, startsOn, endsOn } }) => `${startsOn} ${endsOn} ${productCode}`,
  );
  return [...spans]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, own]) => {
      const [first] = own;
      if (first === undefined) return [];
      const quantity = own.reduce((all, { delta }) => addRatios(all, decimalOf(delta.quantity)), ratio(0n));
      const creditMinor = own.reduce((all, { amountMinor }) => all + amountMinor, 0n);
      const { productCode: product, startsOn: from, endsOn: to } = first.delta;
      const credit = { minor: creditMinor.toString(), currency };
      return [{ product, quantity: plain(ratio(-quantity.n, quantity.d)), credit, from, to }];
    });
}
