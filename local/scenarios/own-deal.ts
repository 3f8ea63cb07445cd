import type { DemoDeal } from '../demo-world/customers.ts';
import type { CustomerBooks } from './customer-books.ts';
import { type SeenOperation, startedByNews } from './operations.ts';
import { newCompany, seenDeal, sell } from './sales.ts';
import { needed, type Stage } from './scenario.ts';

/** The customer pays the one invoice that there is. */
export async function payOnly(stage: Stage, { invoices }: Pick<CustomerBooks, 'invoices'>): Promise<void> {
  const { provenance } = needed(invoices.edges[0], 'Billing wrote no invoice.').node;
  const { stripe } = await stage.vendors();
  await stripe('POST', `/v1/invoices/${provenance.externalId}/pay`, {}, `story:${stage.telling}:pay`);
}

/** A deal of a customer that only one telling of a story knows. */
export interface OwnDeal extends Pick<DemoDeal, 'startsOn' | 'endsOn' | 'lines'> {
  /** Of the company; letters alone tell one from another. */
  readonly company: string;
}

export interface SoldDeal {
  readonly customerId: string;
  readonly customerName: string;
  readonly opportunityId: string;
  /** Salesforce's own id of the deal. */
  readonly externalId: string;
}

/** Sales wins the deal in Salesforce; ends when the graph knows it. */
export async function sellOne(stage: Stage, { company, ...deal }: OwnDeal): Promise<SoldDeal> {
  const customer = newCompany(stage, company);
  const won = await sell(stage, customer, { ...deal, key: customer.key, paidAfterDays: null });
  const { id, customerId } = await seenDeal(stage, won);
  return { customerId, customerName: customer.name, opportunityId: id, externalId: won.externalId };
}

/** Several deals of several customers, in the order given. */
export function sellAll(stage: Stage, deals: readonly OwnDeal[]): Promise<readonly SoldDeal[]> {
  return Promise.all(deals.map((deal) => sellOne(stage, deal)));
}

/** The booking that the won deal set going, once it has ended well. */
export function booked(stage: Stage, { customerId }: SoldDeal): Promise<SeenOperation> {
  return startedByNews(stage, customerId, 'BOOK_OPPORTUNITY');
}

/** The bookings of several deals, one after the other: a person may hold only so many subscriptions open. */
export async function bookedAll(stage: Stage, deals: readonly SoldDeal[]): Promise<readonly SeenOperation[]> {
  const ended: SeenOperation[] = [];
  for (const deal of deals) ended.push(await booked(stage, deal));
  return ended;
}

/** The contract that a booking made. */
export function contractOf({ id, contract }: SeenOperation): { readonly id: string; readonly version: number } {
  return needed(contract, `Booking ${id} made no contract.`);
}
