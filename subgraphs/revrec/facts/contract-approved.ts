import type { ContractApproved, ContractLine, EventOf } from '#revrec/engine/events.ts';
import { civilDate, earlierOf } from '#schema/canonical/calendar.ts';
import type { InvoiceFacts } from '#schema/commands/billing.ts';
import type { ContractFacts, SoldLine } from '#schema/commands/crm.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { fact } from './fact.ts';
import { billedMinor } from './invoice-issued.ts';
import { sspOf } from './list-price.ts';
import { lineKeys, promisedLine, recomputedMinor, shareOut } from './promised-line.ts';

/**
 * A signed contract as a fact. It holds from the day it is taken up, or from its first day when that is earlier: a
 * contract that starts later is contracted before it earns anything.
 */
export function contractApproved(
  contract: ContractFacts,
  invoice: InvoiceFacts | null,
  recordedAt: string,
): Result<EventOf<'CONTRACT_APPROVED', ContractApproved>, ConnectorError> {
  const keys = lineKeys(contract.lines);
  const amounts = statedAmounts(contract, invoice);
  const lines: ContractLine[] = [];
  for (const [index, line] of contract.lines.entries()) {
    const ssp = sspOf(line, contract.currency);
    if (!ssp.ok) return ssp;
    const given = { key: keys[index] ?? line.productCode, amountMinor: amounts[index] ?? 0n, ssp: ssp.value };
    lines.push(promisedLine(line, { ...given, currency: contract.currency }));
  }
  const takenUpOn = civilDate(recordedAt.slice(0, 'YYYY-MM-DD'.length));
  return ok(
    fact(
      {
        kind: 'CONTRACT_APPROVED',
        entity: contract.legalEntity,
        contractKey: contract.contractId,
        effectiveAt: earlierOf(takenUpOn, civilDate(contract.startsOn)),
        recordedAt,
        source: ['CRM', 'CONTRACT_VERSION', contract.contractId, String(contract.version)],
      },
      { customer: contract.customer.customerId, currency: contract.currency, lines },
    ),
  );
}

/** Billing's figure where its invoice covers the whole term of a product, the contract's own otherwise. */
function statedAmounts(contract: ContractFacts, invoice: InvoiceFacts | null): readonly bigint[] {
  const { lines, startsOn, currency } = contract;
  return lines.map((line) => {
    const siblings = lines.filter(({ productCode }) => productCode === line.productCode);
    if (!isBilledWhole(siblings, invoice)) return recomputedMinor(line, startsOn, currency);
    const shares = shareOut(billedMinor(invoice, line.productCode), siblings, contract);
    return shares[siblings.indexOf(line)] ?? 0n;
  });
}

function isBilledWhole(siblings: readonly SoldLine[], invoice: InvoiceFacts | null): boolean {
  const code = siblings[0]?.productCode;
  const billed = (invoice?.lines ?? []).filter(({ productCode }) => productCode === code);
  return (
    billed.length > 0 &&
    siblings.every(({ startsOn, endsOn }) =>
      billed.every(({ serviceStartsOn, serviceEndsOn }) => serviceStartsOn === startsOn && serviceEndsOn === endsOn),
    )
  );
}
