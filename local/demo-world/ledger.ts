import type { DemoProduct } from './catalogue.ts';
import type { VendorClients } from './vendor-clients.ts';

/** Puts an item a product into the ledger, with the accounts it is billed and recognised on. */
export async function putItems(vendors: VendorClients, catalogue: readonly DemoProduct[]): Promise<void> {
  const accounts = (await vendors.netsuite('GET', '/account?limit=1000')) as {
    readonly items: readonly { readonly id: string }[];
  };
  const byNumber = new Map<string, string>();
  for (const { id } of accounts.items) {
    const account = (await vendors.netsuite('GET', `/account/${id}`)) as { readonly acctNumber: string };
    byNumber.set(account.acctNumber, id);
  }
  const ref = (number: string) => ({ id: byNumber.get(number) ?? '' });
  for (const product of catalogue) {
    await vendors.netsuite('PUT', `/serviceSaleItem/eid:${product.code}`, {
      itemId: product.code,
      displayName: product.name,
      incomeAccount: ref(product.incomeAccount),
      deferredRevenueAccount: ref(product.deferredAccount),
    });
  }
}

interface Period {
  readonly id: string;
  readonly startDate: string;
  readonly isQuarter: boolean;
  readonly isYear: boolean;
}

/** Closes the books as an accountant would have: all months but the last two, and receivables of the last one. */
export async function closeBooks(vendors: VendorClients, demoDate: string): Promise<void> {
  const list = (await vendors.netsuite('GET', '/accountingPeriod?limit=1000')) as {
    readonly items: readonly { readonly id: string }[];
  };
  const thisMonth = demoDate.slice(0, 'YYYY-MM'.length);
  const months: Period[] = [];
  for (const { id } of list.items) {
    const period = (await vendors.netsuite('GET', `/accountingPeriod/${id}`)) as Period;
    if (!period.isQuarter && !period.isYear && period.startDate.slice(0, 'YYYY-MM'.length) < thisMonth)
      months.push(period);
  }
  months.sort((a, b) => (a.startDate < b.startDate ? -1 : 1));
  for (const { id } of months.slice(0, -1))
    await vendors.netsuite('PATCH', `/accountingPeriod/${id}`, { closed: true });
  const last = months.at(-1);
  if (last !== undefined) await vendors.netsuite('PATCH', `/accountingPeriod/${last.id}`, { arLocked: true });
}
