// Written by schema/codegen.ts from schema/graphql. Never edited.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** RFC 3339 instant in UTC with milliseconds, such as 2026-08-16T09:30:00.000Z. */
  DateTime: { input: string; output: string; }
  /** Civil date without a zone, YYYY-MM-DD. */
  Date: { input: string; output: string; }
  /** Exact decimal as text. As an input any text of at most 40 characters is taken; the mutation judges it. */
  Decimal: { input: string; output: string; }
  /** ISO 4217 code in capitals. */
  CurrencyCode: { input: string; output: string; }
  /** Raw structure of a derivation or a vendor; no rule is built on its inside. */
  JSON: { input: unknown; output: unknown; }
  _FieldSet: { input: unknown; output: unknown; }
};

/** The kinds of system that the graph brings together. */
export type SystemKind =
  | 'CRM'
  | 'BILLING'
  | 'ERP'
  | 'REVREC'
  | 'CPQ'
  | 'TAX'
  | 'PAYMENT'
  | 'USAGE'
  | 'ENTITLEMENT'
  | 'PROJECT'
  | 'SUPPORT'
  | 'SUCCESS'
  | 'MDM'
  | 'WAREHOUSE';

/** Anything with a global id. Ids are opaque: never take one apart. */
export type Node = {
  /** Opaque and global. */
  readonly id: Scalars['ID']['output'];
};

/** An exact amount of one currency. */
export type Money = {
  readonly __typename?: 'Money';
  /** With the currency's own digits, such as 170136.98 USD or 500 JPY. */
  readonly amount: Scalars['Decimal']['output'];
  /** ISO 4217. */
  readonly currency: Scalars['CurrencyCode']['output'];
};

/** Where a value came from and how fresh it is. */
export type Provenance = {
  readonly __typename?: 'Provenance';
  /** Kind of the system of record. */
  readonly system: SystemKind;
  /** Product that plays this part, such as stripe. */
  readonly vendor: Scalars['String']['output'];
  /** The authorised account it was read from. */
  readonly connection: Scalars['String']['output'];
  /** The vendor's id of the record. */
  readonly externalId: Scalars['String']['output'];
  /** When the vendor last told us this. */
  readonly asOf: Scalars['DateTime']['output'];
  /** True when the connection has not answered for longer than its freshness limit. */
  readonly stale: Scalars['Boolean']['output'];
  /** Address of the record in the vendor's own screens. */
  readonly url?: Maybe<Scalars['String']['output']>;
};

/** A record of a vendor that stands for this object. */
export type ExternalRef = {
  readonly __typename?: 'ExternalRef';
  /** Kind of the system. */
  readonly system: SystemKind;
  /** Product that plays this part. */
  readonly vendor: Scalars['String']['output'];
  /** The authorised account. */
  readonly connection: Scalars['String']['output'];
  /** The vendor's word for the kind of record. */
  readonly type: Scalars['String']['output'];
  /** The vendor's id. */
  readonly externalId: Scalars['String']['output'];
};

/** Where a page of a connection begins and ends. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** More rows follow. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Rows precede: true on every page but the first. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first row. */
  readonly startCursor?: Maybe<Scalars['String']['output']>;
  /** Cursor of the last row; give it as `after`. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
};

/** Whether a read answers from the mirror or asks the vendor now. */
export type Freshness =
  /** From the mirror; `provenance` says how old. */
  | 'CACHED'
  /** From the vendor, which also renews the mirror. */
  | 'LIVE';

export type Query = {
  readonly __typename?: 'Query';
  /** One invoice; null when there is none within the caller's legal entities. */
  readonly invoice?: Maybe<Invoice>;
  /** Invoices, the latest first. */
  readonly invoices: InvoiceConnection;
};


export type QueryInvoiceArgs = {
  id: Scalars['ID']['input'];
  freshness?: InputMaybe<Freshness>;
};


export type QueryInvoicesArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<InvoiceFilter>;
};

/** Members are joined by `and`. */
export type InvoiceFilter = {
  /** Part of the invoice's number, in any case. */
  readonly search?: InputMaybe<Scalars['String']['input']>;
  readonly customerId?: InputMaybe<Scalars['ID']['input']>;
  readonly contractId?: InputMaybe<Scalars['ID']['input']>;
  readonly status?: InputMaybe<InvoiceStatus>;
};

export type Customer = {
  readonly __typename?: 'Customer';
  readonly id: Scalars['ID']['output'];
  /** Subscriptions of this customer, the latest start first. */
  readonly subscriptions?: Maybe<BillingSubscriptionConnection>;
  /** Invoices of this customer, the latest first. */
  readonly invoices?: Maybe<InvoiceConnection>;
  readonly creditMemos?: Maybe<CreditMemoConnection>;
  readonly payments?: Maybe<PaymentConnection>;
  /** Billed and not paid yet, one amount a currency. */
  readonly openBalance?: Maybe<ReadonlyArray<Money>>;
};


export type CustomerSubscriptionsArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};


export type CustomerInvoicesArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  status?: InputMaybe<InvoiceStatus>;
};


export type CustomerCreditMemosArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};


export type CustomerPaymentsArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};

export type Contract = {
  readonly __typename?: 'Contract';
  readonly id: Scalars['ID']['output'];
  /** What bills this contract. */
  readonly subscription?: Maybe<BillingSubscription>;
};

export type Product = {
  readonly __typename?: 'Product';
  readonly id: Scalars['ID']['output'];
};

/** Not called Subscription: that name is the root type's, and composition insists on it. */
export type BillingSubscription = Node & {
  readonly __typename?: 'BillingSubscription';
  readonly id: Scalars['ID']['output'];
  readonly status: SubscriptionStatus;
  readonly customer?: Maybe<Customer>;
  readonly contract?: Maybe<Contract>;
  readonly currentPeriodStartsOn: Scalars['Date']['output'];
  /** Last day of the period. */
  readonly currentPeriodEndsOn: Scalars['Date']['output'];
  readonly items: ReadonlyArray<SubscriptionItem>;
  readonly provenance: Provenance;
};

export type SubscriptionStatus =
  | 'PENDING'
  | 'TRIALING'
  | 'ACTIVE'
  | 'PAST_DUE'
  | 'PAUSED'
  | 'NON_RENEWING'
  | 'CANCELLED'
  /** The vendor uses a status that has no meaning here yet; never final. */
  | 'UNKNOWN';

export type SubscriptionItem = {
  readonly __typename?: 'SubscriptionItem';
  readonly product?: Maybe<Product>;
  /** Null for metered items. */
  readonly quantity?: Maybe<Scalars['Decimal']['output']>;
  /** Price of one unit for one billing interval. */
  readonly unitPrice?: Maybe<Money>;
  readonly externalId: Scalars['String']['output'];
};

/** A demand for payment, written by the billing system. */
export type Invoice = Node & {
  readonly __typename?: 'Invoice';
  readonly id: Scalars['ID']['output'];
  readonly number: Scalars['String']['output'];
  readonly status: InvoiceStatus;
  readonly customer?: Maybe<Customer>;
  readonly contract?: Maybe<Contract>;
  readonly issuedOn: Scalars['Date']['output'];
  readonly dueOn?: Maybe<Scalars['Date']['output']>;
  /** Billed, tax included. */
  readonly total: Money;
  /** Billed tax. */
  readonly tax: Money;
  /** Billed and still open. */
  readonly amountDue: Money;
  /** Collected. */
  readonly amountPaid: Money;
  readonly lines: ReadonlyArray<InvoiceLine>;
  readonly payments: ReadonlyArray<Payment>;
  readonly creditMemos: ReadonlyArray<CreditMemo>;
  readonly provenance: Provenance;
};

export type InvoiceStatus =
  | 'DRAFT'
  | 'OPEN'
  | 'PAID'
  | 'VOID'
  | 'UNCOLLECTIBLE'
  /** The vendor uses a status that has no meaning here yet; never final. */
  | 'UNKNOWN';

/** One line of an invoice. */
export type InvoiceLine = {
  readonly __typename?: 'InvoiceLine';
  readonly id: Scalars['ID']['output'];
  readonly description: Scalars['String']['output'];
  readonly product?: Maybe<Product>;
  readonly quantity?: Maybe<Scalars['Decimal']['output']>;
  /** Billed; negative for a credit of unused time. */
  readonly amount: Money;
  readonly servicePeriodStartsOn?: Maybe<Scalars['Date']['output']>;
  /** Last day of the service. */
  readonly servicePeriodEndsOn?: Maybe<Scalars['Date']['output']>;
  /** Made by a change in the middle of a period. */
  readonly proration: Scalars['Boolean']['output'];
  readonly taxCode?: Maybe<Scalars['String']['output']>;
};

/** Takes back a part of an invoice. */
export type CreditMemo = Node & {
  readonly __typename?: 'CreditMemo';
  readonly id: Scalars['ID']['output'];
  readonly number: Scalars['String']['output'];
  readonly invoice?: Maybe<Invoice>;
  readonly customer?: Maybe<Customer>;
  /** Credited, as a positive amount. */
  readonly total: Money;
  readonly reason?: Maybe<Scalars['String']['output']>;
  readonly issuedOn: Scalars['Date']['output'];
  readonly provenance: Provenance;
};

/** Money received for an invoice. */
export type Payment = Node & {
  readonly __typename?: 'Payment';
  readonly id: Scalars['ID']['output'];
  readonly customer?: Maybe<Customer>;
  readonly invoice?: Maybe<Invoice>;
  /** Collected. */
  readonly amount: Money;
  /** Given back. */
  readonly refunded: Money;
  readonly status: PaymentStatus;
  readonly receivedAt: Scalars['DateTime']['output'];
  readonly provenance: Provenance;
};

export type PaymentStatus =
  | 'PENDING'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'REFUNDED'
  | 'PARTIALLY_REFUNDED'
  | 'DISPUTED'
  /** The vendor uses a status that has no meaning here yet; never final. */
  | 'UNKNOWN';

export type BillingSubscriptionConnection = {
  readonly __typename?: 'BillingSubscriptionConnection';
  readonly edges: ReadonlyArray<BillingSubscriptionEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
};

export type BillingSubscriptionEdge = {
  readonly __typename?: 'BillingSubscriptionEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: BillingSubscription;
};

export type InvoiceConnection = {
  readonly __typename?: 'InvoiceConnection';
  readonly edges: ReadonlyArray<InvoiceEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
};

export type InvoiceEdge = {
  readonly __typename?: 'InvoiceEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Invoice;
};

export type CreditMemoConnection = {
  readonly __typename?: 'CreditMemoConnection';
  readonly edges: ReadonlyArray<CreditMemoEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
};

export type CreditMemoEdge = {
  readonly __typename?: 'CreditMemoEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: CreditMemo;
};

export type PaymentConnection = {
  readonly __typename?: 'PaymentConnection';
  readonly edges: ReadonlyArray<PaymentEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
};

export type PaymentEdge = {
  readonly __typename?: 'PaymentEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Payment;
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  readonly billingCommand: Scalars['JSON']['output'];
};


export type MutationBillingCommandArgs = {
  name: Scalars['String']['input'];
  command: Scalars['JSON']['input'];
  key?: InputMaybe<Scalars['String']['input']>;
  lookUp?: InputMaybe<Scalars['Boolean']['input']>;
  lane?: InputMaybe<Scalars['String']['input']>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Customer: Customer;
  Contract: Contract;
  BillingSubscription: BillingSubscription;
  Invoice: Invoice;
  CreditMemo: CreditMemo;
  Payment: Payment;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Customer:
    ( { __typename: 'Customer' }
    & GraphQLRecursivePick<FederationTypes['Customer'], {"id":true}> );
  Contract:
    ( { __typename: 'Contract' }
    & GraphQLRecursivePick<FederationTypes['Contract'], {"id":true}> );
  BillingSubscription:
    ( { __typename: 'BillingSubscription' }
    & GraphQLRecursivePick<FederationTypes['BillingSubscription'], {"id":true}> );
  Invoice:
    ( { __typename: 'Invoice' }
    & GraphQLRecursivePick<FederationTypes['Invoice'], {"id":true}> );
  CreditMemo:
    ( { __typename: 'CreditMemo' }
    & GraphQLRecursivePick<FederationTypes['CreditMemo'], {"id":true}> );
  Payment:
    ( { __typename: 'Payment' }
    & GraphQLRecursivePick<FederationTypes['Payment'], {"id":true}> );
};


/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( BillingSubscription )
    | ( Invoice )
    | ( CreditMemo )
    | ( Payment )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  CurrencyCode: ResolverTypeWrapper<Scalars['CurrencyCode']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  SystemKind: SystemKind;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Money: ResolverTypeWrapper<Money>;
  Provenance: ResolverTypeWrapper<Provenance>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  ExternalRef: ResolverTypeWrapper<ExternalRef>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Freshness: Freshness;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  InvoiceFilter: InvoiceFilter;
  Customer: ResolverTypeWrapper<Customer>;
  Contract: ResolverTypeWrapper<Contract>;
  Product: ResolverTypeWrapper<Product>;
  BillingSubscription: ResolverTypeWrapper<BillingSubscription>;
  SubscriptionStatus: SubscriptionStatus;
  SubscriptionItem: ResolverTypeWrapper<SubscriptionItem>;
  Invoice: ResolverTypeWrapper<Invoice>;
  InvoiceStatus: InvoiceStatus;
  InvoiceLine: ResolverTypeWrapper<InvoiceLine>;
  CreditMemo: ResolverTypeWrapper<CreditMemo>;
  Payment: ResolverTypeWrapper<Payment>;
  PaymentStatus: PaymentStatus;
  BillingSubscriptionConnection: ResolverTypeWrapper<BillingSubscriptionConnection>;
  BillingSubscriptionEdge: ResolverTypeWrapper<BillingSubscriptionEdge>;
  InvoiceConnection: ResolverTypeWrapper<InvoiceConnection>;
  InvoiceEdge: ResolverTypeWrapper<InvoiceEdge>;
  CreditMemoConnection: ResolverTypeWrapper<CreditMemoConnection>;
  CreditMemoEdge: ResolverTypeWrapper<CreditMemoEdge>;
  PaymentConnection: ResolverTypeWrapper<PaymentConnection>;
  PaymentEdge: ResolverTypeWrapper<PaymentEdge>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  Date: Scalars['Date']['output'];
  Decimal: Scalars['Decimal']['output'];
  CurrencyCode: Scalars['CurrencyCode']['output'];
  JSON: Scalars['JSON']['output'];
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  ID: Scalars['ID']['output'];
  Money: Money;
  Provenance: Provenance;
  String: Scalars['String']['output'];
  Boolean: Scalars['Boolean']['output'];
  ExternalRef: ExternalRef;
  PageInfo: PageInfo;
  Query: Record<PropertyKey, never>;
  Int: Scalars['Int']['output'];
  InvoiceFilter: InvoiceFilter;
  Customer: Customer | FederationReferenceTypes['Customer'];
  Contract: Contract | FederationReferenceTypes['Contract'];
  Product: Product;
  BillingSubscription: BillingSubscription | FederationReferenceTypes['BillingSubscription'];
  SubscriptionItem: SubscriptionItem;
  Invoice: Invoice | FederationReferenceTypes['Invoice'];
  InvoiceLine: InvoiceLine;
  CreditMemo: CreditMemo | FederationReferenceTypes['CreditMemo'];
  Payment: Payment | FederationReferenceTypes['Payment'];
  BillingSubscriptionConnection: BillingSubscriptionConnection;
  BillingSubscriptionEdge: BillingSubscriptionEdge;
  InvoiceConnection: InvoiceConnection;
  InvoiceEdge: InvoiceEdge;
  CreditMemoConnection: CreditMemoConnection;
  CreditMemoEdge: CreditMemoEdge;
  PaymentConnection: PaymentConnection;
  PaymentEdge: PaymentEdge;
  Mutation: Record<PropertyKey, never>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export interface CurrencyCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['CurrencyCode'], any> {
  name: 'CurrencyCode';
}

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type NodeResolvers<ContextType = any, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'BillingSubscription' | 'Invoice' | 'CreditMemo' | 'Payment', ParentType, ContextType>;
};

export type MoneyResolvers<ContextType = any, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
};

export type ProvenanceResolvers<ContextType = any, ParentType extends ResolversParentTypes['Provenance'] = ResolversParentTypes['Provenance']> = {
  system?: Resolver<ResolversTypes['SystemKind'], ParentType, ContextType>;
  vendor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  connection?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  externalId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  asOf?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  stale?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ExternalRefResolvers<ContextType = any, ParentType extends ResolversParentTypes['ExternalRef'] = ResolversParentTypes['ExternalRef']> = {
  system?: Resolver<ResolversTypes['SystemKind'], ParentType, ContextType>;
  vendor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  connection?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  externalId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = any, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = any, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  invoice?: Resolver<Maybe<ResolversTypes['Invoice']>, ParentType, ContextType, RequireFields<QueryInvoiceArgs, 'id' | 'freshness'>>;
  invoices?: Resolver<ResolversTypes['InvoiceConnection'], ParentType, ContextType, RequireFields<QueryInvoicesArgs, 'first'>>;
};

export type CustomerResolvers<ContextType = any, ParentType extends ResolversParentTypes['Customer'] = ResolversParentTypes['Customer'], FederationReferenceType extends FederationReferenceTypes['Customer'] = FederationReferenceTypes['Customer']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Customer']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  subscriptions?: Resolver<Maybe<ResolversTypes['BillingSubscriptionConnection']>, ParentType, ContextType, RequireFields<CustomerSubscriptionsArgs, 'first'>>;
  invoices?: Resolver<Maybe<ResolversTypes['InvoiceConnection']>, ParentType, ContextType, RequireFields<CustomerInvoicesArgs, 'first'>>;
  creditMemos?: Resolver<Maybe<ResolversTypes['CreditMemoConnection']>, ParentType, ContextType, RequireFields<CustomerCreditMemosArgs, 'first'>>;
  payments?: Resolver<Maybe<ResolversTypes['PaymentConnection']>, ParentType, ContextType, RequireFields<CustomerPaymentsArgs, 'first'>>;
  openBalance?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Money']>>, ParentType, ContextType>;
};

export type ContractResolvers<ContextType = any, ParentType extends ResolversParentTypes['Contract'] = ResolversParentTypes['Contract'], FederationReferenceType extends FederationReferenceTypes['Contract'] = FederationReferenceTypes['Contract']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Contract']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  subscription?: Resolver<Maybe<ResolversTypes['BillingSubscription']>, ParentType, ContextType>;
};

export type ProductResolvers<ContextType = any, ParentType extends ResolversParentTypes['Product'] = ResolversParentTypes['Product']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type BillingSubscriptionResolvers<ContextType = any, ParentType extends ResolversParentTypes['BillingSubscription'] = ResolversParentTypes['BillingSubscription'], FederationReferenceType extends FederationReferenceTypes['BillingSubscription'] = FederationReferenceTypes['BillingSubscription']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['BillingSubscription']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['SubscriptionStatus'], ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  contract?: Resolver<Maybe<ResolversTypes['Contract']>, ParentType, ContextType>;
  currentPeriodStartsOn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  currentPeriodEndsOn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  items?: Resolver<ReadonlyArray<ResolversTypes['SubscriptionItem']>, ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes['Provenance'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SubscriptionItemResolvers<ContextType = any, ParentType extends ResolversParentTypes['SubscriptionItem'] = ResolversParentTypes['SubscriptionItem']> = {
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType>;
  quantity?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  unitPrice?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  externalId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type InvoiceResolvers<ContextType = any, ParentType extends ResolversParentTypes['Invoice'] = ResolversParentTypes['Invoice'], FederationReferenceType extends FederationReferenceTypes['Invoice'] = FederationReferenceTypes['Invoice']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Invoice']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['InvoiceStatus'], ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  contract?: Resolver<Maybe<ResolversTypes['Contract']>, ParentType, ContextType>;
  issuedOn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  dueOn?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  tax?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  amountDue?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  amountPaid?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  lines?: Resolver<ReadonlyArray<ResolversTypes['InvoiceLine']>, ParentType, ContextType>;
  payments?: Resolver<ReadonlyArray<ResolversTypes['Payment']>, ParentType, ContextType>;
  creditMemos?: Resolver<ReadonlyArray<ResolversTypes['CreditMemo']>, ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes['Provenance'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvoiceLineResolvers<ContextType = any, ParentType extends ResolversParentTypes['InvoiceLine'] = ResolversParentTypes['InvoiceLine']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType>;
  quantity?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  servicePeriodStartsOn?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  servicePeriodEndsOn?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  proration?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  taxCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CreditMemoResolvers<ContextType = any, ParentType extends ResolversParentTypes['CreditMemo'] = ResolversParentTypes['CreditMemo'], FederationReferenceType extends FederationReferenceTypes['CreditMemo'] = FederationReferenceTypes['CreditMemo']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['CreditMemo']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  invoice?: Resolver<Maybe<ResolversTypes['Invoice']>, ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  issuedOn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes['Provenance'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PaymentResolvers<ContextType = any, ParentType extends ResolversParentTypes['Payment'] = ResolversParentTypes['Payment'], FederationReferenceType extends FederationReferenceTypes['Payment'] = FederationReferenceTypes['Payment']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Payment']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  invoice?: Resolver<Maybe<ResolversTypes['Invoice']>, ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  refunded?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['PaymentStatus'], ParentType, ContextType>;
  receivedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes['Provenance'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type BillingSubscriptionConnectionResolvers<ContextType = any, ParentType extends ResolversParentTypes['BillingSubscriptionConnection'] = ResolversParentTypes['BillingSubscriptionConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['BillingSubscriptionEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type BillingSubscriptionEdgeResolvers<ContextType = any, ParentType extends ResolversParentTypes['BillingSubscriptionEdge'] = ResolversParentTypes['BillingSubscriptionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['BillingSubscription'], ParentType, ContextType>;
};

export type InvoiceConnectionResolvers<ContextType = any, ParentType extends ResolversParentTypes['InvoiceConnection'] = ResolversParentTypes['InvoiceConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['InvoiceEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type InvoiceEdgeResolvers<ContextType = any, ParentType extends ResolversParentTypes['InvoiceEdge'] = ResolversParentTypes['InvoiceEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Invoice'], ParentType, ContextType>;
};

export type CreditMemoConnectionResolvers<ContextType = any, ParentType extends ResolversParentTypes['CreditMemoConnection'] = ResolversParentTypes['CreditMemoConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['CreditMemoEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type CreditMemoEdgeResolvers<ContextType = any, ParentType extends ResolversParentTypes['CreditMemoEdge'] = ResolversParentTypes['CreditMemoEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['CreditMemo'], ParentType, ContextType>;
};

export type PaymentConnectionResolvers<ContextType = any, ParentType extends ResolversParentTypes['PaymentConnection'] = ResolversParentTypes['PaymentConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['PaymentEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PaymentEdgeResolvers<ContextType = any, ParentType extends ResolversParentTypes['PaymentEdge'] = ResolversParentTypes['PaymentEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Payment'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = any, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  billingCommand?: Resolver<ResolversTypes['JSON'], ParentType, ContextType, RequireFields<MutationBillingCommandArgs, 'name' | 'command' | 'lookUp'>>;
};

export type Resolvers<ContextType = any> = {
  DateTime?: GraphQLScalarType;
  Date?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  CurrencyCode?: GraphQLScalarType;
  JSON?: GraphQLScalarType;
  Node?: NodeResolvers<ContextType>;
  Money?: MoneyResolvers<ContextType>;
  Provenance?: ProvenanceResolvers<ContextType>;
  ExternalRef?: ExternalRefResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Customer?: CustomerResolvers<ContextType>;
  Contract?: ContractResolvers<ContextType>;
  Product?: ProductResolvers<ContextType>;
  BillingSubscription?: BillingSubscriptionResolvers<ContextType>;
  SubscriptionItem?: SubscriptionItemResolvers<ContextType>;
  Invoice?: InvoiceResolvers<ContextType>;
  InvoiceLine?: InvoiceLineResolvers<ContextType>;
  CreditMemo?: CreditMemoResolvers<ContextType>;
  Payment?: PaymentResolvers<ContextType>;
  BillingSubscriptionConnection?: BillingSubscriptionConnectionResolvers<ContextType>;
  BillingSubscriptionEdge?: BillingSubscriptionEdgeResolvers<ContextType>;
  InvoiceConnection?: InvoiceConnectionResolvers<ContextType>;
  InvoiceEdge?: InvoiceEdgeResolvers<ContextType>;
  CreditMemoConnection?: CreditMemoConnectionResolvers<ContextType>;
  CreditMemoEdge?: CreditMemoEdgeResolvers<ContextType>;
  PaymentConnection?: PaymentConnectionResolvers<ContextType>;
  PaymentEdge?: PaymentEdgeResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
};

