import { settleApplications } from './applications.ts';
import type { Books } from './books.ts';
import { Decimal, fromMinor, multiply, roundToMinor, toMinor } from './decimal.ts';
import { ledgerLines, type Movement } from './general-ledger.ts';
import { type Detail, invalidContent, userError } from './problem.ts';
import { ITEM_TYPES } from './record-types.ts';
import { decimalOf, type Fields, type StoredRecord, textOf } from './records.ts';
import { type Candidate, refused, type Settled, settleHeader } from './settle-header.ts';
import { refusalOfInvoice, refusalOfRevenueDates, withDueDate } from './settle-invoice.ts';

/**
 * An invoice or a credit memo. The invoice debits receivables with the total and credits, line by line, the item's
 * deferred revenue account or else its income account; the credit memo does the reverse. A line may be negative,
 * the total may not.
 */
export function settleSale(candidate: Candidate, books: Books): Settled {
  const header = settleHeader(candidate, 'entity', books);
  if (!header.ok) return refused(header.problem);
  const digits = books.digits(textOf(header.fields, 'currency') ?? '');
  const lines = settleLines(candidate.sublists['item'] ?? [], digits);
  if (!lines.ok) return refused(...lines.problems);
  const tax = taxOf(candidate, digits);
  if (typeof tax !== 'bigint') return refused(tax);
  const total = lines.amounts.reduce((sum, amount) => sum + amount, tax);
  if (total < 0n) return refused(userError('The total of the transaction cannot be negative.', 'item'));

  const beyond = refusalOfRevenueDates(lines.lines, books);
  if (beyond !== null) return refused(beyond);

  const sale = {
    type: candidate.type,
    fields: {
      ...header.fields,
      total: fromMinor(total, digits).toString(),
      taxTotal: fromMinor(tax, digits).toString(),
    },
    sublists: { ...candidate.sublists, item: lines.lines },
  };
  const gl = ledgerLines(movementsOf(sale, { amounts: lines.amounts, tax }, books), books);
  if (candidate.type === 'invoice') {
    const refusal = refusalOfInvoice(candidate, sale.fields, total, books);
    if (refusal !== null) return refused(refusal);
    return { ok: true, fields: withDueDate(sale.fields, books), sublists: sale.sublists, gl };
  }
  const applied = settleApplications({ ...sale, id: candidate.id }, total, 'entity', books);
  return applied.ok
    ? { ok: true, ...sale, sublists: { ...sale.sublists, apply: applied.lines }, gl }
    : refused(applied.problem);
}

type Lines =
  | { readonly ok: true; readonly lines: readonly Fields[]; readonly amounts: readonly bigint[] }
  | { readonly ok: false; readonly problems: readonly Detail[] };

function settleLines(given: readonly Fields[], digits: number): Lines {
  if (given.length === 0) return { ok: false, problems: [userError('Please enter at least one line item.', 'item')] };
  const problems: Detail[] = [];
  const lines: Fields[] = [];
  const amounts: bigint[] = [];
  for (const [index, line] of given.entries()) {
    const amount = amountOf(line, digits);
    const path = `item.items[${index}].amount`;
    if (amount === null) problems.push(invalidContent(path, 'Invalid Field Value for the following field: amount.'));
    amounts.push(amount ?? 0n);
    lines.push({ ...line, quantity: line['quantity'] ?? '1', amount: fromMinor(amount ?? 0n, digits).toString() });
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, lines, amounts };
}

/** The tax that the body brings; the account works out none itself. */
function taxOf({ fields, sublists }: Candidate, digits: number): bigint | Detail {
  const details = sublists['taxDetails'] ?? [];
  if (details.length > 0 && fields['taxDetailsOverride'] !== true) {
    return userError('Tax details can be given with taxDetailsOverride only.', 'taxDetailsOverride');
  }
  let tax = 0n;
  for (const [index, detail] of details.entries()) {
    const amount = toMinor(decimalOf(detail, 'taxAmount') ?? new Decimal(0n, 0), digits);
    if (amount === null) return invalidContent(`taxDetails.items[${index}].taxAmount`, 'Invalid Field Value.');
    tax += amount;
  }
  return tax;
}

/** The amount as given; else quantity times rate. Null when the amount is finer than the currency's smallest coin. */
function amountOf(line: Fields, digits: number): bigint | null {
  const amount = decimalOf(line, 'amount');
  if (amount !== null) return toMinor(amount, digits);
  const rate = decimalOf(line, 'rate');
  if (rate === null) return null;
  return roundToMinor(multiply(decimalOf(line, 'quantity') ?? new Decimal(1n, 0), rate), digits);
}

function movementsOf(
  sale: Pick<StoredRecord, 'type' | 'fields' | 'sublists'>,
  { amounts, tax }: { readonly amounts: readonly bigint[]; readonly tax: bigint },
  books: Books,
): Movement[] {
  const side = sale.type === 'invoice' ? 1n : -1n;
  const total = amounts.reduce((sum, amount) => sum + amount, tax);
  const receivable = { line: 0, account: receivableOf(sale.fields, books), amount: side * books.toBase(total, sale) };
  const credits = (sale.sublists['item'] ?? []).map((line, index) => ({
    line: Number(textOf(line, 'line') ?? index + 1),
    account: revenueAccountOf(line, books),
    amount: -side * books.toBase(amounts[index] ?? 0n, sale),
  }));
  const owed = { line: null, account: books.standingAccount('salesTax'), amount: -side * books.toBase(tax, sale) };
  return [receivable, ...credits, owed];
}

/** The receivables account of a document: its own, its customer's, or the standing one. */
export function receivableOf(fields: Fields, books: Books): string {
  const customer = books.records.get('customer', textOf(fields, 'entity') ?? textOf(fields, 'customer') ?? '');
  const own = textOf(fields, 'arAcct') ?? (fields['customer'] === undefined ? textOf(fields, 'account') : null);
  return own ?? textOf(customer?.fields ?? {}, 'receivablesAccount') ?? books.standingAccount('receivable');
}

function revenueAccountOf(line: Fields, books: Books): string {
  const id = textOf(line, 'item') ?? '';
  for (const type of ITEM_TYPES) {
    const item = books.records.get(type, id);
    if (item === undefined) continue;
    return textOf(item.fields, 'deferredRevenueAccount') ?? textOf(item.fields, 'incomeAccount') ?? '';
  }
  throw new Error(`A line names an item ${id} that was not checked.`);
}
