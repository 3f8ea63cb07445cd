import type { CommandSystem } from '#operations/engine/saga.ts';
import type { Callers, SubgraphCaller } from '#operations/participants/subgraph-participants.ts';
import type { InvoiceFacts } from '#schema/commands/billing.ts';
import type { ContractFacts, OpportunityFacts } from '#schema/commands/crm.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';

/** One call of a command as a fake system saw it. */
export interface SeenCommand {
  readonly system: CommandSystem;
  readonly name: string;
  readonly key: string | null;
  readonly lookUp: boolean;
  readonly payload: unknown;
}

type Fault = (call: SeenCommand) => 'reply-lost' | ConnectorError | 'hang' | null;

const CUSTOMER = { customerId: 'cust_1', externalId: '001', name: 'Meridian', country: 'US', legalEntity: 'US' };
const PERIODS = [{ id: 'per_8', key: '2026-08', startsOn: '2026-08-01', endsOn: '2026-08-31', status: 'OPEN' }];
const SEATS = {
  productId: 'prod_1',
  productCode: 'SEAT',
  productName: 'Platform seat',
  unitPrice: '1200.00',
  listPrice: '1200.00',
  startsOn: '2026-01-01',
  endsOn: '2026-12-31',
};

/**
 * The four system subgraphs in memory, each remembering its keys as the real ones do. They keep no business rules:
 * what they prove is what the process layer asks for, in which order and how often.
 */
export class FakeSystems {
  readonly calls: SeenCommand[] = [];
  /** Effects by key: what was really done. */
  readonly effects = new Map<string, SeenCommand>();
  fault: Fault = () => null;
  contract: ContractFacts = {
    contractId: 'ctr_1',
    externalId: '800',
    number: '00000100',
    version: 1,
    status: 'ACTIVE',
    currency: 'USD',
    legalEntity: 'US',
    startsOn: '2026-01-01',
    endsOn: '2026-12-31',
    opportunityId: 'opp_1',
    customer: CUSTOMER,
    lines: [{ ...SEATS, quantity: '500' }],
  };
  readonly opportunity: OpportunityFacts = {
    opportunityId: 'opp_1',
    externalId: '006',
    name: 'Meridian platform',
    stage: 'Closed Won',
    won: true,
    currency: 'USD',
    legalEntity: 'US',
    closedOn: '2025-12-20',
    startsOn: '2026-01-01',
    endsOn: '2026-12-31',
    paymentTermDays: 30,
    contractId: null,
    customer: CUSTOMER,
    lines: [{ ...SEATS, quantity: '500' }],
  };

  readonly callers: Callers = {
    CRM: this.#caller('CRM'),
    BILLING: this.#caller('BILLING'),
    ERP: this.#caller('ERP'),
    REVREC: this.#caller('REVREC'),
  };

  /** The writes that were really done, as `SYSTEM.command`, in order. */
  done(): string[] {
    return [...this.effects.values()].map(({ system, name }) => `${system}.${name}`);
  }

  #caller(system: CommandSystem): SubgraphCaller {
    return {
      execute: async ({ variables }) => {
        const { name, command, key, lookUp } = variables as {
          name: string;
          command: unknown;
          key: string | null;
          lookUp: boolean;
        };
        const call: SeenCommand = { system, name, key, lookUp, payload: command };
        this.calls.push(call);
        const fault = this.fault(call);
        if (fault === 'hang') await new Promise(() => {});
        if (typeof fault === 'object' && fault !== null) return { data: { answer: fail(fault) } };
        const answer = this.#answer(call);
        if (fault === 'reply-lost') throw new Error('socket hang up');
        return { data: { answer } };
      },
    };
  }

  #answer(call: SeenCommand): Result<unknown, ConnectorError> {
    const { key, lookUp } = call;
    if (key === null) return ok(this.#read(call));
    if (lookUp) return ok(this.effects.has(key) ? this.#outcome(call) : null);
    if (!this.effects.has(key)) {
      this.effects.set(key, call);
      this.#apply(call);
    }
    return ok(this.#outcome(call));
  }

  #read({ name, payload }: SeenCommand): unknown {
    if (name === 'readOpportunity') return this.opportunity;
    if (name === 'readContract')
      return (payload as { contractId: string }).contractId === 'ctr_1' ? this.contract : null;
    if (name === 'readPeriods') return PERIODS;
    if (name === 'readProducts') {
      const known = new Map([
        ['SEAT', { productId: 'prod_1', code: 'SEAT', name: 'Platform seat', active: true, listPrice: '1200.00' }],
        [
          'ANALYTICS',
          { productId: 'prod_2', code: 'ANALYTICS', name: 'Analytics', active: true, listPrice: '90000.00' },
        ],
      ]);
      return (payload as { codes: string[] }).codes.map((code) => known.get(code) ?? null);
    }
    if (name === 'readConnections') return [];
    throw new Error(`The fake reads no ${name}`);
  }

  #apply({ name }: SeenCommand): void {
    if (name === 'amendContract') this.contract = { ...this.contract, version: this.contract.version + 1 };
    if (name === 'restoreContract') this.contract = { ...this.contract, version: this.contract.version - 1 };
  }

  #outcome({ system, name, key }: SeenCommand): unknown {
    const effect = {
      system,
      vendor: `fake-${system.toLowerCase()}`,
      connection: 'main',
      type: name,
      externalId: key ?? '',
    };
    const journals = [{ batchKey: `rev:${key}`, journal: {} }];
    if (name === 'amendContract' || name === 'activateContract') return { contract: this.contract, effect };
    if (name === 'amendSubscription' || name === 'startSubscription')
      return { subscriptionId: 'sub_1', externalId: 'sub', invoice: INVOICE, effect };
    if (name === 'postInvoice')
      return { postingId: 'post_1', documentNumber: 'INV1001', status: 'VERIFIED', period: '2026-08', effect };
    if (name === 'modifyContract' || name === 'recognizeContract') return { journals, effect };
    if (name === 'postJournals') return { entries: [], effect };
    return { effect };
  }
}

const INVOICE: InvoiceFacts = {
  invoiceId: 'inv_1',
  externalId: 'in_1',
  number: 'A-0001',
  status: 'OPEN',
  customerId: 'cust_1',
  contractId: 'ctr_1',
  legalEntity: 'US',
  currency: 'USD',
  issuedOn: '2026-08-16',
  dueOn: null,
  total: { minor: '17013698', currency: 'USD' },
  tax: { minor: '0', currency: 'USD' },
  lines: [],
};
