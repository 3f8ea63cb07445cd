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

export type Query = {
  readonly __typename?: 'Query';
  /** What a filing needs of one entity and span; null where the asker may not see the entity. */
  readonly revenueDisclosures?: Maybe<RevenueDisclosures>;
  /**
   * What an entity has promised and cannot earn yet, as of today, the largest amounts first: work that is not done, not
   * accepted, or use that is not charged. Null where the asker may not see the entity.
   */
  readonly revenueDelays?: Maybe<RevenueDelayConnection>;
};


export type QueryRevenueDisclosuresArgs = {
  legalEntityId: Scalars['ID']['input'];
  from: Scalars['Date']['input'];
  to: Scalars['Date']['input'];
  knownAt?: InputMaybe<Scalars['DateTime']['input']>;
};


export type QueryRevenueDelaysArgs = {
  legalEntityId: Scalars['ID']['input'];
  cause?: InputMaybe<RevenueDelayCause>;
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};

export type Customer = {
  readonly __typename?: 'Customer';
  readonly id: Scalars['ID']['output'];
  /** Contracted, billed and recognised kept apart, one row an entity and currency, as of the end of that day. */
  readonly revenue?: Maybe<ReadonlyArray<RevenueSummary>>;
};


export type CustomerRevenueArgs = {
  asOf?: InputMaybe<Scalars['Date']['input']>;
  knownAt?: InputMaybe<Scalars['DateTime']['input']>;
};

export type Contract = {
  readonly __typename?: 'Contract';
  readonly id: Scalars['ID']['output'];
  /** The accounting of this contract. */
  readonly revenueContract?: Maybe<RevenueContract>;
};

export type LegalEntity = {
  readonly __typename?: 'LegalEntity';
  readonly id: Scalars['ID']['output'];
};

export type AccountingPeriod = {
  readonly __typename?: 'AccountingPeriod';
  readonly id: Scalars['ID']['output'];
};

export type Product = {
  readonly __typename?: 'Product';
  readonly id: Scalars['ID']['output'];
};

export type JournalEntry = {
  readonly __typename?: 'JournalEntry';
  readonly id: Scalars['ID']['output'];
};

/** Contracted, billed and recognised, kept apart. */
export type RevenueSummary = {
  readonly __typename?: 'RevenueSummary';
  readonly legalEntity?: Maybe<LegalEntity>;
  /** Contracted: the transaction price. */
  readonly contracted: Money;
  /** Billed by then. */
  readonly billed: Money;
  /** Recognized by then. */
  readonly recognized: Money;
  /** Billed and not recognized: a liability. */
  readonly deferred: Money;
  /** Recognized and not billed: an asset. */
  readonly unbilled: Money;
  /** Contracted and not recognized. */
  readonly remainingObligation: Money;
};

/** The accounting of one contract: its obligations, its schedule and what was posted. */
export type RevenueContract = Node & {
  readonly __typename?: 'RevenueContract';
  readonly id: Scalars['ID']['output'];
  readonly contract?: Maybe<Contract>;
  /** Policy preset and version. */
  readonly policy: Scalars['String']['output'];
  readonly version: Scalars['Int']['output'];
  /** Contracted, all modifications included. */
  readonly transactionPrice: Money;
  readonly obligations: ReadonlyArray<PerformanceObligation>;
  /** Recognized amounts, one row an obligation and period. */
  readonly schedule: ReadonlyArray<RevenuePeriod>;
  /** Booked month by recognised month. */
  readonly waterfall: ReadonlyArray<WaterfallRow>;
  readonly modifications: ReadonlyArray<ContractModification>;
  /** The ledger's entries made of this schedule. */
  readonly journalEntries?: Maybe<ReadonlyArray<JournalEntry>>;
};


/** The accounting of one contract: its obligations, its schedule and what was posted. */
export type RevenueContractScheduleArgs = {
  from?: InputMaybe<Scalars['Date']['input']>;
  to?: InputMaybe<Scalars['Date']['input']>;
  asOf?: InputMaybe<Scalars['Date']['input']>;
  knownAt?: InputMaybe<Scalars['DateTime']['input']>;
};


/** The accounting of one contract: its obligations, its schedule and what was posted. */
export type RevenueContractWaterfallArgs = {
  from: Scalars['Date']['input'];
  to: Scalars['Date']['input'];
};

/** A promise to transfer something distinct. */
export type PerformanceObligation = Node & {
  readonly __typename?: 'PerformanceObligation';
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  readonly product?: Maybe<Product>;
  readonly method: RecognitionMethod;
  /** Standalone selling price of what was promised. */
  readonly standaloneSellingPrice: Money;
  /** Contracted share of the transaction price. */
  readonly allocated: Money;
  /** Recognized as of today. */
  readonly recognized: Money;
  readonly startsOn?: Maybe<Scalars['Date']['output']>;
  /** Last day. */
  readonly endsOn?: Maybe<Scalars['Date']['output']>;
  readonly status: ObligationStatus;
  /** Why it is not earned yet; null when nothing is missing today, and in a preview. */
  readonly delay?: Maybe<RevenueDelay>;
  /** How the figures came to be. */
  readonly explanation: ReadonlyArray<Derivation>;
};

/** What has to come before an obligation, or the rest of it, is earned. */
export type RevenueDelay = {
  readonly __typename?: 'RevenueDelay';
  readonly cause: RevenueDelayCause;
  /** In a sentence, with what to do. */
  readonly reason: Scalars['String']['output'];
  /** From this day on it could have been earned. */
  readonly since: Scalars['Date']['output'];
  /** Contracted and not recognized; zero for use, whose price nobody knows before it is charged. */
  readonly amount: Money;
  /** Whose work, acceptance or billing it is. */
  readonly contract: Contract;
};

export type RevenueDelayCause =
  /** Use of a month that is over is not charged. */
  | 'BILLING'
  /** Work is not done, or not told. */
  | 'EXECUTION'
  /** The customer has not accepted what was done. */
  | 'ACCEPTANCE';

export type RevenueDelayConnection = {
  readonly __typename?: 'RevenueDelayConnection';
  readonly edges: ReadonlyArray<RevenueDelayEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
  /** Of all that is found, one amount a currency. */
  readonly total: ReadonlyArray<Money>;
};

export type RevenueDelayEdge = {
  readonly __typename?: 'RevenueDelayEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: PerformanceObligation;
};

export type RecognitionMethod =
  | 'DAILY'
  | 'MONTHLY'
  | 'POINT_IN_TIME'
  | 'MILESTONE'
  | 'USAGE'
  | 'PERCENT_COMPLETE';

export type ObligationStatus =
  | 'PENDING_EVIDENCE'
  | 'ACTIVE'
  | 'SATISFIED'
  | 'CANCELLED';

/** What one obligation earns in one period. */
export type RevenuePeriod = {
  readonly __typename?: 'RevenuePeriod';
  readonly period?: Maybe<AccountingPeriod>;
  readonly obligation: PerformanceObligation;
  /** Recognized in the period. */
  readonly amount: Money;
  /** The period it belongs to, when it was posted in a later one; YYYY-MM. */
  readonly originPeriod?: Maybe<Scalars['String']['output']>;
  /** Whether the ledger has it. */
  readonly posted: Scalars['Boolean']['output'];
  /** Recognized up to the period's end. */
  readonly cumulative: Money;
  /** How the amount that the month earns came to be, causes first; null in a preview. */
  readonly explanation?: Maybe<ReadonlyArray<Derivation>>;
};

export type WaterfallRow = {
  readonly __typename?: 'WaterfallRow';
  /** Month of booking, YYYY-MM. */
  readonly bookedIn: Scalars['String']['output'];
  readonly cells: ReadonlyArray<WaterfallCell>;
};

export type WaterfallCell = {
  readonly __typename?: 'WaterfallCell';
  /** Month, YYYY-MM. */
  readonly recognizedIn: Scalars['String']['output'];
  /** Recognized. */
  readonly amount: Money;
};

/** The revenue effect of an amendment. */
export type ContractModification = {
  readonly __typename?: 'ContractModification';
  readonly effectiveOn: Scalars['Date']['output'];
  readonly treatment: ModificationTreatment;
  /** Contracted: what the amendment added to the price. */
  readonly deltaPrice: Money;
  /** Recognized at once for the past. */
  readonly catchUp: Money;
  readonly explanation: ReadonlyArray<Derivation>;
};

export type ModificationTreatment =
  | 'SEPARATE_CONTRACT'
  | 'PROSPECTIVE'
  | 'CUMULATIVE_CATCH_UP'
  | 'MIXED';

/** One line of how a figure came to be: rule, inputs, result. */
export type Derivation = {
  readonly __typename?: 'Derivation';
  readonly rule: Scalars['String']['output'];
  readonly ruleVersion: Scalars['String']['output'];
  readonly inputs: Scalars['JSON']['output'];
  readonly result: Scalars['String']['output'];
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  readonly revrecCommand: Scalars['JSON']['output'];
};


export type MutationRevrecCommandArgs = {
  name: Scalars['String']['input'];
  command: Scalars['JSON']['input'];
  key?: InputMaybe<Scalars['String']['input']>;
  lookUp?: InputMaybe<Scalars['Boolean']['input']>;
  lane?: InputMaybe<Scalars['String']['input']>;
};

/** What a filing needs of one entity and span: obligations still to be met, the balances' movement, revenue by kind. Amounts of different currencies stand in rows of their own. */
export type RevenueDisclosures = {
  readonly __typename?: 'RevenueDisclosures';
  readonly legalEntity: LegalEntity;
  readonly from: Scalars['Date']['output'];
  readonly to: Scalars['Date']['output'];
  readonly knownAt: Scalars['DateTime']['output'];
  /** Contracted and not recognized at the end of the span, by when it is to be earned. */
  readonly remainingObligations: ReadonlyArray<ObligationBand>;
  /** How each balance came from the day before the span to its last. */
  readonly rollforward: ReadonlyArray<BalanceMovement>;
  /** Recognized in the span. */
  readonly disaggregation: ReadonlyArray<RevenueSlice>;
};

export type ObligationBand = {
  readonly __typename?: 'ObligationBand';
  readonly label: Scalars['String']['output'];
  readonly from: Scalars['Date']['output'];
  /** Last day; null where it has no end or none that is known. */
  readonly to?: Maybe<Scalars['Date']['output']>;
  /** Contracted and not recognized. */
  readonly amount: Money;
};

export type ContractBalance =
  | 'CONTRACT_ASSET'
  | 'CONTRACT_LIABILITY'
  | 'RECEIVABLE'
  | 'REFUND_LIABILITY';

/** Opening and its changes add up to closing. Netted in each accounting contract, then added. */
export type BalanceMovement = {
  readonly __typename?: 'BalanceMovement';
  readonly balance: ContractBalance;
  readonly opening: Money;
  /** Billed, credits deducted. */
  readonly billed: Money;
  /** Recognized as it was earned. */
  readonly recognized: Money;
  /** By changes of contracts: recognized at once for the past, and promised to go back. */
  readonly modified: Money;
  readonly exchange: Money;
  readonly other: Money;
  readonly closing: Money;
};

/** Revenue under one head of a way of dividing it. */
export type RevenueSlice = {
  readonly __typename?: 'RevenueSlice';
  /** PRODUCT, TIMING or METHOD. */
  readonly dimension: Scalars['String']['output'];
  readonly value: Scalars['String']['output'];
  /** Recognized. */
  readonly amount: Money;
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
  RevenueContract: RevenueContract;
  PerformanceObligation: PerformanceObligation;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Customer:
    ( { __typename: 'Customer' }
    & GraphQLRecursivePick<FederationTypes['Customer'], {"id":true}> );
  Contract:
    ( { __typename: 'Contract' }
    & GraphQLRecursivePick<FederationTypes['Contract'], {"id":true}> );
  RevenueContract:
    ( { __typename: 'RevenueContract' }
    & GraphQLRecursivePick<FederationTypes['RevenueContract'], {"id":true}> );
  PerformanceObligation:
    ( { __typename: 'PerformanceObligation' }
    & GraphQLRecursivePick<FederationTypes['PerformanceObligation'], {"id":true}> );
};


/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( RevenueContract )
    | ( PerformanceObligation )
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
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Customer: ResolverTypeWrapper<Customer>;
  Contract: ResolverTypeWrapper<Contract>;
  LegalEntity: ResolverTypeWrapper<LegalEntity>;
  AccountingPeriod: ResolverTypeWrapper<AccountingPeriod>;
  Product: ResolverTypeWrapper<Product>;
  JournalEntry: ResolverTypeWrapper<JournalEntry>;
  RevenueSummary: ResolverTypeWrapper<RevenueSummary>;
  RevenueContract: ResolverTypeWrapper<RevenueContract>;
  PerformanceObligation: ResolverTypeWrapper<PerformanceObligation>;
  RevenueDelay: ResolverTypeWrapper<RevenueDelay>;
  RevenueDelayCause: RevenueDelayCause;
  RevenueDelayConnection: ResolverTypeWrapper<RevenueDelayConnection>;
  RevenueDelayEdge: ResolverTypeWrapper<RevenueDelayEdge>;
  RecognitionMethod: RecognitionMethod;
  ObligationStatus: ObligationStatus;
  RevenuePeriod: ResolverTypeWrapper<RevenuePeriod>;
  WaterfallRow: ResolverTypeWrapper<WaterfallRow>;
  WaterfallCell: ResolverTypeWrapper<WaterfallCell>;
  ContractModification: ResolverTypeWrapper<ContractModification>;
  ModificationTreatment: ModificationTreatment;
  Derivation: ResolverTypeWrapper<Derivation>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RevenueDisclosures: ResolverTypeWrapper<RevenueDisclosures>;
  ObligationBand: ResolverTypeWrapper<ObligationBand>;
  ContractBalance: ContractBalance;
  BalanceMovement: ResolverTypeWrapper<BalanceMovement>;
  RevenueSlice: ResolverTypeWrapper<RevenueSlice>;
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
  Customer: Customer | FederationReferenceTypes['Customer'];
  Contract: Contract | FederationReferenceTypes['Contract'];
  LegalEntity: LegalEntity;
  AccountingPeriod: AccountingPeriod;
  Product: Product;
  JournalEntry: JournalEntry;
  RevenueSummary: RevenueSummary;
  RevenueContract: RevenueContract | FederationReferenceTypes['RevenueContract'];
  PerformanceObligation: PerformanceObligation | FederationReferenceTypes['PerformanceObligation'];
  RevenueDelay: RevenueDelay;
  RevenueDelayConnection: RevenueDelayConnection;
  RevenueDelayEdge: RevenueDelayEdge;
  RevenuePeriod: RevenuePeriod;
  WaterfallRow: WaterfallRow;
  WaterfallCell: WaterfallCell;
  ContractModification: ContractModification;
  Derivation: Derivation;
  Mutation: Record<PropertyKey, never>;
  RevenueDisclosures: RevenueDisclosures;
  ObligationBand: ObligationBand;
  BalanceMovement: BalanceMovement;
  RevenueSlice: RevenueSlice;
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
  __resolveType: TypeResolveFn<'RevenueContract' | 'PerformanceObligation', ParentType, ContextType>;
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
  revenueDisclosures?: Resolver<Maybe<ResolversTypes['RevenueDisclosures']>, ParentType, ContextType, RequireFields<QueryRevenueDisclosuresArgs, 'legalEntityId' | 'from' | 'to'>>;
  revenueDelays?: Resolver<Maybe<ResolversTypes['RevenueDelayConnection']>, ParentType, ContextType, RequireFields<QueryRevenueDelaysArgs, 'legalEntityId' | 'first'>>;
};

export type CustomerResolvers<ContextType = any, ParentType extends ResolversParentTypes['Customer'] = ResolversParentTypes['Customer'], FederationReferenceType extends FederationReferenceTypes['Customer'] = FederationReferenceTypes['Customer']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Customer']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  revenue?: Resolver<Maybe<ReadonlyArray<ResolversTypes['RevenueSummary']>>, ParentType, ContextType, Partial<CustomerRevenueArgs>>;
};

export type ContractResolvers<ContextType = any, ParentType extends ResolversParentTypes['Contract'] = ResolversParentTypes['Contract'], FederationReferenceType extends FederationReferenceTypes['Contract'] = FederationReferenceTypes['Contract']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Contract']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  revenueContract?: Resolver<Maybe<ResolversTypes['RevenueContract']>, ParentType, ContextType>;
};

export type LegalEntityResolvers<ContextType = any, ParentType extends ResolversParentTypes['LegalEntity'] = ResolversParentTypes['LegalEntity']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type AccountingPeriodResolvers<ContextType = any, ParentType extends ResolversParentTypes['AccountingPeriod'] = ResolversParentTypes['AccountingPeriod']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ProductResolvers<ContextType = any, ParentType extends ResolversParentTypes['Product'] = ResolversParentTypes['Product']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type JournalEntryResolvers<ContextType = any, ParentType extends ResolversParentTypes['JournalEntry'] = ResolversParentTypes['JournalEntry']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type RevenueSummaryResolvers<ContextType = any, ParentType extends ResolversParentTypes['RevenueSummary'] = ResolversParentTypes['RevenueSummary']> = {
  legalEntity?: Resolver<Maybe<ResolversTypes['LegalEntity']>, ParentType, ContextType>;
  contracted?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  billed?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  recognized?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  deferred?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  unbilled?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  remainingObligation?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type RevenueContractResolvers<ContextType = any, ParentType extends ResolversParentTypes['RevenueContract'] = ResolversParentTypes['RevenueContract'], FederationReferenceType extends FederationReferenceTypes['RevenueContract'] = FederationReferenceTypes['RevenueContract']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['RevenueContract']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  contract?: Resolver<Maybe<ResolversTypes['Contract']>, ParentType, ContextType>;
  policy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  transactionPrice?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  obligations?: Resolver<ReadonlyArray<ResolversTypes['PerformanceObligation']>, ParentType, ContextType>;
  schedule?: Resolver<ReadonlyArray<ResolversTypes['RevenuePeriod']>, ParentType, ContextType, Partial<RevenueContractScheduleArgs>>;
  waterfall?: Resolver<ReadonlyArray<ResolversTypes['WaterfallRow']>, ParentType, ContextType, RequireFields<RevenueContractWaterfallArgs, 'from' | 'to'>>;
  modifications?: Resolver<ReadonlyArray<ResolversTypes['ContractModification']>, ParentType, ContextType>;
  journalEntries?: Resolver<Maybe<ReadonlyArray<ResolversTypes['JournalEntry']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PerformanceObligationResolvers<ContextType = any, ParentType extends ResolversParentTypes['PerformanceObligation'] = ResolversParentTypes['PerformanceObligation'], FederationReferenceType extends FederationReferenceTypes['PerformanceObligation'] = FederationReferenceTypes['PerformanceObligation']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['PerformanceObligation']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType>;
  method?: Resolver<ResolversTypes['RecognitionMethod'], ParentType, ContextType>;
  standaloneSellingPrice?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  allocated?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  recognized?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  startsOn?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  endsOn?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ObligationStatus'], ParentType, ContextType>;
  delay?: Resolver<Maybe<ResolversTypes['RevenueDelay']>, ParentType, ContextType>;
  explanation?: Resolver<ReadonlyArray<ResolversTypes['Derivation']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RevenueDelayResolvers<ContextType = any, ParentType extends ResolversParentTypes['RevenueDelay'] = ResolversParentTypes['RevenueDelay']> = {
  cause?: Resolver<ResolversTypes['RevenueDelayCause'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  since?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  contract?: Resolver<ResolversTypes['Contract'], ParentType, ContextType>;
};

export type RevenueDelayConnectionResolvers<ContextType = any, ParentType extends ResolversParentTypes['RevenueDelayConnection'] = ResolversParentTypes['RevenueDelayConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['RevenueDelayEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  total?: Resolver<ReadonlyArray<ResolversTypes['Money']>, ParentType, ContextType>;
};

export type RevenueDelayEdgeResolvers<ContextType = any, ParentType extends ResolversParentTypes['RevenueDelayEdge'] = ResolversParentTypes['RevenueDelayEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['PerformanceObligation'], ParentType, ContextType>;
};

export type RevenuePeriodResolvers<ContextType = any, ParentType extends ResolversParentTypes['RevenuePeriod'] = ResolversParentTypes['RevenuePeriod']> = {
  period?: Resolver<Maybe<ResolversTypes['AccountingPeriod']>, ParentType, ContextType>;
  obligation?: Resolver<ResolversTypes['PerformanceObligation'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  originPeriod?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  posted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  cumulative?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  explanation?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Derivation']>>, ParentType, ContextType>;
};

export type WaterfallRowResolvers<ContextType = any, ParentType extends ResolversParentTypes['WaterfallRow'] = ResolversParentTypes['WaterfallRow']> = {
  bookedIn?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  cells?: Resolver<ReadonlyArray<ResolversTypes['WaterfallCell']>, ParentType, ContextType>;
};

export type WaterfallCellResolvers<ContextType = any, ParentType extends ResolversParentTypes['WaterfallCell'] = ResolversParentTypes['WaterfallCell']> = {
  recognizedIn?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type ContractModificationResolvers<ContextType = any, ParentType extends ResolversParentTypes['ContractModification'] = ResolversParentTypes['ContractModification']> = {
  effectiveOn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  treatment?: Resolver<ResolversTypes['ModificationTreatment'], ParentType, ContextType>;
  deltaPrice?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  catchUp?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  explanation?: Resolver<ReadonlyArray<ResolversTypes['Derivation']>, ParentType, ContextType>;
};

export type DerivationResolvers<ContextType = any, ParentType extends ResolversParentTypes['Derivation'] = ResolversParentTypes['Derivation']> = {
  rule?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  ruleVersion?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  inputs?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  result?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = any, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  revrecCommand?: Resolver<ResolversTypes['JSON'], ParentType, ContextType, RequireFields<MutationRevrecCommandArgs, 'name' | 'command' | 'lookUp'>>;
};

export type RevenueDisclosuresResolvers<ContextType = any, ParentType extends ResolversParentTypes['RevenueDisclosures'] = ResolversParentTypes['RevenueDisclosures']> = {
  legalEntity?: Resolver<ResolversTypes['LegalEntity'], ParentType, ContextType>;
  from?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  knownAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  remainingObligations?: Resolver<ReadonlyArray<ResolversTypes['ObligationBand']>, ParentType, ContextType>;
  rollforward?: Resolver<ReadonlyArray<ResolversTypes['BalanceMovement']>, ParentType, ContextType>;
  disaggregation?: Resolver<ReadonlyArray<ResolversTypes['RevenueSlice']>, ParentType, ContextType>;
};

export type ObligationBandResolvers<ContextType = any, ParentType extends ResolversParentTypes['ObligationBand'] = ResolversParentTypes['ObligationBand']> = {
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  from?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  to?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type BalanceMovementResolvers<ContextType = any, ParentType extends ResolversParentTypes['BalanceMovement'] = ResolversParentTypes['BalanceMovement']> = {
  balance?: Resolver<ResolversTypes['ContractBalance'], ParentType, ContextType>;
  opening?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  billed?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  recognized?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  modified?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  exchange?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  other?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  closing?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type RevenueSliceResolvers<ContextType = any, ParentType extends ResolversParentTypes['RevenueSlice'] = ResolversParentTypes['RevenueSlice']> = {
  dimension?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
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
  LegalEntity?: LegalEntityResolvers<ContextType>;
  AccountingPeriod?: AccountingPeriodResolvers<ContextType>;
  Product?: ProductResolvers<ContextType>;
  JournalEntry?: JournalEntryResolvers<ContextType>;
  RevenueSummary?: RevenueSummaryResolvers<ContextType>;
  RevenueContract?: RevenueContractResolvers<ContextType>;
  PerformanceObligation?: PerformanceObligationResolvers<ContextType>;
  RevenueDelay?: RevenueDelayResolvers<ContextType>;
  RevenueDelayConnection?: RevenueDelayConnectionResolvers<ContextType>;
  RevenueDelayEdge?: RevenueDelayEdgeResolvers<ContextType>;
  RevenuePeriod?: RevenuePeriodResolvers<ContextType>;
  WaterfallRow?: WaterfallRowResolvers<ContextType>;
  WaterfallCell?: WaterfallCellResolvers<ContextType>;
  ContractModification?: ContractModificationResolvers<ContextType>;
  Derivation?: DerivationResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  RevenueDisclosures?: RevenueDisclosuresResolvers<ContextType>;
  ObligationBand?: ObligationBandResolvers<ContextType>;
  BalanceMovement?: BalanceMovementResolvers<ContextType>;
  RevenueSlice?: RevenueSliceResolvers<ContextType>;
};

