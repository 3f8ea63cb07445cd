import type { INamespace } from 'protobufjs';
import { z } from 'zod';

/** Salesforce's records as they come over REST, with every number as the text that was sent. */

const number = z.string().regex(/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/);
const count = number.transform(Number).pipe(z.number().int());
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
// `+0000` is no offset that every parser knows.
const instant = z
  .string()
  .transform((text) => new Date(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')))
  .refine((date) => !Number.isNaN(date.getTime()));
const name = z.object({ Name: z.string() }).nullish();

const system = { Id: z.string(), SystemModstamp: instant, IsDeleted: z.boolean() };

/** What every record has: its id, when it was changed last, whether it is in the bin. */
export const systemFields = z.object(system);

/** The contract behind an order or an item of one. */
export const contractOf = z.object({
  ContractId: z.string().nullish(),
  Order: z.object({ ContractId: z.string().nullable() }).nullish(),
});

export const account = z.object({
  ...system,
  Name: z.string(),
  Type: z.string().nullable(),
  ParentId: z.string().nullable(),
  Owner: name,
  BillingCountry: z.string().nullable(),
  LegalEntity__c: z.string().nullable(),
  MasterRecordId: z.string().nullable(),
  LastInvoiceNumber__c: z.string().nullable(),
  InvoiceStatus__c: z.string().nullable(),
  PaymentStatus__c: z.string().nullable(),
  OpenBalance__c: number.nullable(),
  OpenBalanceCurrency__c: z.string().nullable(),
  ReportedAsOf__c: z.string().nullable(),
});
export type SalesforceAccount = z.infer<typeof account>;

export const product = z.object({
  ...system,
  Name: z.string(),
  ProductCode: z.string().nullable(),
  IsActive: z.boolean(),
  ChargeModel__c: z.string().nullable(),
});
export type SalesforceProduct = z.infer<typeof product>;

export const priceBookEntry = z.object({
  ...system,
  Product2Id: z.string(),
  Pricebook2Id: z.string(),
  Pricebook2: z.object({ IsStandard: z.boolean() }).nullish(),
  UnitPrice: number,
  CurrencyIsoCode: z.string(),
  IsActive: z.boolean(),
});
export type SalesforcePriceBookEntry = z.infer<typeof priceBookEntry>;

export const opportunity = z.object({
  ...system,
  Name: z.string(),
  AccountId: z.string().nullable(),
  Type: z.string().nullable(),
  StageName: z.string(),
  IsWon: z.boolean(),
  Amount: number.nullable(),
  CloseDate: day.nullable(),
  CurrencyIsoCode: z.string(),
  ContractId: z.string().nullable(),
  Contract: z.object({ EndDate: day.nullable() }).nullish(),
  TermStart__c: day.nullable(),
  TermEnd__c: day.nullable(),
  LegalEntity__c: z.string().nullable(),
  PaymentTermDays__c: count.nullable(),
  BillingFrequency__c: z.string().nullable(),
  Quoted_Contract_Version__c: count.nullable(),
  ApprovalStatus__c: z.string().nullable(),
  ContractVersion__c: count.nullable(),
  ContractedSeats__c: number.nullable(),
  InvoiceNumber__c: z.string().nullable(),
  PostingStatus__c: z.string().nullable(),
  SyncStatus__c: z.string().nullable(),
});
export type SalesforceOpportunity = z.infer<typeof opportunity>;

export const opportunityLine = z.object({
  ...system,
  Product2Id: z.string(),
  PricebookEntryId: z.string().nullable(),
  Quantity: number,
  UnitPrice: number,
  ServiceDate: day.nullable(),
  EndDate__c: day.nullable(),
  ChargeModel__c: z.string().nullable(),
});
export type SalesforceOpportunityLine = z.infer<typeof opportunityLine>;

export const contract = z.object({
  ...system,
  ContractNumber: z.string(),
  AccountId: z.string(),
  StartDate: day.nullable(),
  EndDate: day.nullable(),
  Status: z.string(),
  CurrencyIsoCode: z.string(),
  Version__c: count.nullable(),
  Opportunity__c: z.string().nullable(),
  LegalEntity__c: z.string().nullable(),
  BillingFrequency__c: z.string().nullable(),
  RevgraphKey__c: z.string().nullable(),
});
export type SalesforceContract = z.infer<typeof contract>;

export const order = z.object({
  ...system,
  ContractId: z.string().nullable(),
  ContractVersion__c: count.nullable(),
  EffectiveDate: day,
  EndDate: day.nullable(),
  CreatedDate: instant,
  AmendmentKind__c: z.string().nullable(),
  AmendmentReason__c: z.string().nullable(),
  RequestedBy__c: z.string().nullable(),
  OpportunityId: z.string().nullable(),
  LinkedDeal__c: z.boolean(),
  ContractEndDate__c: day.nullable(),
  ContractStatus__c: z.string().nullable(),
  BillingFrequency__c: z.string().nullable(),
  PreviousStatus__c: z.string().nullable(),
  PreviousEndDate__c: day.nullable(),
  PreviousFrequency__c: z.string().nullable(),
  RevgraphKey__c: z.string().nullable(),
});
export type SalesforceOrder = z.infer<typeof order>;

export const orderItem = z.object({
  ...system,
  OrderId: z.string(),
  Product2Id: z.string().nullable(),
  Quantity: number,
  UnitPrice: number,
  ServiceDate: day.nullable(),
  EndDate: day.nullable(),
  ChargeModel__c: z.string().nullable(),
  Product2: z.object({ ChargeModel__c: z.string().nullable() }).nullish(),
});
export type SalesforceOrderItem = z.infer<typeof orderItem>;

/** The fields that each read asks for: those of the schema above, parents by their path. */
function fieldsOf(schema: z.ZodObject, paths: Readonly<Record<string, string>> = {}): string {
  return Object.keys(schema.shape)
    .map((field) => paths[field] ?? field)
    .join(', ');
}

export const FIELDS = {
  Account: fieldsOf(account, { Owner: 'Owner.Name' }),
  Product2: fieldsOf(product),
  PricebookEntry: fieldsOf(priceBookEntry, { Pricebook2: 'Pricebook2.IsStandard' }),
  Opportunity: fieldsOf(opportunity, { Contract: 'Contract.EndDate' }),
  OpportunityLineItem: fieldsOf(opportunityLine),
  Contract: fieldsOf(contract),
  Order: fieldsOf(order),
  OrderItem: fieldsOf(orderItem, { Product2: 'Product2.ChargeModel__c' }),
} as const;
export type SalesforceType = keyof typeof FIELDS;

/** One part of a composite call. `path` is behind `/services/data/vNN.0`. */
export interface SalesforcePart {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

export const token = z.object({ access_token: z.string(), instance_url: z.string(), id: z.string() });

export const queryPage = z.object({
  done: z.boolean(),
  nextRecordsUrl: z.string().optional(),
  records: z.array(z.unknown()),
});

export const compositeAnswer = z.object({
  compositeResponse: z.array(
    z.object({ body: z.unknown(), httpStatusCode: number.transform(Number), referenceId: z.string() }),
  ),
});

export const refusals = z.array(
  z.object({ message: z.string(), errorCode: z.string(), fields: z.array(z.string()).optional() }),
);

export const oauthRefusal = z.object({ error: z.string() });

/** The part of a change event that is the same for every object. */
export const changeHeader = z.object({
  entityName: z.string(),
  recordIds: z.array(z.string()),
  changeType: z.string(),
  changeOrigin: z.string().nullish(),
});
export type ChangeHeader = z.infer<typeof changeHeader>;

const field = (type: string, id: number, rule?: 'repeated') => ({ type, id, ...(rule === undefined ? {} : { rule }) });

/**
 * The calls of the Pub/Sub API in use, as protobuf describes itself in JSON; names and numbers are the wire's.
 * evidence: spec: pubsub_api.proto, package eventbus.v1
 */
export const PUBSUB: INamespace = {
  nested: {
    eventbus: {
      nested: {
        v1: {
          nested: {
            PubSub: {
              methods: {
                Subscribe: {
                  requestType: 'FetchRequest',
                  requestStream: true,
                  responseType: 'FetchResponse',
                  responseStream: true,
                  comment: '',
                },
                GetSchema: { requestType: 'SchemaRequest', responseType: 'SchemaInfo', comment: '' },
              },
            },
            ReplayPreset: { values: { LATEST: 0, EARLIEST: 1, CUSTOM: 2 } },
            FetchRequest: {
              fields: {
                topic_name: field('string', 1),
                replay_preset: field('ReplayPreset', 2),
                replay_id: field('bytes', 3),
                num_requested: field('int32', 4),
                auth_refresh: field('string', 5),
              },
            },
            FetchResponse: {
              fields: {
                events: field('ConsumerEvent', 1, 'repeated'),
                latest_replay_id: field('bytes', 2),
                rpc_id: field('string', 3),
                pending_num_requested: field('int32', 4),
              },
            },
            ConsumerEvent: { fields: { event: field('ProducerEvent', 1), replay_id: field('bytes', 2) } },
            ProducerEvent: {
              fields: {
                id: field('string', 1),
                schema_id: field('string', 2),
                payload: field('bytes', 3),
                headers: field('EventHeader', 4, 'repeated'),
              },
            },
            EventHeader: { fields: { key: field('string', 1), value: field('bytes', 2) } },
            SchemaRequest: { fields: { schema_id: field('string', 1) } },
            SchemaInfo: {
              fields: { schema_json: field('string', 1), schema_id: field('string', 2), rpc_id: field('string', 3) },
            },
          },
        },
      },
    },
  },
};
