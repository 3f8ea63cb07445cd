import type { DemoCurrency } from '../demo-world/catalogue.ts';
import { type CatalogueIds, putCustomers, putDeal } from '../demo-world/sales.ts';
import { needed, type Stage } from './scenario.ts';

/** A customer that only one telling of a story knows, with the one deal that makes it one. */
export interface OwnDeal {
  /** Letters and digits; with the telling it names customer and deal. */
  readonly key: string;
  readonly name: string;
  readonly entity: 'US' | 'DE';
  readonly startsOn: string;
  readonly endsOn: string;
  readonly lines: readonly { readonly product: string; readonly quantity: string }[];
}

/** Where the graph knows it. */
export interface WonDeal {
  readonly customerId: string;
  readonly customerName: string;
  readonly opportunityId: string;
  /** Salesforce's own id of it. */
  readonly externalId: string;
}

const CURRENCIES: Readonly<Record<OwnDeal['entity'], DemoCurrency>> = { US: 'USD', DE: 'EUR' };

/** Sales closes the deal in Salesforce; ends when the graph knows it. */
export async function winDeal(stage: Stage, deal: OwnDeal): Promise<WonDeal> {
  const vendors = await stage.vendors();
  const key = `${deal.key}-${stage.telling}`;
  const customer = {
    key,
    name: `${deal.name} ${stage.telling}`,
    entity: deal.entity,
    currency: CURRENCIES[deal.entity],
    country: deal.entity,
    owner: '',
    deals: [],
  };
  const accounts = await putCustomers(vendors, [customer]);
  const { startsOn, endsOn, lines } = deal;
  const demoDeal = { key, startsOn, endsOn, lines, paidAfterDays: null };
  const won = await putDeal(vendors, customer, demoDeal, { ...(await catalogueIds(stage)), accounts });
  return stage.eventually(`the graph to know ${customer.name}`, () => findDeal(stage, won));
}

/** The CRM's ids of all products and their prices in the standard price book. */
async function catalogueIds(stage: Stage): Promise<CatalogueIds> {
  const { salesforce } = await stage.vendors();
  const query = async <Row>(soql: string) =>
    ((await salesforce('GET', `/query?q=${encodeURIComponent(soql)}`)) as { readonly records: readonly Row[] }).records;
  const products = await query<{ Id: string; ProductCode: string }>('SELECT Id, ProductCode FROM Product2');
  const codes = new Map(products.map(({ Id, ProductCode }) => [Id, ProductCode]));
  const prices = await query<{ Id: string; Product2Id: string; CurrencyIsoCode: string }>(
    'SELECT Id, Product2Id, CurrencyIsoCode FROM PricebookEntry',
  );
  return {
    products: new Map(products.map(({ Id, ProductCode }) => [ProductCode, Id])),
    prices: new Map(
      prices.map(({ Id, Product2Id, CurrencyIsoCode }) => [`${codes.get(Product2Id)} ${CurrencyIsoCode}`, Id]),
    ),
  };
}

interface Found {
  readonly customers: {
    readonly edges: readonly {
      readonly node: {
        readonly id: string;
        readonly name: string;
        readonly opportunities: {
          readonly edges: readonly {
            readonly node: { readonly id: string; readonly stage: string; readonly provenance: { externalId: string } };
          }[];
        };
      };
    }[];
  };
}

async function findDeal(
  { graph }: Stage,
  { customer, externalId }: { readonly customer: string; readonly externalId: string },
): Promise<WonDeal | null> {
  const { customers } = await graph<Found>(
    `query ($search: String!) { customers(first: 1, filter: { search: $search }) { edges { node { id name
       opportunities(first: 5) { edges { node { id stage provenance { externalId } } } } } } } }`,
    { search: customer },
  );
  const found = customers.edges[0]?.node;
  const deal = found?.opportunities.edges.find(({ node }) => node.provenance.externalId === externalId)?.node;
  if (found === undefined || deal?.stage !== 'Closed Won') return null;
  return { customerId: found.id, customerName: found.name, opportunityId: deal.id, externalId };
}

/**
 * The operation that books the deal: it begins by itself when the deal was won; where nobody listens for that, a person
 * asks for it.
 */
export async function booking(stage: Stage, { opportunityId, customerId }: WonDeal): Promise<string> {
  const { bookOpportunity } = await stage.graph<{
    readonly bookOpportunity: {
      readonly operation: { readonly id: string } | null;
      readonly userErrors: readonly { readonly code: string; readonly message: string }[];
    };
  }>(
    `mutation ($input: BookOpportunityInput!) { bookOpportunity(input: $input) {
       operation { id } userErrors { code message } } }`,
    { input: { opportunityId, idempotencyKey: `scenario:book:${opportunityId}` } },
  );
  if (bookOpportunity.operation !== null) return bookOpportunity.operation.id;
  const [begun] = await operationsOf(stage, customerId, 'BOOK_OPPORTUNITY');
  return needed(begun, `The deal was not booked: ${bookOpportunity.userErrors[0]?.message}`).id;
}

/** An operation as stories look at it. */
export interface OperationSeen {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly commitment: string;
  readonly finalization: string;
  readonly correlationId: string;
  readonly sequence: number | null;
  readonly steps: readonly {
    readonly name: string;
    readonly status: string;
    readonly attempts: number;
    readonly waitingFor: string | null;
    readonly error: { readonly code: string } | null;
  }[];
  readonly exceptions: readonly { readonly id: string; readonly cause: string; readonly status: string }[];
}

const SEEN = `id kind status commitment finalization correlationId sequence
  steps { name status attempts waitingFor error { code } } exceptions { id cause status }`;

/** The operations about a customer, the oldest first. */
export async function operationsOf(stage: Stage, customerId: string, kind?: string): Promise<readonly OperationSeen[]> {
  const { operations } = await stage.graph<{
    readonly operations: { readonly edges: readonly { readonly node: OperationSeen }[] };
  }>(`query ($filter: OperationFilter) { operations(first: 100, filter: $filter) { edges { node { ${SEEN} } } } }`, {
    filter: { customerId, ...(kind === undefined ? {} : { kind }) },
  });
  return operations.edges.map(({ node }) => node).toReversed();
}

/** One operation as it stands. */
export async function operationSeen({ graph }: Stage, id: string): Promise<OperationSeen> {
  const { operation } = await graph<{ readonly operation: OperationSeen | null }>(
    `query ($id: ID!) { operation(id: $id) { ${SEEN} } }`,
    { id },
  );
  return needed(operation, `There is no operation ${id}.`);
}
