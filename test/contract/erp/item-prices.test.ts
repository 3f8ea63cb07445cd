import { setUpItems } from './meridian.ts';
import { openRoom, type Room } from './room.ts';

const SEAT = 'PLATFORM-SEAT';

describe('a product whose price the ledger keeps', () => {
  let room: Room;

  beforeAll(async () => {
    room = await openRoom();
    await setUpItems(room.books);
    await room.books.price(SEAT, { currency: 'USD', price: 1200.5, level: 'Alternate Price 1' });
    await room.books.price(SEAT, { currency: 'USD', price: 1200 });
    await room.books.price(SEAT, { currency: 'EUR', price: 1100.125 });
    await room.erp.settle();
  });

  afterAll(() => room.close());

  const asked = (listPrice: string, currency = 'USD', productCode = SEAT) => ({
    legalEntity: 'US',
    currency,
    productCodes: [productCode],
    listPrices: [{ productCode, listPrice }],
  });
  const readiness = (command: unknown) => room.command('readReadiness', command);
  const mirrored = async () => {
    const [row] = await room.sql<{ p: unknown }>('select base_prices as p from erp.item where code = $1', [SEAT]);
    return row?.p;
  };

  it('has its base price in each currency in the mirror, to the last digit, and no price of another level', async () => {
    expect(await mirrored()).toEqual([
      { currency: 'EUR', unitPrice: '1100.125' },
      { currency: 'USD', unitPrice: '1200' },
    ]);
  });

  it.each([
    ['1200', 'USD'],
    ['1200.00', 'USD'],
    ['1100.1250', 'EUR'],
  ])('is sold at %s %s, which is the ledger’s price', async (listPrice, currency) => {
    expect(await readiness(asked(listPrice, currency))).toMatchObject({ ok: true, value: [] });
  });

  it.each([
    ['1200.01', 'USD', '1200 USD'],
    ['1200.0000000000000000001', 'USD', '1200 USD'],
    ['1100.12', 'EUR', '1100.125 EUR'],
    ['1200', 'EUR', '1100.125 EUR'],
  ])('R052 is not sold at %s %s: both prices and the item are named', async (listPrice, currency, master) => {
    const detail = `${SEAT} costs ${listPrice} ${currency} by the price book and ${master} by the ledger's item ${SEAT}`;
    expect((await readiness(asked(listPrice, currency))).value).toEqual([
      { code: 'PRICE_MISMATCH', subject: SEAT, detail },
    ]);
  });

  it('is compared with nothing in a currency that it has no price in, or without a price of the price book', async () => {
    expect(await readiness(asked('1', 'GBP'))).toMatchObject({ ok: true, value: [] });
    expect(await readiness({ legalEntity: 'US', currency: 'USD', productCodes: [SEAT] })).toMatchObject({ value: [] });
    expect(await readiness(asked('1', 'USD', 'PREMIUM-ANALYTICS'))).toMatchObject({ ok: true, value: [] });
  });

  it('is not sold at another price while the ledger gives no answer, and at the corrected one as soon as it does', async () => {
    await room.books.price(SEAT, { currency: 'USD', price: 1250 });
    await fetch(`${room.sandbox.url}/__sandbox/faults`, {
      method: 'POST',
      body: JSON.stringify({ match: { path: '/services' }, fault: '500' }),
    });
    expect((await readiness(asked('1250'))).value).toMatchObject([{ code: 'PRICE_MISMATCH', subject: SEAT }]);
    expect(await readiness({ ...asked('1250'), productCodes: [SEAT, 'UNHEARD-OF'] })).toMatchObject({
      value: [{ code: 'PRICE_MISMATCH' }],
    });
    await fetch(`${room.sandbox.url}/__sandbox/faults`, { method: 'DELETE' });
    expect(await readiness(asked('1250'))).toMatchObject({ ok: true, value: [] });
    expect(await mirrored()).toContainEqual({ currency: 'USD', unitPrice: '1250' });
  });
});
