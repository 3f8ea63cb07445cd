import {
  type AuditedDocument,
  type AuditedEffect,
  type AuditedEvent,
  type AuditedOperation,
  type History,
  type LedgerSystem,
  ownerOf,
} from './history.ts';

/** A contract that was amended twice, each change invoiced and posted: three records that agree. */
export function smallHistory(): History {
  return {
    operations: [amendment(1), amendment(2)],
    events: [...story(1), ...story(2)],
    effects: [1, 2].flatMap((n) => [
      effect('CRM', n * 10, { kind: 'order.created', recordId: `ord_${n}`, key: `op_${n}:amendCrmContract` }),
      effect('CRM', n * 10 + 1, { kind: 'contract.updated', recordId: 'con_1', contractVersion: n + 1 }),
      effect('BILLING', n * 10, {
        kind: 'invoice.finalized',
        recordId: `in_${n}`,
        key: `op_${n}:amendSubscription:update`,
        document: invoice(n),
      }),
      effect('BILLING', n * 10 + 1, {
        kind: 'subscription.updated',
        recordId: 'sub_1',
        key: `op_${n}:amendSubscription:update`,
      }),
      effect('ERP', n * 10, {
        kind: 'invoice.created',
        recordId: `100${n}`,
        key: `op_${n}:postInvoice`,
        document: invoice(n),
      }),
      effect('ERP', n * 10 + 1, {
        kind: 'journalEntry.created',
        recordId: `200${n}`,
        key: `op_${n}:postRevenueJournals`,
        document: { kind: 'JOURNAL', id: `rev:${n}`, act: 'STANDS', totalMinor: null },
      }),
    ]),
  };
}

function invoice(n: number): AuditedDocument {
  return { kind: 'INVOICE', id: `inv_${n}`, act: 'STANDS', totalMinor: 45_369n };
}

function effect(
  system: LedgerSystem,
  sequence: number,
  given: Pick<AuditedEffect, 'kind' | 'recordId'> & Partial<AuditedEffect>,
): AuditedEffect {
  const key = given.key ?? null;
  return { system, sequence, document: null, contractVersion: null, ...given, key, owner: ownerOf(key) };
}

const STEPS = [
  ['amendCrmContract', 'CRM', 'commitment', 'ord'],
  ['amendSubscription', 'BILLING', 'commitment', 'sub'],
  ['postInvoice', 'ERP', 'finalization', '100'],
  ['postRevenueJournals', 'ERP', 'finalization', '200'],
] as const;

function amendment(n: number): AuditedOperation {
  const ids = { ord: `ord_${n}`, sub: 'sub_1', '100': `100${n}`, '200': `200${n}` };
  return {
    id: `op_${n}`,
    kind: 'AMEND_CONTRACT',
    status: 'SUCCEEDED',
    places: {
      commitment: { line: 'opp_1', sequence: n },
      finalization: { line: 'opp_1:books', sequence: n },
    },
    steps: STEPS.map(([name, system, stage, id]) => ({ name, system, stage, status: 'DONE', effectId: ids[id] })),
  };
}

function story(n: number): readonly AuditedEvent[] {
  const about = { operationId: `op_${n}`, contractId: 'ctr_1', step: null, version: null };
  return [
    { ...about, type: 'operation.accepted' },
    ...STEPS.flatMap(([step]) => [
      { ...about, type: 'step.started', step },
      { ...about, type: 'step.finished', step },
    ]),
    { ...about, type: 'contract.amended', version: n + 1 },
    { ...about, type: 'operation.succeeded' },
  ];
}
