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
  /** One customer; null when there is none within the caller's legal entities. */
  readonly customer?: Maybe<Customer>;
  /** Customers by name. */
  readonly customers: CustomerConnection;
  /** One contract; null when there is none within the caller's legal entities. */
  readonly contract?: Maybe<Contract>;
  /** Contracts by number. */
  readonly contracts: ContractConnection;
};


export type QueryCustomerArgs = {
  id: Scalars['ID']['input'];
  freshness?: InputMaybe<Freshness>;
};


export type QueryCustomersArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<CustomerFilter>;
};


export type QueryContractArgs = {
  id: Scalars['ID']['input'];
  freshness?: InputMaybe<Freshness>;
};


export type QueryContractsArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ContractFilter>;
};

/** Members are joined by `and`. */
export type CustomerFilter = {
  /** Part of the name, in any case. */
  readonly search?: InputMaybe<Scalars['String']['input']>;
  readonly status?: InputMaybe<CustomerStatus>;
};

/** Members are joined by `and`. */
export type ContractFilter = {
  /** Part of the contract's number or of the customer's name, in any case. */
  readonly search?: InputMaybe<Scalars['String']['input']>;
  readonly customerId?: InputMaybe<Scalars['ID']['input']>;
  readonly status?: InputMaybe<ContractStatus>;
};

/** A company that buys. Owned by the CRM; other systems add what they know of it. */
export type Customer = Node & {
  readonly __typename?: 'Customer';
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  readonly status: CustomerStatus;
  /** The company above it in the account hierarchy. */
  readonly parent?: Maybe<Customer>;
  /** The companies right below it. */
  readonly children: CustomerConnection;
  /** Name of the sales person in charge. */
  readonly salesOwner?: Maybe<Scalars['String']['output']>;
  /** The CRM's records of this customer. */
  readonly externalRefs: ReadonlyArray<ExternalRef>;
  readonly provenance: Provenance;
  /** Deals, the latest close first. */
  readonly opportunities: OpportunityConnection;
  /** Contracts, the latest start first. */
  readonly contracts: ContractConnection;
};


/** A company that buys. Owned by the CRM; other systems add what they know of it. */
export type CustomerChildrenArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};


/** A company that buys. Owned by the CRM; other systems add what they know of it. */
export type CustomerOpportunitiesArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};


/** A company that buys. Owned by the CRM; other systems add what they know of it. */
export type CustomerContractsArgs = {
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  status?: InputMaybe<ContractStatus>;
};

export type CustomerStatus =
  | 'PROSPECT'
  | 'ACTIVE'
  | 'SUSPENDED'
  | 'CHURNED'
  /** The vendor uses a status that has no meaning here yet; never final. */
  | 'UNKNOWN';

/** A deal of the CRM. */
export type Opportunity = Node & {
  readonly __typename?: 'Opportunity';
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  /** The CRM's own word, such as Closed Won. */
  readonly stage: Scalars['String']['output'];
  /** Contracted: what sales says the deal is worth. */
  readonly amount?: Maybe<Money>;
  readonly closedOn?: Maybe<Scalars['Date']['output']>;
  readonly customer: Customer;
  /** The contract that came of it or that it is about. */
  readonly contract?: Maybe<Contract>;
  readonly provenance: Provenance;
};

/** What was agreed with a customer, version by version. */
export type Contract = Node & {
  readonly __typename?: 'Contract';
  readonly id: Scalars['ID']['output'];
  readonly number: Scalars['String']['output'];
  /** Counts from 1; each amendment adds one. */
  readonly version: Scalars['Int']['output'];
  readonly status: ContractStatus;
  readonly customer: Customer;
  /** The company of ours that sells. */
  readonly legalEntity?: Maybe<LegalEntity>;
  readonly startsOn: Scalars['Date']['output'];
  /** Last day of the term. */
  readonly endsOn: Scalars['Date']['output'];
  readonly currency: Scalars['CurrencyCode']['output'];
  /** Contracted: the price of the whole term, changes counted from the day they take effect; consumption has no price yet. */
  readonly totalValue: Money;
  /** Contracted: the yearly price of what recurs on the last day of the term, from which a renewal starts; zero once cancelled. */
  readonly annualValue: Money;
  /** What holds now. */
  readonly lines: ReadonlyArray<ContractLine>;
  /** Every version, the first one first. */
  readonly versions: ReadonlyArray<ContractVersion>;
  readonly opportunity?: Maybe<Opportunity>;
  readonly provenance: Provenance;
};

export type ContractStatus =
  | 'DRAFT'
  | 'ACTIVE'
  | 'AMENDING'
  | 'SUSPENDED'
  | 'CANCELLED'
  | 'EXPIRED'
  /** The vendor uses a status that has no meaning here yet; never final. */
  | 'UNKNOWN';

/** One product of a contract. */
export type ContractLine = {
  readonly __typename?: 'ContractLine';
  readonly id: Scalars['ID']['output'];
  readonly product: Product;
  readonly quantity: Scalars['Decimal']['output'];
  /** Contracted price of one unit for a year; once, for ONE_TIME and MILESTONE; of a unit consumed, for USAGE. */
  readonly unitPrice: Money;
  readonly startsOn: Scalars['Date']['output'];
  /** Last day. */
  readonly endsOn: Scalars['Date']['output'];
  readonly chargeModel: ChargeModel;
};

export type ChargeModel =
  | 'FLAT'
  | 'PER_UNIT'
  | 'TIERED'
  | 'VOLUME'
  | 'USAGE'
  | 'ONE_TIME'
  | 'MILESTONE';

/** What a contract said from a date on: effective time, and when we learned it. */
export type ContractVersion = {
  readonly __typename?: 'ContractVersion';
  readonly version: Scalars['Int']['output'];
  readonly effectiveOn: Scalars['Date']['output'];
  readonly recordedAt: Scalars['DateTime']['output'];
  /** What brought this version about; null for what was not made by a change known here. */
  readonly amendment?: Maybe<Amendment>;
  readonly lines: ReadonlyArray<ContractLine>;
  /** Contracted price of the whole term under this version. */
  readonly totalValue: Money;
};

/** A change to a signed contract. */
export type Amendment = {
  readonly __typename?: 'Amendment';
  readonly kind: AmendmentKind;
  readonly reason?: Maybe<Scalars['String']['output']>;
  readonly requestedBy: Scalars['String']['output'];
  readonly approvedBy?: Maybe<Scalars['String']['output']>;
  readonly operation?: Maybe<Operation>;
};

export type AmendmentKind =
  | 'NEW'
  | 'UPGRADE'
  | 'DOWNGRADE'
  | 'QUANTITY'
  | 'ADD_PRODUCT'
  | 'REMOVE_PRODUCT'
  | 'PRICE'
  | 'TERM'
  | 'CO_TERM'
  | 'BILLING_FREQUENCY'
  | 'RENEWAL'
  | 'CANCELLATION'
  | 'SUSPENSION'
  | 'RESUMPTION';

/** What is sold. */
export type Product = Node & {
  readonly __typename?: 'Product';
  readonly id: Scalars['ID']['output'];
  /** Our stable code, the same in every system. */
  readonly code: Scalars['String']['output'];
  readonly name: Scalars['String']['output'];
  /** The CRM's records of this product. */
  readonly externalRefs: ReadonlyArray<ExternalRef>;
};

export type LegalEntity = {
  readonly __typename?: 'LegalEntity';
  readonly id: Scalars['ID']['output'];
};

export type Operation = {
  readonly __typename?: 'Operation';
  readonly id: Scalars['ID']['output'];
};

export type CustomerConnection = {
  readonly __typename?: 'CustomerConnection';
  readonly edges: ReadonlyArray<CustomerEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
};

export type CustomerEdge = {
  readonly __typename?: 'CustomerEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Customer;
};

export type OpportunityConnection = {
  readonly __typename?: 'OpportunityConnection';
  readonly edges: ReadonlyArray<OpportunityEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
};

export type OpportunityEdge = {
  readonly __typename?: 'OpportunityEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Opportunity;
};

export type ContractConnection = {
  readonly __typename?: 'ContractConnection';
  readonly edges: ReadonlyArray<ContractEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
};

export type ContractEdge = {
  readonly __typename?: 'ContractEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node: Contract;
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  readonly crmCommand: Scalars['JSON']['output'];
};


export type MutationCrmCommandArgs = {
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
  Opportunity: Opportunity;
  Contract: Contract;
  Product: Product;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Customer:
    ( { __typename: 'Customer' }
    & GraphQLRecursivePick<FederationTypes['Customer'], {"id":true}> );
  Opportunity:
    ( { __typename: 'Opportunity' }
    & GraphQLRecursivePick<FederationTypes['Opportunity'], {"id":true}> );
  Contract:
    ( { __typename: 'Contract' }
    & GraphQLRecursivePick<FederationTypes['Contract'], {"id":true}> );
  Product:
    ( { __typename: 'Product' }
    & GraphQLRecursivePick<FederationTypes['Product'], {"id":true}> );
};


/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( Customer )
    | ( Opportunity )
    | ( Contract )
    | ( Product )
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
  CustomerFilter: CustomerFilter;
  ContractFilter: ContractFilter;
  Customer: ResolverTypeWrapper<Customer>;
  CustomerStatus: CustomerStatus;
  Opportunity: ResolverTypeWrapper<Opportunity>;
  Contract: ResolverTypeWrapper<Contract>;
  ContractStatus: ContractStatus;
  ContractLine: ResolverTypeWrapper<ContractLine>;
  ChargeModel: ChargeModel;
  ContractVersion: ResolverTypeWrapper<ContractVersion>;
  Amendment: ResolverTypeWrapper<Amendment>;
  AmendmentKind: AmendmentKind;
  Product: ResolverTypeWrapper<Product>;
  LegalEntity: ResolverTypeWrapper<LegalEntity>;
  Operation: ResolverTypeWrapper<Operation>;
  CustomerConnection: ResolverTypeWrapper<CustomerConnection>;
  CustomerEdge: ResolverTypeWrapper<CustomerEdge>;
  OpportunityConnection: ResolverTypeWrapper<OpportunityConnection>;
  OpportunityEdge: ResolverTypeWrapper<OpportunityEdge>;
  ContractConnection: ResolverTypeWrapper<ContractConnection>;
  ContractEdge: ResolverTypeWrapper<ContractEdge>;
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
  CustomerFilter: CustomerFilter;
  ContractFilter: ContractFilter;
  Customer: Customer | FederationReferenceTypes['Customer'];
  Opportunity: Opportunity | FederationReferenceTypes['Opportunity'];
  Contract: Contract | FederationReferenceTypes['Contract'];
  ContractLine: ContractLine;
  ContractVersion: ContractVersion;
  Amendment: Amendment;
  Product: Product | FederationReferenceTypes['Product'];
  LegalEntity: LegalEntity;
  Operation: Operation;
  CustomerConnection: CustomerConnection;
  CustomerEdge: CustomerEdge;
  OpportunityConnection: OpportunityConnection;
  OpportunityEdge: OpportunityEdge;
  ContractConnection: ContractConnection;
  ContractEdge: ContractEdge;
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
  __resolveType: TypeResolveFn<'Customer' | 'Opportunity' | 'Contract' | 'Product', ParentType, ContextType>;
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
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType, RequireFields<QueryCustomerArgs, 'id' | 'freshness'>>;
  customers?: Resolver<ResolversTypes['CustomerConnection'], ParentType, ContextType, RequireFields<QueryCustomersArgs, 'first'>>;
  contract?: Resolver<Maybe<ResolversTypes['Contract']>, ParentType, ContextType, RequireFields<QueryContractArgs, 'id' | 'freshness'>>;
  contracts?: Resolver<ResolversTypes['ContractConnection'], ParentType, ContextType, RequireFields<QueryContractsArgs, 'first'>>;
};

export type CustomerResolvers<ContextType = any, ParentType extends ResolversParentTypes['Customer'] = ResolversParentTypes['Customer'], FederationReferenceType extends FederationReferenceTypes['Customer'] = FederationReferenceTypes['Customer']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Customer']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['CustomerStatus'], ParentType, ContextType>;
  parent?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  children?: Resolver<ResolversTypes['CustomerConnection'], ParentType, ContextType, RequireFields<CustomerChildrenArgs, 'first'>>;
  salesOwner?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  externalRefs?: Resolver<ReadonlyArray<ResolversTypes['ExternalRef']>, ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes['Provenance'], ParentType, ContextType>;
  opportunities?: Resolver<ResolversTypes['OpportunityConnection'], ParentType, ContextType, RequireFields<CustomerOpportunitiesArgs, 'first'>>;
  contracts?: Resolver<ResolversTypes['ContractConnection'], ParentType, ContextType, RequireFields<CustomerContractsArgs, 'first'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OpportunityResolvers<ContextType = any, ParentType extends ResolversParentTypes['Opportunity'] = ResolversParentTypes['Opportunity'], FederationReferenceType extends FederationReferenceTypes['Opportunity'] = FederationReferenceTypes['Opportunity']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Opportunity']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  stage?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  amount?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  closedOn?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  customer?: Resolver<ResolversTypes['Customer'], ParentType, ContextType>;
  contract?: Resolver<Maybe<ResolversTypes['Contract']>, ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes['Provenance'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ContractResolvers<ContextType = any, ParentType extends ResolversParentTypes['Contract'] = ResolversParentTypes['Contract'], FederationReferenceType extends FederationReferenceTypes['Contract'] = FederationReferenceTypes['Contract']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Contract']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ContractStatus'], ParentType, ContextType>;
  customer?: Resolver<ResolversTypes['Customer'], ParentType, ContextType>;
  legalEntity?: Resolver<Maybe<ResolversTypes['LegalEntity']>, ParentType, ContextType>;
  startsOn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  endsOn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['CurrencyCode'], ParentType, ContextType>;
  totalValue?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  annualValue?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  lines?: Resolver<ReadonlyArray<ResolversTypes['ContractLine']>, ParentType, ContextType>;
  versions?: Resolver<ReadonlyArray<ResolversTypes['ContractVersion']>, ParentType, ContextType>;
  opportunity?: Resolver<Maybe<ResolversTypes['Opportunity']>, ParentType, ContextType>;
  provenance?: Resolver<ResolversTypes['Provenance'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ContractLineResolvers<ContextType = any, ParentType extends ResolversParentTypes['ContractLine'] = ResolversParentTypes['ContractLine']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  product?: Resolver<ResolversTypes['Product'], ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  unitPrice?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  startsOn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  endsOn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  chargeModel?: Resolver<ResolversTypes['ChargeModel'], ParentType, ContextType>;
};

export type ContractVersionResolvers<ContextType = any, ParentType extends ResolversParentTypes['ContractVersion'] = ResolversParentTypes['ContractVersion']> = {
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  effectiveOn?: Resolver<ResolversTypes['Date'], ParentType, ContextType>;
  recordedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  amendment?: Resolver<Maybe<ResolversTypes['Amendment']>, ParentType, ContextType>;
  lines?: Resolver<ReadonlyArray<ResolversTypes['ContractLine']>, ParentType, ContextType>;
  totalValue?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type AmendmentResolvers<ContextType = any, ParentType extends ResolversParentTypes['Amendment'] = ResolversParentTypes['Amendment']> = {
  kind?: Resolver<ResolversTypes['AmendmentKind'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  requestedBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  approvedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  operation?: Resolver<Maybe<ResolversTypes['Operation']>, ParentType, ContextType>;
};

export type ProductResolvers<ContextType = any, ParentType extends ResolversParentTypes['Product'] = ResolversParentTypes['Product'], FederationReferenceType extends FederationReferenceTypes['Product'] = FederationReferenceTypes['Product']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Product']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  externalRefs?: Resolver<ReadonlyArray<ResolversTypes['ExternalRef']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type LegalEntityResolvers<ContextType = any, ParentType extends ResolversParentTypes['LegalEntity'] = ResolversParentTypes['LegalEntity']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type OperationResolvers<ContextType = any, ParentType extends ResolversParentTypes['Operation'] = ResolversParentTypes['Operation']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type CustomerConnectionResolvers<ContextType = any, ParentType extends ResolversParentTypes['CustomerConnection'] = ResolversParentTypes['CustomerConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['CustomerEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type CustomerEdgeResolvers<ContextType = any, ParentType extends ResolversParentTypes['CustomerEdge'] = ResolversParentTypes['CustomerEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Customer'], ParentType, ContextType>;
};

export type OpportunityConnectionResolvers<ContextType = any, ParentType extends ResolversParentTypes['OpportunityConnection'] = ResolversParentTypes['OpportunityConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['OpportunityEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type OpportunityEdgeResolvers<ContextType = any, ParentType extends ResolversParentTypes['OpportunityEdge'] = ResolversParentTypes['OpportunityEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Opportunity'], ParentType, ContextType>;
};

export type ContractConnectionResolvers<ContextType = any, ParentType extends ResolversParentTypes['ContractConnection'] = ResolversParentTypes['ContractConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ContractEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ContractEdgeResolvers<ContextType = any, ParentType extends ResolversParentTypes['ContractEdge'] = ResolversParentTypes['ContractEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Contract'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = any, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  crmCommand?: Resolver<ResolversTypes['JSON'], ParentType, ContextType, RequireFields<MutationCrmCommandArgs, 'name' | 'command' | 'lookUp'>>;
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
  Opportunity?: OpportunityResolvers<ContextType>;
  Contract?: ContractResolvers<ContextType>;
  ContractLine?: ContractLineResolvers<ContextType>;
  ContractVersion?: ContractVersionResolvers<ContextType>;
  Amendment?: AmendmentResolvers<ContextType>;
  Product?: ProductResolvers<ContextType>;
  LegalEntity?: LegalEntityResolvers<ContextType>;
  Operation?: OperationResolvers<ContextType>;
  CustomerConnection?: CustomerConnectionResolvers<ContextType>;
  CustomerEdge?: CustomerEdgeResolvers<ContextType>;
  OpportunityConnection?: OpportunityConnectionResolvers<ContextType>;
  OpportunityEdge?: OpportunityEdgeResolvers<ContextType>;
  ContractConnection?: ContractConnectionResolvers<ContextType>;
  ContractEdge?: ContractEdgeResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
};

