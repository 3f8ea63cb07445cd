import type { CommandSystem } from '#operations/engine/saga.ts';
import type { Callers, SubgraphCaller } from '#operations/participants/subgraph-participants.ts';
import type { InvoiceFacts } from '#schema/commands/billing.ts';
import type { AmendContract, ContractFacts, OpportunityFacts, ProductFacts } from '#schema/commands/crm.ts';
import type { Adjustments } from '#schema/commands/erp.ts';
import type { OpenJournals, ReadJournals } from '#schema/commands/revrec.ts';
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

/** `hang` never answers and does nothing, `hang-after` does what was asked and never answers. */
type Verdict = 'reply-lost' | ConnectorError | 'hang' | 'hang-after' | null;
/** What goes wrong with a call; a promise holds the call back until it is kept. */
export type Fault = (call: SeenCommand) => Verdict | Promise<Verdict>;

const CUSTOMER = { customerId: 'cust_1', externalId: '001', name: 'Meridian', country: 'US', legalEntity: 'US' };
const PERIODS = [{ id: 'per_8', key: '2026-08', startsOn: '2026-08-01', endsOn: '2026-08-31', status: 'OPEN' }];
const LEGAL_ENTITIES = [
  { id: 'le_us', code: 'US', currency: 'USD' },
  { id: 'le_de', code: 'DE', currency: 'EUR' },
];
const PRODUCTS: ReadonlyMap<string, ProductFacts> = new Map([
  ['SEAT', { productId: 'prod_1', code: 'SEAT', name: 'Platform seat', active: true, listPrice: '1200.00' }],
  ['ANALYTICS', { productId: 'prod_2', code: 'ANALYTICS', name: 'Analytics', active: true, listPrice: '90000.00' }],
]);
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
  /** A contract that only those who may see the German entity can see. */
  readonly foreign: ContractFacts = { ...this.contract, contractId: 'ctr_de', legalEntity: 'DE' };
  opportunity: OpportunityFacts = {
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

  /** The price book's products, by code. */
  readonly products = new Map(PRODUCTS);
  /** What further commands answer, reads and writes, by name. */
  readonly answers = new Map<string, (payload: unknown) => unknown>();
  /** What `readConnections` of every system answers. */
  connections: readonly unknown[] = [];
  /** What people journalled in the ledger. */
  adjustments: Adjustments = { count: 0, unexplained: 0, journals: [] };
  /** What the revenue engine says is to be posted. */
  dueJournals: readonly unknown[] = [{ batchKey: 'rev:2026-08:US', journal: {} }];

  readonly callers: Callers = {
    CRM: this.#caller('CRM'),
    BILLING: this.#caller('BILLING'),
    ERP: this.#caller('ERP'),
    REVREC: this.#caller('REVREC'),
  };

  /** Faults of the next calls of one command, `SYSTEM.command`, one after the other; look-ups are not met. */
  failNext(command: string, ...verdicts: readonly Verdict[]): void {
    const left = [...verdicts];
    this.fault = ({ system, name, lookUp }) => {
      if (lookUp || `${system}.${name}` !== command) return null;
      return left.shift() ?? null;
    };
  }

  /** Holds every call of this command back until the answer is called. */
  hold(command: string): { readonly reached: Promise<void>; release(): void } {
    const reached = Promise.withResolvers<void>();
    const held = Promise.withResolvers<null>();
    this.fault = ({ system, name }) => {
      if (`${system}.${name}` !== command) return null;
      reached.resolve();
      return held.promise;
    };
    return { reached: reached.promise, release: () => held.resolve(null) };
  }

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
        const fault = await this.fault(call);
        if (fault === 'hang') await new Promise(() => {});
        if (typeof fault === 'object' && fault !== null) return { data: { answer: fail(fault) } };
        const answer = this.#answer(call);
        if (fault === 'hang-after') await new Promise(() => {});
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
      const moved = this.#versionConflict(call);
      if (moved !== null) return fail(moved);
      this.effects.set(key, call);
      this.#apply(call);
    }
    return ok(this.#outcome(call));
  }

  #read({ name, payload }: SeenCommand): unknown {
    const asked = payload as { readonly [member: string]: string } & { readonly codes: readonly string[] };
    const opportunities = [this.opportunity, { ...this.opportunity, opportunityId: 'opp_de', legalEntity: 'DE' }];
    const answer = this.answers.get(name);
    if (answer !== undefined) return answer(payload);
    if (name === 'readOpportunity')
      return opportunities.find((one) => one.opportunityId === asked['opportunityId']) ?? null;
    const contracts = [this.contract, this.foreign];
    if (name === 'readContract') return contracts.find((one) => one.contractId === asked['contractId']) ?? null;
    if (name === 'readPeriods') return PERIODS;
    if (name === 'readAdjustments') return this.adjustments;
    if (name === 'readLegalEntity')
      return LEGAL_ENTITIES.find(({ id, code }) => id === asked['id'] || code === asked['code']) ?? null;
    const due = this.#readDue(name, payload);
    if (due !== null) return due;
    if (name === 'readProducts') return asked.codes.map((code) => this.products.get(code) ?? null);
    if (name === 'readConnections') return this.connections;
    if (name === 'readReadiness') return [];
    if (name === 'readInvoice')
      return { invoice: INVOICE, amountDue: INVOICE.total, amountPaid: NOTHING, payments: [] };
    throw new Error(`The fake reads no ${name}`);
  }

  /** All that is due is in journals as soon as it is asked for. */
  #readDue(name: string, payload: unknown): unknown {
    const batches = this.dueJournals as readonly { readonly batchKey: string }[];
    if (name === 'dueJournals') return { journals: batches };
    if (name === 'draftJournals') return { looked: 1, left: 0, after: null };
    if (name === 'readDueCounts') return { journals: batches.length, contracts: 0 };
    if (name === 'readJournals') {
      const { batchKeys } = payload as ReadJournals;
      return { batches: batches.filter(({ batchKey }) => batchKeys.includes(batchKey)) };
    }
    if (name !== 'readOpenJournals') return null;
    const { after, limit } = payload as OpenJournals;
    const left = batches.filter(({ batchKey }) => after === null || batchKey > after.batchKey);
    const journals = left.slice(0, limit).map(({ batchKey }) => ({
      period: '2026-08',
      batchKey,
      contracts: [{ contractId: `ctr_of_${batchKey}`, obligations: [] }],
    }));
    return { journals, left: left.length - journals.length };
  }

  #versionConflict({ name, payload }: SeenCommand): ConnectorError | null {
    if (name !== 'amendContract') return null;
    const { expectedVersion } = payload as { readonly expectedVersion: number };
    return expectedVersion === this.contract.version
      ? null
      : { kind: 'VersionConflict', externalId: this.contract.externalId };
  }

  #apply({ name, payload }: SeenCommand): void {
    if (name === 'amendContract') this.#amend(payload as AmendContract);
    if (name === 'restoreContract') this.contract = { ...this.contract, version: this.contract.version - 1 };
  }

  #amend({ status }: AmendContract): void {
    const version = this.contract.version + 1;
    this.contract = { ...this.contract, version, status: status ?? this.contract.status };
  }

  #outcome({ system, name, key, payload }: SeenCommand): unknown {
    const answer = this.answers.get(name);
    if (answer !== undefined) return answer(payload);
    const effect = {
      system,
      vendor: `fake-${system.toLowerCase()}`,
      connection: 'main',
      type: name,
      externalId: key ?? '',
    };
    if (name === 'amendContract' || name === 'activateContract') return { contract: this.contract, effect };
    if (name === 'amendSubscription' || name === 'startSubscription')
      return { subscriptionId: 'sub_1', externalId: 'sub', invoice: INVOICE, effect };
    if (POSTINGS.has(name))
      return { postingId: 'post_1', documentNumber: 'INV1001', status: 'VERIFIED', period: '2026-08', effect };
    if (RECORDED.has(name)) return { journals: [], effect };
    if (name === 'postJournals') return { entries: [], effect };
    return { effect };
  }
}

const POSTINGS: ReadonlySet<string> = new Set([
  'postInvoice',
  'voidInvoice',
  'applyPayment',
  'reversePayment',
  'postCreditMemo',
  'postRefund',
]);
const RECORDED: ReadonlySet<string> = new Set([
  'modifyContract',
  'recognizeContract',
  'recordInvoice',
  'recordCreditMemo',
  'recordRefund',
]);

const NOTHING = { minor: '0', currency: 'USD' };
export const INVOICE: InvoiceFacts = {
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
