import type { NewInvoice } from '#erp/port.ts';
import { formatAmount, fromMoneyWire, type MoneyWire } from '#schema/canonical/money.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { type Chart, dimensionsOf } from './accounts.ts';
import { rejected } from './parts.ts';

/** An invoice or a credit memo as far as its amounts go. */
export interface Sale {
  readonly total: MoneyWire;
  readonly tax: MoneyWire;
  readonly lines: readonly SaleLine[];
}

interface SaleLine {
  readonly description: string;
  readonly productCode: string | null;
  readonly quantity?: string | null;
  readonly amount: MoneyWire;
  readonly taxCode?: string | null;
  readonly serviceStartsOn: string | null;
  readonly serviceEndsOn: string | null;
}

export function codesOf({ lines }: Sale): readonly string[] {
  return lines.flatMap(({ productCode }) => productCode ?? []);
}

/** Why the ledger could not show the sale as it was billed, found before anything is written. */
export function refusalOf({ lines, tax, total }: Sale): ConnectorError | null {
  const unnamed = lines.find(({ productCode }) => productCode === null);
  if (unnamed !== undefined) return refused('ITEM_UNMAPPED', 'lines', `"${unnamed.description}" names no product`);
  const sum = lines.reduce((minor, { amount }) => minor + BigInt(amount.minor), BigInt(tax.minor));
  const isOneCurrency = [tax, ...lines.map(({ amount }) => amount)].every((one) => one.currency === total.currency);
  if (sum === BigInt(total.minor) && isOneCurrency) return null;
  return refused('VARIANCE', 'total', `Lines and tax come to ${sum}, the document to ${total.minor} minor units`);
}

function refused(code: string, field: string, detail: string): ConnectorError {
  return { kind: 'Rejected', code, field, detail };
}

type Priced = Pick<NewInvoice, 'lines' | 'tax'>;

/** The lines with everything that the ledger sorts them by, and the tax under its code there. */
export function linesOf(chart: Chart, sale: Sale): Result<Priced, ConnectorError> {
  const unfit = refusalOf(sale);
  if (unfit !== null) return fail(unfit);
  const lines: NewInvoice['lines'][number][] = [];
  const taxed = new Set<string>();
  for (const { productCode, taxCode = null, quantity = null, amount, ...line } of sale.lines) {
    const dimensions = dimensionsOf(chart, productCode ?? '', taxCode);
    if (!dimensions.ok) return dimensions;
    if (taxCode !== null) taxed.add(dimensions.value.taxCodeExternalId);
    const { description, serviceStartsOn, serviceEndsOn } = line;
    const amounts = { quantity, amount: formatAmount(fromMoneyWire(amount)) };
    lines.push({ ...dimensions.value, ...amounts, description, serviceStartsOn, serviceEndsOn });
  }
  if (sale.tax.minor === '0') return ok({ lines, tax: null });
  const [taxCodeExternalId, another] = taxed;
  // Billing states one tax for the whole document: under several codes nobody could say which part is whose.
  if (taxCodeExternalId === undefined || another !== undefined) {
    return rejected('TAX_CODE_UNMAPPED', 'tax', `The tax falls under ${taxed.size} tax codes and must fall under one`);
  }
  return ok({ lines, tax: { taxCodeExternalId, amount: formatAmount(fromMoneyWire(sale.tax)) } });
}
