import type { ContractLine, EventOf, ModificationApproved, ReducedLine } from '#revrec/engine/events.ts';
import type { RevenueContractRow } from '#revrec/store/revenue-contract.ts';
import { decimalOf, plain } from '#schema/canonical/contract.ts';
import { addRatios, ratio } from '#schema/canonical/ratio.ts';
import type { LineDelta } from '#schema/commands/crm.ts';
import type { ModifyContract } from '#schema/commands/revrec.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { fact } from './fact.ts';
import { billedMinor } from './invoice-issued.ts';
import { observedPrice } from './list-price.ts';
import { lineKeys, promisedLine, recomputedMinor, shareOut } from './promised-line.ts';

/** An amendment as a fact: per product its price is the net of billing's proration, to the last cent. */
export function modificationApproved(
  command: ModifyContract,
  contract: RevenueContractRow,
  recordedAt: string,
): Result<EventOf<'MODIFICATION_APPROVED', ModificationApproved>, ConnectorError> {
  const codes = [...new Set(command.deltas.map(({ productCode }) => productCode))];
  const parts = codes.map((code) => partOf(code, command, contract));
  const added = promised(
    parts.flatMap((part) => part.added),
    command,
    contract.currency,
  );
  if (!added.ok) return added;
  const payload: ModificationApproved = {
    amendment: command.operationId,
    added: added.value,
    removed: parts.flatMap(({ removed }) => (removed === null ? [] : [removed])),
    priceDelta: null,
    concession: null,
    answers: {},
  };
  return ok(
    fact(
      {
        kind: 'MODIFICATION_APPROVED',
        entity: contract.legalEntity,
        contractKey: contract.contractId,
        effectiveAt: command.effectiveOn,
        recordedAt,
        source: ['CRM', 'CONTRACT_VERSION', contract.contractId, String(command.version)],
      },
      payload,
    ),
  );
}

interface Addition {
  readonly delta: LineDelta;
  readonly amountMinor: bigint;
}

interface ProductPart {
  readonly added: readonly Addition[];
  readonly removed: ReducedLine | null;
}

/**
 * One product's share of the amendment. When it both loses and gains, as at a new price, the credit is what the lost
 * part comes to and the gained part takes the rest of billing's net.
 */
function partOf(code: string, { deltas, invoice }: ModifyContract, contract: RevenueContractRow): ProductPart {
  const own = deltas.filter(({ productCode, quantity }) => productCode === code && decimalOf(quantity).n !== 0n);
  const less = own.filter(({ quantity }) => decimalOf(quantity).n < 0n);
  const more = own.filter(({ quantity }) => decimalOf(quantity).n > 0n);
  const netMinor = billedMinor(invoice, code);
  const lostMinor = less.reduce((all, delta) => all + recomputedMinor(delta, contract.startsOn, contract.currency), 0n);
  const creditMinor = more.length === 0 ? netMinor : lostMinor;
  const amounts = shareOut(netMinor - (less.length === 0 ? 0n : creditMinor), more, contract);
  const quantity = less.reduce((all, delta) => addRatios(all, decimalOf(delta.quantity)), ratio(0n));
  const credit = { minor: creditMinor.toString(), currency: contract.currency };
  return {
    added: more.map((delta, index) => ({ delta, amountMinor: amounts[index] ?? 0n })),
    removed: less.length === 0 ? null : { product: code, quantity: plain(ratio(-quantity.n, quantity.d)), credit },
  };
}

function promised(
  additions: readonly Addition[],
  { products }: ModifyContract,
  currency: string,
): Result<readonly ContractLine[], ConnectorError> {
  const keys = lineKeys(additions.map(({ delta }) => delta));
  const lines: ContractLine[] = [];
  for (const [index, { delta, amountMinor }] of additions.entries()) {
    const { productCode } = delta;
    const listPrice = products.find((product) => product.productCode === productCode)?.listPrice ?? null;
    const ssp = observedPrice({ productCode, listPrice }, currency);
    if (!ssp.ok) return ssp;
    lines.push(promisedLine(delta, { key: keys[index] ?? productCode, amountMinor, currency, ssp: ssp.value }));
  }
  return ok(lines);
}
