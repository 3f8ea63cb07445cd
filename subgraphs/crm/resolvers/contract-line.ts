import { type HeldLine, linesUnder, type WholeContract } from '#crm/contract-view.ts';
import { derivedId } from '#kit/runtime/ids.ts';
import { formatAmount, parseAmount } from '#schema/canonical/money.ts';
import type { ContractLine } from '#schema/generated/crm.ts';
import type { FieldsOf } from './context.ts';

interface LineOfContract {
  readonly contractId: string;
  readonly contractStartsOn: string;
  readonly connection: string;
  readonly currency: string;
  readonly line: HeldLine;
}

/** The lines that hold under a version, with `today` also those that hold until it takes effect. */
export function contractLines(whole: WholeContract, version: number, today?: string): readonly LineOfContract[] {
  const { id: contractId, startsOn: contractStartsOn, connection, currency } = whole.contract;
  return linesUnder(whole, version, today).map((line) => ({
    contractId,
    contractStartsOn,
    connection,
    currency,
    line,
  }));
}

export const contractLineResolvers = {
  // A line is a product at a price since a day, whichever versions brought it about.
  id: ({ contractId, contractStartsOn, line }) =>
    derivedId(
      'cln',
      contractId,
      line.productExternalId,
      line.unitPrice,
      ...(line.startsOn === contractStartsOn ? [] : [line.startsOn]),
      ...(line.chargeModel === 'PER_UNIT' ? [] : [line.chargeModel ?? '']),
    ),
  product: ({ connection, line }, _args, { loaders }) =>
    loaders.product.load({ connection, externalId: line.productExternalId }),
  quantity: ({ line }) => line.quantity,
  unitPrice: ({ line, currency }) => ({ amount: amountText(line.unitPrice, currency), currency }),
  startsOn: ({ line }) => line.startsOn,
  endsOn: ({ line }) => line.endsOn,
  chargeModel: ({ line }) => line.chargeModel ?? 'PER_UNIT',
} satisfies FieldsOf<ContractLine, LineOfContract>;

/** With the currency's own digits; a price that is finer than its currency keeps all of its own. */
function amountText(price: string, currency: string): string {
  const exact = parseAmount(price, currency);
  return exact === null ? price : formatAmount(exact);
}
