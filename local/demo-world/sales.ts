import type { DemoProduct } from './catalogue.ts';
import type { DemoCustomer, DemoDeal } from './customers.ts';
import type { WonDeal } from './operations.ts';
import type { VendorClients } from './vendor-clients.ts';

/** The CRM's ids of what the deals refer to. */
export interface CatalogueIds {
  /** By product code. */
  readonly products: ReadonlyMap<string, string>;
  /** By product code and currency, `PLATFORM-SEAT USD`. */
  readonly prices: ReadonlyMap<string, string>;
}

export interface SalesIds extends CatalogueIds {
  /** By customer key. */
  readonly accounts: ReadonlyMap<string, string>;
}

/** Puts the products and their list prices into the CRM's standard price book. */
export async function putCatalogue(vendors: VendorClients, catalogue: readonly DemoProduct[]): Promise<CatalogueIds> {
  const products = new Map<string, string>();
  const prices = new Map<string, string>();
  const [book] = await query(vendors, 'SELECT Id FROM Pricebook2 WHERE IsStandard = true');
  for (const product of catalogue) {
    await vendors.salesforce('PATCH', `/sobjects/Product2/ProductCode/${product.code}`, {
      Name: product.name,
      IsActive: true,
    });
    const [row] = await query(vendors, `SELECT Id FROM Product2 WHERE ProductCode = '${product.code}'`);
    const id = row?.Id ?? '';
    products.set(product.code, id);
    for (const [currency, price] of Object.entries(product.prices)) {
      prices.set(
        `${product.code} ${currency}`,
        await putPrice(vendors, { book: book?.Id ?? '', product: id, currency, price }),
      );
    }
  }
  return { products, prices };
}

async function putPrice(
  vendors: VendorClients,
  { book, product, currency, price }: { book: string; product: string; currency: string; price: string },
): Promise<string> {
  const where = `Product2Id = '${product}' AND CurrencyIsoCode = '${currency}'`;
  const [known] = await query(vendors, `SELECT Id FROM PricebookEntry WHERE ${where}`);
  if (known !== undefined) return known.Id;
  const made = (await vendors.salesforce('POST', '/sobjects/PricebookEntry', {
    Pricebook2Id: book,
    Product2Id: product,
    UnitPrice: Number(price),
    CurrencyIsoCode: currency,
    IsActive: true,
  })) as { readonly id: string };
  return made.id;
}

/** Puts the companies into the CRM; answers their ids by customer key. */
export async function putCustomers(
  vendors: VendorClients,
  customers: readonly DemoCustomer[],
): Promise<ReadonlyMap<string, string>> {
  const users = await query(vendors, "SELECT Id, Name FROM User WHERE Name != 'Revgraph Integration'");
  const accounts = new Map<string, string>();
  for (const customer of customers) {
    const where = `Name = '${customer.name.replaceAll("'", "\\'")}'`;
    const [known] = await query(vendors, `SELECT Id FROM Account WHERE ${where}`);
    const fields = {
      Name: customer.name,
      Type: 'Customer',
      BillingCountry: customer.country,
      CurrencyIsoCode: customer.currency,
      LegalEntity__c: customer.entity,
      OwnerId: users[accounts.size % users.length]?.Id,
    };
    const made = known ?? ((await vendors.salesforce('POST', '/sobjects/Account', fields)) as { readonly id: string });
    accounts.set(customer.key, 'Id' in made ? made.Id : made.id);
  }
  return accounts;
}

/** Wins a deal in the CRM: the opportunity with its products, then Closed Won. */
export async function putDeal(
  vendors: VendorClients,
  customer: DemoCustomer,
  deal: DemoDeal,
  ids: SalesIds,
): Promise<WonDeal> {
  const path = `/sobjects/Opportunity/RevgraphKey__c/${deal.key}`;
  const account = ids.accounts.get(customer.key) ?? '';
  await vendors.salesforce('PATCH', path, {
    Name: `${customer.name} platform`,
    AccountId: account,
    StageName: 'Negotiation',
    CloseDate: deal.startsOn,
    CurrencyIsoCode: customer.currency,
    TermStart__c: deal.startsOn,
    TermEnd__c: deal.endsOn,
    LegalEntity__c: customer.entity,
    PaymentTermDays__c: 30,
  });
  const [opportunity] = await query(vendors, `SELECT Id FROM Opportunity WHERE RevgraphKey__c = '${deal.key}'`);
  for (const [index, line] of deal.lines.entries()) {
    const price = ids.prices.get(`${line.product} ${customer.currency}`) ?? '';
    const [entry] = await query(vendors, `SELECT Id, UnitPrice FROM PricebookEntry WHERE Id = '${price}'`);
    await vendors.salesforce('PATCH', `/sobjects/OpportunityLineItem/RevgraphKey__c/${deal.key}-${index + 1}`, {
      OpportunityId: opportunity?.Id,
      Product2Id: ids.products.get(line.product),
      PricebookEntryId: price,
      Quantity: Number(line.quantity),
      UnitPrice: entry?.UnitPrice,
    });
  }
  await vendors.salesforce('PATCH', path, { StageName: 'Closed Won' });
  return { customer: customer.name, externalId: opportunity?.Id ?? '' };
}

interface Row {
  readonly Id: string;
  readonly UnitPrice?: number;
}

async function query(vendors: VendorClients, soql: string): Promise<readonly Row[]> {
  const answer = (await vendors.salesforce('GET', `/query?q=${encodeURIComponent(soql)}`)) as {
    readonly records: readonly Row[];
  };
  return answer.records;
}
