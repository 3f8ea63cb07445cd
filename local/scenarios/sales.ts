import type { DemoCustomer, DemoDeal } from '../demo-world/customers.ts';
import type { WonDeal } from '../demo-world/operations.ts';
import { catalogueIds, closeDeal, putCustomers, putDeal, putOpenDeal } from '../demo-world/sales.ts';
import type { Stage } from './scenario.ts';

/** What sales does in the CRM by hand, for customers of a story's own. */

/** A company that nobody knew before this telling. Sells in US dollars from US, in euros from DE. */
export function newCompany({ telling }: Stage, name: string, entity: 'US' | 'DE' = 'US'): DemoCustomer {
  return {
    key: `story-${telling}-${name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`,
    name: `${name} ${telling}`,
    entity,
    currency: entity === 'US' ? 'USD' : 'EUR',
    country: entity,
    owner: 'Dana Whitfield',
    deals: [],
  };
}

/** A deal that is not signed yet, with its customer where the CRM has none. */
export async function negotiate(stage: Stage, customer: DemoCustomer, deal: DemoDeal): Promise<WonDeal> {
  const vendors = await stage.vendors();
  return putOpenDeal(vendors, customer, deal, await salesIds(stage, customer));
}

/** A negotiated deal is won. */
export async function sign(stage: Stage, deal: DemoDeal): Promise<void> {
  await closeDeal(await stage.vendors(), deal);
}

/** A deal, negotiated and won. */
export async function sell(stage: Stage, customer: DemoCustomer, deal: DemoDeal): Promise<WonDeal> {
  const vendors = await stage.vendors();
  return putDeal(vendors, customer, deal, await salesIds(stage, customer));
}

async function salesIds(stage: Stage, customer: DemoCustomer) {
  const vendors = await stage.vendors();
  return { ...(await catalogueIds(vendors)), accounts: await putCustomers(vendors, [customer]) };
}

/** A deal as the graph shows it. */
export interface SeenDeal {
  readonly id: string;
  readonly stage: string;
  readonly contract: { readonly id: string; readonly version: number } | null;
}

interface Deals {
  readonly customers: {
    readonly edges: readonly {
      readonly node: {
        readonly id: string;
        readonly opportunities: {
          readonly edges: readonly {
            readonly node: SeenDeal & { readonly provenance: { readonly externalId: string } };
          }[];
        };
      };
    }[];
  };
}

/** A deal once the graph shows it, with its customer's id. */
export function seenDeal({ graph, eventually }: Stage, { customer, externalId }: WonDeal) {
  return eventually(`the deal ${externalId} of ${customer}`, async () => {
    const { customers } = await graph<Deals>(
      `query ($search: String!) { customers(first: 5, filter: { search: $search }) { edges { node { id
         opportunities(first: 20) { edges { node { id stage contract { id version } provenance { externalId } } } } } } } }`,
      { search: customer },
    );
    return customers.edges
      .flatMap(({ node }) => node.opportunities.edges.map((edge) => ({ customerId: node.id, ...edge.node })))
      .find(({ provenance }) => provenance.externalId === externalId);
  });
}
