import { fieldOf, previewInput } from '../../../../console/src/amendment/amendment-draft.ts';

const contract = { id: 'contract-1', version: 3 };
const setQuantity = { id: 'a', kind: 'SET_QUANTITY', productCode: 'SEAT', quantity: ' 800 ', unitPrice: '' } as const;
const addProduct = { id: 'b', kind: 'ADD_PRODUCT', productCode: 'PLUS', quantity: '1', unitPrice: '' } as const;
const error = (...field: string[]) => ({ field, message: '', code: 'INVALID_QUANTITY' });

describe('What the amendment form sends', () => {
  it('names the version that it was written on and writes nothing before it is submitted', () => {
    const input = previewInput({ effectiveOn: '2026-08-16', reason: '', rows: [setQuantity] }, contract, 'key-1');
    expect(input).toEqual({
      contractId: 'contract-1',
      expectedVersion: 3,
      effectiveOn: '2026-08-16',
      changes: [{ setQuantity: { productCode: 'SEAT', quantity: '800' } }],
      idempotencyKey: 'key-1',
      dryRun: true,
    });
  });

  it('leaves the price to the list when none was typed, and gives it as it was typed', () => {
    const rows = [addProduct, { ...addProduct, unitPrice: '90000.000000001' }];
    const input = previewInput({ effectiveOn: '2026-08-16', reason: ' more ', rows }, contract, 'key-1');
    expect(input.reason).toBe('more');
    expect(input.changes).toEqual([
      { addProduct: { productCode: 'PLUS', quantity: '1' } },
      { addProduct: { productCode: 'PLUS', quantity: '1', unitPrice: '90000.000000001' } },
    ]);
  });
});

describe('A refusal', () => {
  it('stands at the field that it is about', () => {
    expect(fieldOf(error('changes', '1', 'setQuantity', 'quantity'))).toBe('row-1-quantity');
    expect(fieldOf(error('input', 'changes', '0', 'addProduct', 'productCode'))).toBe('row-0-productCode');
    expect(fieldOf(error('changes', '0', 'addProduct'))).toBe('row-0');
    expect(fieldOf(error('effectiveOn'))).toBe('effectiveOn');
  });

  it('stands below the form when it is about no field of it', () => {
    expect(fieldOf(error('expectedVersion'))).toBe('form');
    expect(fieldOf({ field: null, message: '', code: 'HELD' })).toBe('form');
    expect(fieldOf(error('changes'))).toBe('form');
  });
});
