import { openDataSource } from '#kit/persistence/data-source.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import { closedWon } from '#local/scenarios/closed-won.ts';
import { booksOf, total } from '#local/scenarios/customer-books.ts';
import { DEFAULT_OWNERSHIP } from '#operations/policies/default-ownership.ts';
import { publishPolicy } from '#operations/policies/postgres-policies.ts';
import { startTestProduct, type TestProduct } from '#test/support/product.ts';

let world: TestProduct;
beforeAll(async () => {
  world = await startTestProduct();
}, 120_000);
afterAll(() => world?.close());

type Issuer = 'BILLING' | 'ERP';

/** From now on this system numbers and sends the invoices of every entity. */
async function issuedBy(issuer: Issuer): Promise<void> {
  const dataSource = await openDataSource({
    url: world.database.url,
    schema: 'operations',
    entities: [],
    poolSize: 1,
    applicationName: 'revgraph tests',
  });
  const now = world.clock.now();
  await inTransaction(dataSource, (em) =>
    publishPolicy(em, now, {
      name: 'ownership',
      document: { ...DEFAULT_OWNERSHIP, invoiceIssuers: [{ legalEntity: '*', issuer }] },
      effectiveAt: now,
      author: 'fatima',
      approvedBy: 'carla',
      note: `${issuer} issues invoices.`,
      correlationId: `profile-${issuer}`,
    }),
  );
  await dataSource.destroy();
}

/** The customer that the story made, found by the telling. */
async function customerOf(telling: string): Promise<string> {
  const { customers } = await world.graph<{
    readonly customers: { readonly edges: readonly { readonly node: { readonly id: string } }[] };
  }>('query ($search: String!) { customers(first: 1, filter: { search: $search }) { edges { node { id } } } }', {
    search: telling,
  });
  return customers.edges[0]?.node.id ?? '';
}

describe('R032 a closed deal', () => {
  it.each<Issuer>(['BILLING', 'ERP'])(
    'comes out to the cent when %s issues the invoice, with no variance, under one number',
    async (issuer) => {
      await issuedBy(issuer);
      const stage = await world.stage();
      // As the vendor does: an invoice that is sent stays a draft for about an hour.
      await stage.control('stripe', 'POST', '/settings', { draftWindowS: issuer === 'ERP' ? 3600 : 0 });
      await closedWon.play(stage);
      expect(stage.check.figures.filter(({ got, expected }) => got !== expected)).toEqual([]);
      const books = await booksOf(stage, await customerOf(stage.telling), '2026-08-31');
      const [invoice, ...others] = books.invoices.edges.map(({ node }) => node);
      expect(others).toEqual([]);
      expect(invoice?.posting?.variance?.amount).toBe('0.00');
      expect(total(books.receivable.map(({ balance }) => balance))).toBe('0.00');
      // The ledger's own numbers begin with INV; where it issues, billing's invoice carries its number.
      const isOfLedger = /^INV\d+$/;
      expect(isOfLedger.test(invoice?.number ?? '')).toBe(issuer === 'ERP');
      if (issuer === 'ERP') expect(invoice?.number).toBe(invoice?.posting?.documentNumber);
    },
    120_000,
  );
});
