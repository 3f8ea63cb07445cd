import { mintedId } from '#kit/crosswalk/crosswalk.ts';
import { CONNECTIONS } from '#local/vendors.ts';
import { type Saga, type SagaInput, STAGES, stepsIn } from '#operations/engine/saga.ts';
import { SAGAS } from '#operations/sagas/registry.ts';
import {
  type AuditedDocument,
  type AuditedEffect,
  type AuditedEvent,
  type AuditedOperation,
  type AuditedStage,
  type DocumentKind,
  type History,
  type LedgerSystem,
  ownerOf,
} from './history.ts';

/** An entry of `GET /__sandbox/ledger`. */
export interface LedgerEntry {
  readonly sequence: number;
  readonly kind: string;
  readonly id: string;
  readonly key: string | null;
  readonly summary: Readonly<Record<string, unknown>>;
}

export interface Sources {
  /** Reads the product's own database. */
  readonly sql: <Row>(text: string) => Promise<readonly Row[]>;
  readonly ledgers: Readonly<Record<'salesforce' | 'stripe' | 'netsuite', readonly LedgerEntry[]>>;
}

/** Reads all three records of what happened. */
export async function readHistory({ sql, ledgers }: Sources): Promise<History> {
  const operations = await sql<OperationRow>(
    'select id, kind, saga, status, line, sequence, books_line, books_sequence from operations.operation',
  );
  const steps = await sql<StepRow>(
    `select operation_id, name, system, status, effect ->> 'externalId' as effect_id from operations.step
     order by operation_id, position`,
  );
  const events = await sql<EventRow>(
    `select type, operation_id, contract_id, data -> 'step' ->> 'name' as step, data ->> 'version' as version
     from event_log.event order by xid, id`,
  );
  return {
    operations: operations.map((row) => operationOf(row, steps)),
    events: events.map(eventOf),
    effects: [
      ...ledgers.salesforce.map(fromSalesforce),
      ...ledgers.stripe.map(fromStripe),
      ...ledgers.netsuite.map(fromNetSuite),
    ],
  };
}

interface OperationRow {
  readonly id: string;
  readonly kind: string;
  readonly saga: string;
  readonly status: string;
  readonly line: string;
  readonly sequence: number | null;
  readonly books_line: string | null;
  readonly books_sequence: number | null;
}

interface StepRow {
  readonly operation_id: string;
  readonly name: string;
  readonly system: string;
  readonly status: string;
  readonly effect_id: string | null;
}

interface EventRow {
  readonly type: string;
  readonly operation_id: string | null;
  readonly contract_id: string | null;
  readonly step: string | null;
  readonly version: string | null;
}

const STAGE_OF: ReadonlyMap<string, AuditedStage> = new Map(
  SAGAS.flatMap((saga) => STAGES.flatMap((stage) => stepNames(saga, stage).map((name) => [name, stage] as const))),
);

function stepNames(saga: Saga<SagaInput>, stage: AuditedStage): readonly string[] {
  return stepsIn(saga[stage]).map(({ name }) => `${saga.name}:${name}`);
}

function operationOf(row: OperationRow, steps: readonly StepRow[]): AuditedOperation {
  const { id, kind, saga, status, line, sequence, books_line, books_sequence } = row;
  return {
    id,
    kind,
    status,
    places: {
      commitment: sequence === null ? null : { line, sequence },
      finalization:
        books_line === null || books_sequence === null ? null : { line: books_line, sequence: books_sequence },
    },
    steps: steps
      .filter(({ operation_id }) => operation_id === id)
      .map((step) => ({
        name: step.name,
        system: step.system,
        stage: STAGE_OF.get(`${saga}:${step.name}`) ?? 'commitment',
        status: step.status,
        effectId: step.effect_id,
      })),
  };
}

function eventOf({ type, operation_id, contract_id, step, version }: EventRow): AuditedEvent {
  return {
    type,
    operationId: operation_id,
    contractId: contract_id,
    step,
    version: version === null ? null : Number(version),
  };
}

type Known = Pick<AuditedEffect, 'document' | 'contractVersion'>;

function effectOf(system: LedgerSystem, entry: LedgerEntry, key: string | null, known: Partial<Known>): AuditedEffect {
  const { sequence, kind, id } = entry;
  const owner = ownerOf(key);
  return { system, sequence, kind, recordId: id, key, owner, document: null, contractVersion: null, ...known };
}

/** A record keeps the key that made it, so only what was made says whose it is. */
function fromSalesforce(entry: LedgerEntry): AuditedEffect {
  const key = entry.kind.endsWith('.created') ? entry.key : null;
  const version = entry.kind.startsWith('contract.') ? entry.summary['Version__c'] : undefined;
  return effectOf('CRM', entry, key, typeof version === 'string' ? { contractVersion: Number(version) } : {});
}

/** Which of billing's words say that a document stands or no longer does. */
const BILLING_WORDS: ReadonlyMap<string, readonly [DocumentKind, AuditedDocument['act'], string]> = new Map([
  ['invoice.finalized', ['INVOICE', 'STANDS', 'total']],
  ['invoice.voided', ['INVOICE', 'WITHDRAWN', 'total']],
  ['credit_note.created', ['CREDIT_MEMO', 'STANDS', 'total']],
  ['credit_note.voided', ['CREDIT_MEMO', 'WITHDRAWN', 'total']],
  ['payment_intent.succeeded', ['PAYMENT', 'STANDS', 'amount']],
  ['refund.created', ['REFUND', 'STANDS', 'amount']],
  ['refund.failed', ['REFUND', 'WITHDRAWN', 'amount']],
]);
/** Billing issues it as an invoice; the ledger holds the same document as a credit memo. */
function inLedgersWords(document: AuditedDocument): AuditedDocument {
  const { kind, totalMinor } = document;
  if (kind !== 'INVOICE' || totalMinor === null || totalMinor >= 0n) return document;
  return { ...document, kind: 'CREDIT_MEMO', totalMinor: -totalMinor };
}

const OUR_WORDS: Readonly<Record<Exclude<DocumentKind, 'JOURNAL'>, string>> = {
  INVOICE: 'invoice',
  CREDIT_MEMO: 'creditMemo',
  PAYMENT: 'payment',
  REFUND: 'refund',
};

function fromStripe(entry: LedgerEntry): AuditedEffect {
  const [kind, act, amount] = BILLING_WORDS.get(entry.kind) ?? [];
  if (kind === undefined || kind === 'JOURNAL' || act === undefined || amount === undefined) {
    return effectOf('BILLING', entry, entry.key, {});
  }
  const id = mintedId({ kind: OUR_WORDS[kind], connection: CONNECTIONS.stripe, externalId: entry.id });
  // The stand-in keeps whole minor units, well within what JSON can say exactly.
  const said = entry.summary[amount];
  const totalMinor = said === undefined ? null : BigInt(String(said));
  return effectOf('BILLING', entry, entry.key, { document: inLedgersWords({ kind, id, act, totalMinor }) });
}

const LEDGER_WORDS: ReadonlyMap<string, DocumentKind> = new Map([
  ['invoice', 'INVOICE'],
  ['creditMemo', 'CREDIT_MEMO'],
  ['customerPayment', 'PAYMENT'],
  ['customerRefund', 'REFUND'],
  ['journalEntry', 'JOURNAL'],
]);
const LEDGER_ACTS: ReadonlyMap<string, AuditedDocument['act']> = new Map([
  ['created', 'STANDS'],
  ['deleted', 'WITHDRAWN'],
  ['voided', 'WITHDRAWN'],
]);

function fromNetSuite(entry: LedgerEntry): AuditedEffect {
  const [word = '', verb = ''] = entry.kind.split('.');
  const kind = LEDGER_WORDS.get(word);
  const act = LEDGER_ACTS.get(verb);
  const key = textOf(entry.summary['key']);
  if (kind === undefined || act === undefined) return effectOf('ERP', entry, null, {});
  const id = kind === 'JOURNAL' ? entry.key : textOf(entry.summary['source']);
  if (id === null) return effectOf('ERP', entry, key, {});
  const totalMinor = kind === 'JOURNAL' ? null : minorOf(textOf(entry.summary['total']));
  return effectOf('ERP', entry, key, { document: { kind, id, act, totalMinor } });
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** `453.69` is 45369; the ledger writes two decimals. */
function minorOf(amount: string | null): bigint | null {
  if (amount === null) return null;
  const [whole = '0', part = ''] = amount.split('.');
  return BigInt(`${whole}${part.padEnd(2, '0')}`);
}
