import { addDays, civilDate } from '#schema/canonical/calendar.ts';
import type { DemoCustomer } from './customers.ts';
import type { VendorClients } from './vendor-clients.ts';

interface StripeInvoice {
  readonly id: string;
  readonly customer: string;
}

const PAGE = '100';

/** Pays, through billing, the invoices of those customers who have paid by the demo date. */
export async function payInvoices(vendors: VendorClients, customers: readonly DemoCustomer[], demoDate: string) {
  for (const invoice of await openInvoices(vendors)) {
    const { name } = (await vendors.stripe('GET', `/v1/customers/${invoice.customer}`)) as { readonly name: string };
    const deal = customers.find((customer) => customer.name === name)?.deals[0];
    if (deal === undefined || deal.paidAfterDays === null) continue;
    if (addDays(civilDate(deal.startsOn), deal.paidAfterDays) > civilDate(demoDate)) continue;
    await vendors.stripe('POST', `/v1/invoices/${invoice.id}/pay`, {}, `demo:pay:${invoice.id}`);
  }
}

async function openInvoices(vendors: VendorClients): Promise<readonly StripeInvoice[]> {
  const open: StripeInvoice[] = [];
  for (let after = '', more = true; more; ) {
    const page = (await vendors.stripe('GET', `/v1/invoices?status=open&limit=${PAGE}${after}`)) as {
      readonly data: readonly StripeInvoice[];
      readonly has_more: boolean;
    };
    open.push(...page.data);
    more = page.has_more;
    after = `&starting_after=${page.data.at(-1)?.id}`;
  }
  return open;
}
