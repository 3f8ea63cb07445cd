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
  const [book] = await query(vendors, 'SELECT Id FROM Pricebook2 WHERE IsStandard = true');
  for (const product of catalogue) {
    await vendors.salesforce('PATCH', `/sobjects/Product2/ProductCode/${product.code}`, {
      Name: product.name,
      IsActive: true,
      ...(product.chargeModel === undefined ? {} : { ChargeModel__c: product.chargeModel }),
    });
    const [row] = await query(vendors, `SELECT Id FROM Product2 WHERE ProductCode = '${product.code}'`);
    for (const [currency, price] of Object.entries(product.prices)) {
      await putPrice(vendors, { book: book?.Id ?? '', product: row?.Id ?? '', currency, price });
    }
  }
  return catalogueIds(vendors);
}

/** What is in the CRM's catalogue. */
export async function catalogueIds(vendors: VendorClients): Promise<CatalogueIds> {
  const products = await query(vendors, 'SELECT Id, ProductCode FROM Product2');
  const codes = new Map(products.map(({ Id, ProductCode = '' }) => [Id, ProductCode]));
  const prices = await query(
    vendors,
    'SELECT Id, Product2Id, CurrencyIsoCode FROM PricebookEntry WHERE Pricebook2.IsStandard = true',
  );
  return {
    products: new Map(products.map(({ Id, ProductCode = '' }) => [ProductCode, Id])),
    prices: new Map(
      prices.map(({ Id, Product2Id = '', CurrencyIsoCode }) => [`${codes.get(Product2Id)} ${CurrencyIsoCode}`, Id]),
    ),
  };
}

async function putPrice(
  vendors: VendorClients,
  { book, product, currency, price }: { book: string; product: string; currency: string; price: string },
): Promise<void> {
  const where = `Product2Id = '${product}' AND CurrencyIsoCode = '${currency}'`;
  const [known] = await query(vendors, `SELECT Id FROM PricebookEntry WHERE ${where}`);
  if (known !== undefined) return;
  await vendors.salesforce('POST', '/sobjects/PricebookEntry', {
    Pricebook2Id: book,
    Product2Id: product,
    UnitPrice: Number(price),
    CurrencyIsoCode: currency,
    IsActive: true,
  });
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
  const open = await putOpenDeal(vendors, customer, deal, ids);
  await closeDeal(vendors, deal);
  return open;
}

/** Puts a deal with its products into the CRM, as it is negotiated. */
export async function putOpenDeal(
  vendors: VendorClients,
  customer: DemoCustomer,
  deal: DemoDeal,
  ids: SalesIds,
): Promise<WonDeal> {
  const account = ids.accounts.get(customer.key) ?? '';
  await vendors.salesforce('PATCH', pathOf(deal), {
    Name: `${customer.name} platform`,
    AccountId: account,
    StageName: 'Negotiation',
    CloseDate: deal.closedOn ?? deal.startsOn,
    CurrencyIsoCode: customer.currency,
    TermStart__c: deal.startsOn,
    TermEnd__c: deal.endsOn,
    LegalEntity__c: customer.entity,
    PaymentTermDays__c: 30,
    ...(deal.type === undefined ? {} : { Type: deal.type }),
    ...(deal.frequency === undefined ? {} : { BillingFrequency__c: deal.frequency }),
    ...(deal.contract === undefined
      ? {}
      : { ContractId: deal.contract.externalId, Quoted_Contract_Version__c: deal.contract.quotedVersion }),
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
      UnitPrice: line.unitPrice === undefined ? entry?.UnitPrice : Number(line.unitPrice),
      ...(line.startsOn === undefined ? {} : { ServiceDate: line.startsOn }),
      ...(line.endsOn === undefined ? {} : { EndDate__c: line.endsOn }),
    });
  }
  return { customer: customer.name, externalId: opportunity?.Id ?? '' };
}

/** What a salesperson does when the customer has signed. */
export async function closeDeal(vendors: VendorClients, deal: DemoDeal): Promise<void> {
  await vendors.salesforce('PATCH', pathOf(deal), { StageName: 'Closed Won' });
}

function pathOf({ key }: DemoDeal): string {
  return `/sobjects/Opportunity/RevgraphKey__c/${key}`;
}

interface Row {
  readonly Id: string;
  readonly ProductCode?: string;
  readonly Product2Id?: string;
  readonly CurrencyIsoCode?: string;
  readonly UnitPrice?: number;
}

async function query(vendors: VendorClients, soql: string): Promise<readonly Row[]> {
  const answer = (await vendors.salesforce('GET', `/query?q=${encodeURIComponent(soql)}`)) as {
    readonly records: readonly Row[];
  };
  return answer.records;
}
