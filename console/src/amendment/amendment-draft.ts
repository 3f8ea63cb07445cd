import type { AmendContractInput, ContractChange, UserError } from '../documents/amend-contract.ts';

/** What the form holds, as it was typed. The server judges it; nothing here is rounded, trimmed of digits or guessed. */
export interface AmendmentDraft {
  readonly effectiveOn: string;
  readonly reason: string;
  readonly rows: readonly DraftRow[];
}

export interface DraftRow {
  readonly id: string;
  readonly kind: 'SET_QUANTITY' | 'ADD_PRODUCT';
  readonly productCode: string;
  readonly quantity: string;
  /** Of ADD_PRODUCT only; empty is the list price. */
  readonly unitPrice: string;
}

/** The input of a preview; a submit sends the very same with `dryRun` false. */
export function previewInput(
  draft: AmendmentDraft,
  contract: { readonly id: string; readonly version: number },
  idempotencyKey: string,
): AmendContractInput {
  const reason = draft.reason.trim();
  return {
    contractId: contract.id,
    expectedVersion: contract.version,
    effectiveOn: draft.effectiveOn,
    changes: draft.rows.map(changeOf),
    ...(reason === '' ? {} : { reason }),
    idempotencyKey,
    dryRun: true,
  };
}

function changeOf(row: DraftRow): ContractChange {
  const productCode = row.productCode.trim();
  const quantity = row.quantity.trim();
  if (row.kind === 'SET_QUANTITY') return { setQuantity: { productCode, quantity } };
  const unitPrice = row.unitPrice.trim();
  return { addProduct: { productCode, quantity, ...(unitPrice === '' ? {} : { unitPrice }) } };
}

/** Where on the form a refusal belongs; `form` for what has no field here. */
export type FormField = 'form' | 'effectiveOn' | 'reason' | `row-${number}` | `row-${number}-${RowField}`;
type RowField = 'productCode' | 'quantity' | 'unitPrice';

const ROW_FIELDS: ReadonlyMap<string, RowField> = new Map([
  ['productCode', 'productCode'],
  ['quantity', 'quantity'],
  ['unitPrice', 'unitPrice'],
]);

export function fieldOf(error: UserError): FormField {
  const path = error.field?.[0] === 'input' ? error.field.slice(1) : (error.field ?? []);
  const [first, index = ''] = path;
  if (first === 'effectiveOn' || first === 'reason') return first;
  if (first !== 'changes' || !/^\d+$/.test(index)) return 'form';
  const row = Number.parseInt(index, 10);
  const field = ROW_FIELDS.get(path.at(-1) ?? '');
  return field === undefined ? `row-${row}` : `row-${row}-${field}`;
}

export function errorsByField(errors: readonly UserError[]): ReadonlyMap<FormField, readonly UserError[]> {
  return Map.groupBy(errors, fieldOf);
}
