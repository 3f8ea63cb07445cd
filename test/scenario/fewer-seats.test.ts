import { connect } from '#kit/persistence/connect.ts';
import { checkAgreement } from '#local/scenarios/agreement.ts';
import { start, succeeded } from '#local/scenarios/operations.ts';
import { booked, contractOf, sellOne } from '#local/scenarios/own-deal.ts';
import type { Stage } from '#local/scenarios/scenario.ts';
import { startTestProduct, type TestProduct } from '#test/support/product.ts';

/**
 * Seats at 1,200.00 a year, changed when 350 of 365 days are left: 5 are then worth 5,753.42, 2 of them 2,301.37, 4 4,602.74
 * and 7 8,054.79, so the changes come to −3,452.05, 2,301.37 and 3,452.05, of which the last draws 1,150.68.
 */
const TERM = { startsOn: '2026-08-01', endsOn: '2027-07-31' };
const TODAY = '2026-08-16';
const PATIENT_MS = 120_000;

let world: TestProduct;
let client: Awaited<ReturnType<typeof connect>>;
beforeAll(async () => {
  world = await startTestProduct();
  client = await connect(world.database.url, 'fewer seats');
}, 120_000);
afterAll(async () => {
  await client?.end();
  await world?.close();
});

async function read<Row>(text: string, values: readonly string[]): Promise<readonly Row[]> {
  return (await client.query(text, [...values])).rows;
}

interface Open {
  readonly total: string;
  readonly billing: string;
  readonly ledger: string;
}

/** What is open of each of the customer's invoices, in billing and in the ledger, in minor units. */
function openOf(customerId: string): Promise<readonly Open[]> {
  return read<Open>(
    `select i.total_minor::text as total, i.amount_due_minor::text as billing, p.open_minor::text as ledger
     from billing.invoice i
     join billing.customer c on c.connection = i.connection and c.external_id = i.customer_external_id
     left join erp.posting p on p.document_id = i.id
     where c.id = $1 order by i.as_of, i.number`,
    [customerId],
  );
}

async function wrongFigures(stage: Stage, customerId: string) {
  await checkAgreement(stage, { customerId, on: TODAY, through: '2026-08-31' });
  return stage.check.figures.filter(({ got, expected }) => got !== expected);
}

describe('a customer who takes fewer seats in the middle of a term', () => {
  it(
    'has credit in every system, which later invoices draw on to the cent, until the contract ends',
    async () => {
      const stage = await world.stage();
      const sold = await sellOne(stage, {
        company: 'Lesser Orchards',
        ...TERM,
        lines: [{ product: 'PLATFORM-SEAT', quantity: '5' }],
      });
      const { customerId } = sold;
      const { id: contractId } = contractOf(await booked(stage, sold));
      const change = (version: number, quantity: string) =>
        start(stage.graph, 'amendContract', {
          contractId,
          expectedVersion: version,
          effectiveOn: TODAY,
          changes: [{ setQuantity: { productCode: 'PLATFORM-SEAT', quantity } }],
          idempotencyKey: `story:${stage.telling}:to-${quantity}`,
        });

      await succeeded(stage, await change(1, '2'));
      expect(await openOf(customerId)).toEqual([
        { total: '600000', billing: '600000', ledger: '600000' },
        { total: '-345205', billing: '0', ledger: '-345205' },
      ]);

      await succeeded(stage, await change(2, '4'));
      await succeeded(stage, await change(3, '7'));
      expect(await openOf(customerId)).toEqual([
        { total: '600000', billing: '600000', ledger: '600000' },
        { total: '-345205', billing: '0', ledger: '0' },
        { total: '230137', billing: '0', ledger: '0' },
        { total: '345205', billing: '230137', ledger: '230137' },
      ]);
      expect(await wrongFigures(stage, customerId)).toEqual([]);
      const posted = await read<{ count: string }>(
        `select count(*) from operations.operation where kind = 'POST_INVOICE' and customer_id = $1`,
        [customerId],
      );
      expect(posted).toEqual([{ count: '0' }]);

      const leaving = await start(stage.graph, 'cancelContract', {
        contractId,
        expectedVersion: 4,
        effectiveOn: TODAY,
        refund: 'PRORATED',
        reason: 'The orchard closes',
        idempotencyKey: `story:${stage.telling}:leave`,
      });
      await succeeded(stage, leaving);
      // 5 × 1,200.00 for 15 of 365 days
      const billed = await read<{ net: string }>(
        `select ((select sum(total_minor) from billing.invoice where contract_id = $1) -
           (select sum(m.total_minor) from billing.credit_memo m
            join billing.invoice i on i.external_id = m.invoice_external_id where i.contract_id = $1))::text as net`,
        [contractId],
      );
      expect(billed).toEqual([{ net: '24658' }]);
      expect(await wrongFigures(stage, customerId)).toEqual([]);
    },
    PATIENT_MS,
  );
});
