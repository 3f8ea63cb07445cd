import type { Callers, SubgraphCaller } from '#operations/participants/subgraph-participants.ts';

/** What one call of a command carries, whichever system it goes to. */
interface Call {
  readonly name: string;
  readonly key: string | null;
  readonly command: Readonly<Record<string, unknown>>;
}

const CUSTOMER = { customerId: 'cust_bench', externalId: '001', name: 'Bench', country: 'US', legalEntity: 'US' };
const PERIODS = [{ id: 'per_8', key: '2026-08', startsOn: '2026-08-01', endsOn: '2026-08-31', status: 'OPEN' }];
const SEAT = { productId: 'prod_1', code: 'SEAT', name: 'Platform seat', active: true, listPrice: '1200.00' };
const LINE = {
  productId: SEAT.productId,
  productCode: SEAT.code,
  productName: SEAT.name,
  unitPrice: '1200.00',
  listPrice: '1200.00',
  startsOn: '2026-01-01',
  endsOn: '2026-12-31',
  quantity: '500',
};

/**
 * The four systems without any work of their own: they answer at once, of every contract that is asked for, so that
 * what is left is the process layer and its Postgres. They keep no keys: nothing is asked twice here.
 * `admit` is waited for before the first command of every saga.
 */
export function memorySystems(admit: () => Promise<void>): Callers {
  const caller = (system: string): SubgraphCaller => ({
    execute: async ({ variables }) => {
      const { name, key, command } = variables as unknown as Call;
      if (name === 'amendContract') await admit();
      return { data: { answer: { ok: true, value: answerOf(system, { name, key, command }) } } };
    },
  });
  return { CRM: caller('CRM'), BILLING: caller('BILLING'), ERP: caller('ERP'), REVREC: caller('REVREC') };
}

function answerOf(system: string, { name, key, command }: Call): unknown {
  const contractId = String(command['contractId']);
  const effect = { system, vendor: 'memory', connection: 'main', type: name, externalId: key ?? '' };
  switch (name) {
    case 'readContract':
      return contractOf(contractId, 1);
    case 'readProducts':
      return [SEAT];
    case 'readPeriods':
      return PERIODS;
    case 'readLegalEntity':
      return { id: 'le_us', code: 'US', currency: 'USD' };
    case 'dueJournals':
      return { journals: [{ batchKey: `rev:2026-08:US:${contractId}`, journal: {} }] };
    case 'amendContract':
      return { contract: contractOf(contractId, Number(command['expectedVersion']) + 1), effect };
    case 'amendSubscription':
      return { subscriptionId: `sub_${contractId}`, externalId: 'sub', invoice: invoiceOf(contractId), effect };
    case 'postInvoice':
      return { postingId: `post_${contractId}`, documentNumber: 'INV1', status: 'VERIFIED', period: '2026-08', effect };
    case 'modifyContract':
      return { journals: [], effect };
    case 'postJournals':
      return { entries: [], effect };
    default:
      return { effect };
  }
}

function contractOf(contractId: string, version: number) {
  return {
    contractId,
    externalId: contractId,
    number: '00000100',
    version,
    status: 'ACTIVE',
    currency: 'USD',
    legalEntity: 'US',
    startsOn: '2026-01-01',
    endsOn: '2026-12-31',
    opportunityId: `opp_${contractId}`,
    customer: CUSTOMER,
    lines: [LINE],
  };
}

function invoiceOf(contractId: string) {
  return {
    invoiceId: `inv_${contractId}`,
    externalId: 'in_1',
    number: 'A-0001',
    status: 'OPEN',
    customerId: CUSTOMER.customerId,
    contractId,
    legalEntity: 'US',
    currency: 'USD',
    issuedOn: '2026-08-16',
    dueOn: null,
    total: { minor: '45370', currency: 'USD' },
    tax: { minor: '0', currency: 'USD' },
    lines: [],
  };
}
