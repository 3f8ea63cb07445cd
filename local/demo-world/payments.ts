import { addDays, civilDate } from '#schema/canonical/calendar.ts';
import type { DemoCustomer } from './customers.ts';
import type { VendorClients } from './vendor-clients.ts';

interface StripeInvoice {
  readonly id: string;
  readonly status: string;
  readonly customer_name: string | null;
}

const PAGE = '100';

/** Pays, through billing, the invoices of those customers who have paid by the demo date. */
export async function payInvoices(vendors: VendorClients, customers: readonly DemoCustomer[], demoDate: string) {
  const open = (await vendors.stripe('GET', `/v1/invoices?status=open&limit=${PAGE}`)) as {
    readonly data: readonly StripeInvoice[];
  };
  for (const invoice of open.data) {
    const customer = customers.find(({ name }) => name === invoice.customer_name);
    const deal = customer?.deals[0];
    if (deal === undefined || deal.paidAfterDays === null) continue;
    if (addDays(civilDate(deal.startsOn), deal.paidAfterDays) > civilDate(demoDate)) continue;
    await vendors.stripe('POST', `/v1/invoices/${invoice.id}/pay`, {}, `demo:pay:${invoice.id}`);
  }
}
