import { amendmentChanges, renewalChanges } from '#operations/intake/deal-changes.ts';
import { contract, deal, line } from './builders.ts';

const changesOf = (signed: Parameters<typeof deal>[0], held = [line('SEAT', '500', '1200.00')]) =>
  amendmentChanges(deal(signed), contract({ lines: held }), '2026-08-16');

describe('an amendment’s signed lines', () => {
  it('come to what is held plus what was signed, and to what is new', () => {
    expect(changesOf({ lines: [line('SEAT', '300', '1200'), line('ANALYTICS', '1', '90000.00')] })).toEqual({
      changes: [
        { setQuantity: { productCode: 'SEAT', quantity: '800' } },
        { addProduct: { productCode: 'ANALYTICS', quantity: '1', unitPrice: '90000.00' } },
      ],
    });
  });

  it('that take away lower the quantity, and everything of a product removes it', () => {
    expect(changesOf({ lines: [line('SEAT', '-100', '1200')] })).toEqual({
      changes: [{ setQuantity: { productCode: 'SEAT', quantity: '400' } }],
    });
    expect(changesOf({ lines: [line('SEAT', '-500', '0')] })).toEqual({
      changes: [{ removeProduct: { productCode: 'SEAT' } }],
    });
  });

  it('lose no digit', () => {
    const held = [line('SEAT', '9007199254740993', '0.000000000001')];
    expect(changesOf({ lines: [line('SEAT', '9007199254740992', '0.0000000000010')] }, held)).toEqual({
      changes: [{ setQuantity: { productCode: 'SEAT', quantity: '18014398509481985' } }],
    });
  });

  it.each([
    ['more of a product at another price', [line('SEAT', '10', '1000')], 'is held at 1200.00 and signed at 1000'],
    ['one product at two prices', [line('X', '1', '1'), line('X', '1', '2')], 'is signed at more than one price'],
    ['less than nothing', [line('SEAT', '-501', '1200')], 'would be held -1 times'],
    ['away what is not held', [line('X', '-1', '1')], 'is taken away although the contract does not hold it'],
  ])('that ask for %s are a person’s to read', (_what, lines, wrong) => {
    expect(changesOf({ lines })).toMatchObject({ wrong });
  });
});

describe('a renewal’s lines', () => {
  const renewalOf = (
    lines: ReturnType<typeof line>[],
    held = [line('SEAT', '500', '1200.00'), line('OLD', '1', '5')],
  ) => renewalChanges(deal({ kind: 'RENEWAL', lines }), contract({ lines: held }));

  it('say what the new term holds: an uplift, what goes and what comes', () => {
    expect(renewalOf([line('SEAT', '500', '1260.00'), line('NEW', '2', '10')])).toEqual({
      changes: [
        { removeProduct: { productCode: 'OLD' } },
        { setPrice: { productCode: 'SEAT', unitPrice: '1260.00' } },
        { addProduct: { productCode: 'NEW', quantity: '2', unitPrice: '10' } },
      ],
    });
  });

  it('that are what is held ask for no change', () => {
    expect(renewalOf([line('SEAT', '500', '1200'), line('OLD', '1', '5.0')])).toEqual({ changes: [] });
  });

  it('at another price and another quantity are a person’s to read', () => {
    expect(renewalOf([line('SEAT', '600', '1260')])).toMatchObject({
      wrong: 'is signed at another price and another quantity',
    });
  });
});
