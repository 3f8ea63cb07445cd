import { GraphQLError } from 'graphql';
import { FakeOperation } from './fake-operation.ts';
import { preview } from './fake-preview.ts';
import { ago, contractOf, invoicesOf, origin, page, revenueOf } from './fake-records.ts';

/** A stand-in for the whole graph behind the gateway: canned records, one operation that a test moves by hand. */
export interface FakeGraph {
  readonly query: Record<string, unknown>;
  readonly mutation: { readonly amendContract: (args: { readonly input: AmendInput }) => object };
  readonly subscription: Record<string, object>;
  /** Moves the running operation on by one; false when there is none or it has ended. */
  readonly advance: () => boolean;
  /** Lets the ledger's fields fail as they do when the ERP is out of reach. */
  readonly cutErp: () => void;
  /** Inputs of the mutations that were no dry run. */
  readonly submitted: readonly AmendInput[];
}

export interface AmendInput {
  readonly contractId: string;
  readonly expectedVersion: number;
  readonly effectiveOn: string;
  readonly changes: readonly Record<string, { readonly quantity?: string } | undefined>[];
  readonly idempotencyKey: string;
  readonly dryRun: boolean;
}

export function createFakeGraph(): FakeGraph {
  let operation: FakeOperation | null = null;
  let erpCut = false;
  const submitted: AmendInput[] = [];
  const amended = () => operation?.ended ?? false;

  const customers = listed(() => (operation !== null && !operation.ended ? 'SYNCING' : 'IN_SYNC'));
  const meridian = {
    ...customers[3],
    salesOwner: 'Dana Okafor',
    contracts: () => page([contractOf(amended())]),
    invoices: () =>
      page(invoicesOf(amended()).map((invoice) => (erpCut ? { ...invoice, posting: unreachable } : invoice))),
    operations: () => page(operation === null ? [] : [operation]),
    revenue: ({ asOf }: { asOf?: string | null }) => revenueOf(amended(), asOf),
  };

  return {
    submitted,
    query: {
      customers: ({ filter }: { filter?: { search?: string; status?: string } }) =>
        page(customers.filter((one) => fits(one, filter ?? {}))),
      customer: ({ id }: { id: string }) =>
        id === meridian.id ? meridian : (customers.find((one) => one.id === id) ?? null),
    },
    mutation: {
      amendContract: ({ input }: { input: AmendInput }) => {
        const userErrors = refusalsOf(input, contractOf(amended()).version);
        if (userErrors.length > 0) return { operation: null, preview: null, userErrors, replayed: false };
        if (input.dryRun) return { operation: null, preview, userErrors, replayed: false };
        submitted.push(input);
        const replayed = operation?.idempotencyKey === input.idempotencyKey;
        if (operation === null || !replayed) operation = new FakeOperation(input.idempotencyKey);
        return { operation, preview: null, userErrors, replayed };
      },
    },
    subscription: {
      syncStatus: ({ resumeFrom }: { resumeFrom?: string | null }) => {
        if (operation === null) throw new GraphQLError('There is no such operation.');
        return operation.events(resumeFrom);
      },
    },
    advance: () => operation?.advance() ?? false,
    cutErp: () => {
      erpCut = true;
    },
  };
}

function unreachable(): never {
  const extensions = { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'erp', retryable: true, correlationId: 'c0ffee01' };
  throw new GraphQLError('The system is out of reach.', { extensions });
}

function refusalsOf(input: AmendInput, version: number) {
  if (input.expectedVersion !== version) {
    const message = `The contract is at version ${version}. Look at it again before you change it.`;
    return [{ field: ['expectedVersion'], message, code: 'STALE_VERSION' }];
  }
  return input.changes.flatMap((change, index) =>
    Object.entries(change)
      .filter(([, value]) => !/^[1-9]\d*$/.test(value?.quantity ?? ''))
      .map(([member]) => ({
        field: ['changes', `${index}`, member, 'quantity'],
        message: 'Seats are sold as whole units: give a whole number above zero.',
        code: 'INVALID_QUANTITY',
      })),
  );
}

interface Listed {
  readonly id: string;
  readonly name: string;
  readonly status: string;
}

function fits(customer: Listed, filter: { search?: string; status?: string }): boolean {
  const named = customer.name.toLowerCase().includes((filter.search ?? '').toLowerCase());
  return named && (filter.status === undefined || filter.status === customer.status);
}

function listed(meridianSync: () => string) {
  return [
    customer('aoyama', 'Aoyama Denki KK', 'ACTIVE', 'IN_SYNC', 0),
    customer('halcyon', 'Halcyon Freight', 'SUSPENDED', 'DRIFTED', 1),
    customer('kestrel', 'Kestrel Labs GmbH', 'ACTIVE', 'BLOCKED', 2),
    customer('meridian', 'Meridian Manufacturing', 'ACTIVE', meridianSync, 0),
    customer('northwind', 'Northwind Optics', 'PROSPECT', 'IN_SYNC', 0),
    customer('tamarind', 'Tamarind Health', 'CHURNED', 'IN_SYNC', 0),
  ];
}

function customer(id: string, name: string, status: string, sync: string | (() => string), exceptionCount: number) {
  const system = (kind: string, vendor: string, ageS: number) => ({
    system: kind,
    vendor,
    status: sync,
    asOf: () => ago(ageS),
    lagSeconds: ageS,
  });
  return {
    id: `customer-${id}`,
    name,
    status,
    salesOwner: null,
    provenance: origin('CRM', 'salesforce', `001-${id}`, {
      stale: id === 'halcyon',
      ageS: id === 'halcyon' ? 9_000 : 42,
    }),
    contracts: () => page([]),
    invoices: () => page([]),
    operations: () => page([]),
    revenue: () => [],
    syncState: {
      status: sync,
      runningOperations: () => (typeof sync === 'function' && sync() === 'SYNCING' ? 1 : 0),
      openExceptions: exceptionCount,
      lastSyncedAt: () => ago(25),
      systems: [
        system('CRM', 'salesforce', 42),
        system('BILLING', 'stripe', 25),
        system('ERP', 'netsuite', 71),
        system('REVREC', 'revgraph', 12),
      ],
    },
  };
}
