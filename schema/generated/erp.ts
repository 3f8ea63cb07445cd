// Written by schema/codegen.ts from schema/graphql. Never edited.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
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

export type Customer = {
  readonly __typename?: 'Customer';
  readonly id: Scalars['ID']['output'];
  /** Posted and not paid yet, one row an entity and currency. */
  readonly receivable?: Maybe<ReadonlyArray<Receivable>>;
};

export type Invoice = Node & {
  readonly __typename?: 'Invoice';
  readonly id: Scalars['ID']['output'];
  /** What the ledger did with this invoice; null when it has not heard of it. */
  readonly posting?: Maybe<ErpPosting>;
};

export type CreditMemo = Node & {
  readonly __typename?: 'CreditMemo';
  readonly id: Scalars['ID']['output'];
  readonly posting?: Maybe<ErpPosting>;
};

export type Payment = Node & {
  readonly __typename?: 'Payment';
  readonly id: Scalars['ID']['output'];
  readonly posting?: Maybe<ErpPosting>;
};

export type Product = {
  readonly __typename?: 'Product';
  readonly id: Scalars['ID']['output'];
  /** The ledger's item. */
  readonly erpItem?: Maybe<Scalars['String']['output']>;
  /** Number of the account that its revenue is recognised on. */
  readonly revenueAccount?: Maybe<Scalars['String']['output']>;
  /** Number of the account that its billings wait on. */
  readonly deferredAccount?: Maybe<Scalars['String']['output']>;
};

/** A company of ours that keeps books of its own: the boundary of access. */
export type LegalEntity = Node & {
  readonly __typename?: 'LegalEntity';
  readonly id: Scalars['ID']['output'];
  /** Short code, such as US. */
  readonly code: Scalars['String']['output'];
  readonly name: Scalars['String']['output'];
  readonly functionalCurrency: Scalars['CurrencyCode']['output'];
  /** The ERP connection that keeps its books. */
  readonly erp: Scalars['String']['output'];
};

/** What the ledger did with a document. */
export type ErpPosting = {
  readonly __typename?: 'ErpPosting';
  readonly id: Scalars['ID']['output'];
  readonly status: PostingStatus;
  /** The ledger's own number. */
  readonly documentNumber?: Maybe<Scalars['String']['output']>;
  readonly legalEntity: LegalEntity;
  readonly period?: Maybe<AccountingPeriod>;
  readonly postedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The document's own entry and those that refer to it. */
  readonly journalEntries: ReadonlyArray<JournalEntry>;
  /** Posted less billed; null until both are known. */
  readonly variance?: Maybe<Money>;
  readonly provenance: Provenance;
};

export type PostingStatus =
  | 'PLANNED'
  | 'SENT'
  | 'ACCEPTED'
  | 'POSTED'
  | 'VERIFIED'
  | 'PARKED'
  | 'REVERSED'
  | 'UNKNOWN';

/** A balanced entry of the general ledger. */
export type JournalEntry = Node & {
  readonly __typename?: 'JournalEntry';
  readonly id: Scalars['ID']['output'];
  readonly postedOn: Scalars['Date']['output'];
  readonly period: AccountingPeriod;
  readonly legalEntity: LegalEntity;
  readonly lines: ReadonlyArray<JournalLine>;
  /** The document or contract it came of. */
  readonly source?: Maybe<Node>;
  /** Null in a preview, which no ledger has seen. */
  readonly provenance?: Maybe<Provenance>;
};

/** Debit or credit, never both. */
export type JournalLine = {
  readonly __typename?: 'JournalLine';
  readonly account: Scalars['String']['output'];
  readonly accountName?: Maybe<Scalars['String']['output']>;
  /** Posted. */
  readonly debit?: Maybe<Money>;
  /** Posted. */
  readonly credit?: Maybe<Money>;
  readonly dimensions: ReadonlyArray<Dimension>;
};

export type Dimension = {
  readonly __typename?: 'Dimension';
  readonly name: Scalars['String']['output'];
  readonly value: Scalars['String']['output'];
};

/** A month of a legal entity's books. */
export type AccountingPeriod = {
  readonly __typename?: 'AccountingPeriod';
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  readonly startsOn: Scalars['Date']['output'];
  /** Last day. */
  readonly endsOn: Scalars['Date']['output'];
  readonly status: PeriodStatus;
  readonly legalEntity: LegalEntity;
};

export type PeriodStatus =
  | 'OPEN'
  /** Receivables may not be posted any more. */
  | 'AR_LOCKED'
  | 'CLOSED'
  | 'UNKNOWN';

export type Receivable = {
  readonly __typename?: 'Receivable';
  readonly legalEntity: LegalEntity;
  /** Posted and open. */
  readonly balance: Money;
  /** The part that is past its due date. */
  readonly overdue: Money;
  readonly ageing: ReadonlyArray<AgeingBucket>;
};

export type AgeingBucket = {
  readonly __typename?: 'AgeingBucket';
  readonly label: Scalars['String']['output'];
  /** Days past due. */
  readonly fromDays: Scalars['Int']['output'];
  readonly toDays?: Maybe<Scalars['Int']['output']>;
  /** Posted and open. */
  readonly amount: Money;
};

export type Contract = Node & {
  readonly __typename?: 'Contract';
  readonly id: Scalars['ID']['output'];
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  readonly erpCommand: Scalars['JSON']['output'];
};


export type MutationErpCommandArgs = {
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
  Invoice: Invoice;
  CreditMemo: CreditMemo;
  Payment: Payment;
  Product: Product;
  LegalEntity: LegalEntity;
  ErpPosting: ErpPosting;
  JournalEntry: JournalEntry;
  AccountingPeriod: AccountingPeriod;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Customer:
    ( { __typename: 'Customer' }
    & GraphQLRecursivePick<FederationTypes['Customer'], {"id":true}> );
  Invoice:
    ( { __typename: 'Invoice' }
    & GraphQLRecursivePick<FederationTypes['Invoice'], {"id":true}> );
  CreditMemo:
    ( { __typename: 'CreditMemo' }
    & GraphQLRecursivePick<FederationTypes['CreditMemo'], {"id":true}> );
  Payment:
    ( { __typename: 'Payment' }
    & GraphQLRecursivePick<FederationTypes['Payment'], {"id":true}> );
  Product:
    ( { __typename: 'Product' }
    & GraphQLRecursivePick<FederationTypes['Product'], {"id":true}> );
  LegalEntity:
    ( { __typename: 'LegalEntity' }
    & GraphQLRecursivePick<FederationTypes['LegalEntity'], {"id":true}> );
  ErpPosting:
    ( { __typename: 'ErpPosting' }
    & GraphQLRecursivePick<FederationTypes['ErpPosting'], {"id":true}> );
  JournalEntry:
    ( { __typename: 'JournalEntry' }
    & GraphQLRecursivePick<FederationTypes['JournalEntry'], {"id":true}> );
  AccountingPeriod:
    ( { __typename: 'AccountingPeriod' }
    & GraphQLRecursivePick<FederationTypes['AccountingPeriod'], {"id":true}> );
};


/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( Omit<Invoice, 'posting'> & { posting?: Maybe<_RefType['ErpPosting']> } )
    | ( Omit<CreditMemo, 'posting'> & { posting?: Maybe<_RefType['ErpPosting']> } )
    | ( Omit<Payment, 'posting'> & { posting?: Maybe<_RefType['ErpPosting']> } )
    | ( LegalEntity )
    | ( Omit<JournalEntry, 'period' | 'source'> & { period: _RefType['AccountingPeriod'], source?: Maybe<_RefType['Node']> } )
    | ( Contract )
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
  Customer: ResolverTypeWrapper<Customer>;
  Invoice: ResolverTypeWrapper<Omit<Invoice, 'posting'> & { posting?: Maybe<ResolversTypes['ErpPosting']> }>;
  CreditMemo: ResolverTypeWrapper<Omit<CreditMemo, 'posting'> & { posting?: Maybe<ResolversTypes['ErpPosting']> }>;
  Payment: ResolverTypeWrapper<Omit<Payment, 'posting'> & { posting?: Maybe<ResolversTypes['ErpPosting']> }>;
  Product: ResolverTypeWrapper<Product>;
  LegalEntity: ResolverTypeWrapper<LegalEntity>;
  ErpPosting: ResolverTypeWrapper<Omit<ErpPosting, 'period' | 'journalEntries'> & { period?: Maybe<ResolversTypes['AccountingPeriod']>, journalEntries: ReadonlyArray<ResolversTypes['JournalEntry']> }>;
  PostingStatus: PostingStatus;
  JournalEntry: ResolverTypeWrapper<Omit<JournalEntry, 'period' | 'source'> & { period: ResolversTypes['AccountingPeriod'], source?: Maybe<ResolversTypes['Node']> }>;
  JournalLine: ResolverTypeWrapper<JournalLine>;
  Dimension: ResolverTypeWrapper<Dimension>;
  AccountingPeriod: ResolverTypeWrapper<AccountingPeriod>;
  PeriodStatus: PeriodStatus;
  Receivable: ResolverTypeWrapper<Receivable>;
  AgeingBucket: ResolverTypeWrapper<AgeingBucket>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Contract: ResolverTypeWrapper<Contract>;
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
  Customer: Customer | FederationReferenceTypes['Customer'];
  Invoice: Omit<Invoice, 'posting'> & { posting?: Maybe<ResolversParentTypes['ErpPosting']> } | FederationReferenceTypes['Invoice'];
  CreditMemo: Omit<CreditMemo, 'posting'> & { posting?: Maybe<ResolversParentTypes['ErpPosting']> } | FederationReferenceTypes['CreditMemo'];
  Payment: Omit<Payment, 'posting'> & { posting?: Maybe<ResolversParentTypes['ErpPosting']> } | FederationReferenceTypes['Payment'];
  Product: Product | FederationReferenceTypes['Product'];
  LegalEntity: LegalEntity | FederationReferenceTypes['LegalEntity'];
  ErpPosting: Omit<ErpPosting, 'period' | 'journalEntries'> & { period?: Maybe<ResolversParentTypes['AccountingPeriod']>, journalEntries: ReadonlyArray<ResolversParentTypes['JournalEntry']> } | FederationReferenceTypes['ErpPosting'];
  JournalEntry: Omit<JournalEntry, 'period' | 'source'> & { period: ResolversParentTypes['AccountingPeriod'], source?: Maybe<ResolversParentTypes['Node']> } | FederationReferenceTypes['JournalEntry'];
  JournalLine: JournalLine;
  Dimension: Dimension;
  AccountingPeriod: AccountingPeriod | FederationReferenceTypes['AccountingPeriod'];
  Receivable: Receivable;
  AgeingBucket: AgeingBucket;
  Int: Scalars['Int']['output'];
  Contract: Contract;
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
  __resolveType: TypeResolveFn<'Invoice' | 'CreditMemo' | 'Payment' | 'LegalEntity' | 'JournalEntry' | 'Contract', ParentType, ContextType>;
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

export type CustomerResolvers<ContextType = any, ParentType extends ResolversParentTypes['Customer'] = ResolversParentTypes['Customer'], FederationReferenceType extends FederationReferenceTypes['Customer'] = FederationReferenceTypes['Customer']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Customer']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  receivable?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Receivable']>>, ParentType, ContextType>;
};

export type InvoiceResolvers<ContextType = any, ParentType extends ResolversParentTypes['Invoice'] = ResolversParentTypes['Invoice'], FederationReferenceType extends FederationReferenceTypes['Invoice'] = FederationReferenceTypes['Invoice']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Invoice']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  posting?: Resolver<Maybe<ResolversTypes['ErpPosting']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CreditMemoResolvers<ContextType = any, ParentType extends ResolversParentTypes['CreditMemo'] = ResolversParentTypes['CreditMemo'], FederationReferenceType extends FederationReferenceTypes['CreditMemo'] = FederationReferenceTypes['CreditMemo']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['CreditMemo']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  posting?: Resolver<Maybe<ResolversTypes['ErpPosting']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PaymentResolvers<ContextType = any, ParentType extends ResolversParentTypes['Payment'] = ResolversParentTypes['Payment'], FederationReferenceType extends FederationReferenceTypes['Payment'] = FederationReferenceTypes['Payment']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Payment']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  posting?: Resolver<Maybe<ResolversTypes['ErpPosting']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ProductResolvers<ContextType = any, ParentType extends ResolversParentTypes['Product'] = ResolversParentTypes['Product'], FederationReferenceType extends FederationReferenceTypes['Product'] = FederationReferenceTypes['Product']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Product']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  erpItem?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  revenueAccount?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  deferredAccount?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type LegalEntityResolvers<ContextType = any, ParentType extends ResolversParentTypes['LegalEntity'] = ResolversParentTypes['LegalEntity'], FederationReferenceType extends FederationReferenceTypes['LegalEntity'] = FederationReferenceTypes['LegalEntity']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['LegalEntity']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  functionalCurrency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
  erp?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ErpPostingResolvers<ContextType = any, ParentType extends ResolversParentTypes['ErpPosting'] = ResolversParentTypes['ErpPosting'], FederationReferenceType extends FederationReferenceTypes['ErpPosting'] = FederationReferenceTypes['ErpPosting']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ErpPosting']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['PostingStatus'], ParentType, ContextType>;
  documentNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  legalEntity?: Resolver<ResolversTypes['LegalEntity'], ParentType, ContextType>;
  period?: Resolver<Maybe<ResolversTypes['AccountingPeriod']>, ParentType, ContextType>;
  postedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  journalEntries?: Resolver<ReadonlyArray<ResolversTypes['JournalEntry']>, ParentType, ContextType>;
  variance?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes['Provenance'], ParentType, ContextType>;
};

export type JournalEntryResolvers<ContextType = any, ParentType extends ResolversParentTypes['JournalEntry'] = ResolversParentTypes['JournalEntry'], FederationReferenceType extends FederationReferenceTypes['JournalEntry'] = FederationReferenceTypes['JournalEntry']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['JournalEntry']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  postedOn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  period?: Resolver<ResolversTypes['AccountingPeriod'], ParentType, ContextType>;
  legalEntity?: Resolver<ResolversTypes['LegalEntity'], ParentType, ContextType>;
  lines?: Resolver<ReadonlyArray<ResolversTypes['JournalLine']>, ParentType, ContextType>;
  source?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType>;
  provenance?: Resolver<Maybe<ResolversTypes['Provenance']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type JournalLineResolvers<ContextType = any, ParentType extends ResolversParentTypes['JournalLine'] = ResolversParentTypes['JournalLine']> = {
  account?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  accountName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  debit?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  credit?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  dimensions?: Resolver<ReadonlyArray<ResolversTypes['Dimension']>, ParentType, ContextType>;
};

export type DimensionResolvers<ContextType = any, ParentType extends ResolversParentTypes['Dimension'] = ResolversParentTypes['Dimension']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type AccountingPeriodResolvers<ContextType = any, ParentType extends ResolversParentTypes['AccountingPeriod'] = ResolversParentTypes['AccountingPeriod'], FederationReferenceType extends FederationReferenceTypes['AccountingPeriod'] = FederationReferenceTypes['AccountingPeriod']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['AccountingPeriod']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  startsOn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  endsOn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['PeriodStatus'], ParentType, ContextType>;
  legalEntity?: Resolver<ResolversTypes['LegalEntity'], ParentType, ContextType>;
};

export type ReceivableResolvers<ContextType = any, ParentType extends ResolversParentTypes['Receivable'] = ResolversParentTypes['Receivable']> = {
  legalEntity?: Resolver<ResolversTypes['LegalEntity'], ParentType, ContextType>;
  balance?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  overdue?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  ageing?: Resolver<ReadonlyArray<ResolversTypes['AgeingBucket']>, ParentType, ContextType>;
};

export type AgeingBucketResolvers<ContextType = any, ParentType extends ResolversParentTypes['AgeingBucket'] = ResolversParentTypes['AgeingBucket']> = {
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  fromDays?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  toDays?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type ContractResolvers<ContextType = any, ParentType extends ResolversParentTypes['Contract'] = ResolversParentTypes['Contract']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MutationResolvers<ContextType = any, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  erpCommand?: Resolver<ResolversTypes['JSON'], ParentType, ContextType, RequireFields<MutationErpCommandArgs, 'name' | 'command' | 'lookUp'>>;
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
  Customer?: CustomerResolvers<ContextType>;
  Invoice?: InvoiceResolvers<ContextType>;
  CreditMemo?: CreditMemoResolvers<ContextType>;
  Payment?: PaymentResolvers<ContextType>;
  Product?: ProductResolvers<ContextType>;
  LegalEntity?: LegalEntityResolvers<ContextType>;
  ErpPosting?: ErpPostingResolvers<ContextType>;
  JournalEntry?: JournalEntryResolvers<ContextType>;
  JournalLine?: JournalLineResolvers<ContextType>;
  Dimension?: DimensionResolvers<ContextType>;
  AccountingPeriod?: AccountingPeriodResolvers<ContextType>;
  Receivable?: ReceivableResolvers<ContextType>;
  AgeingBucket?: AgeingBucketResolvers<ContextType>;
  Contract?: ContractResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
};

