import { type Finding, finding, groupBy } from './finding.ts';
import type { AuditedEffect, AuditedEvent, AuditedOperation, AuditedStep, History } from './history.ts';

/** Ends of operations, as their status and as the event log puts them. */
const END_EVENTS: ReadonlyMap<string, string> = new Map([
  ['SUCCEEDED', 'operation.succeeded'],
  ['COMPENSATED', 'operation.compensated'],
  ['FAILED', 'operation.failed'],
]);
const ENDS: ReadonlySet<string> = new Set(END_EVENTS.values());

/** Steps that always write at the vendor under their own key: done without such a write is lost. */
const WRITES_UNDER_ITS_KEY: ReadonlySet<string> = new Set([
  'activateCrmContract',
  'amendCrmContract',
  'startSubscription',
  'amendSubscription',
  'renewSubscription',
  'cancelSubscription',
  'pauseSubscription',
  'resumeSubscription',
  'issueCreditMemos',
  'refundPayments',
]);
/** Steps that may make several records of one kind: one a credit, payment or batch. */
const MAKES_SEVERAL: ReadonlySet<string> = new Set([
  'issueCreditMemos',
  'refundPayments',
  'postRevenueJournals',
  'postCreditMemos',
  'postRefunds',
]);
/** What a write makes exactly one of, by the vendors' words. */
const MADE_ONCE: ReadonlySet<string> = new Set([
  'contract.created',
  'order.created',
  'subscription.created',
  'invoice.created',
  'credit_note.created',
  'refund.created',
  'creditMemo.created',
  'customerPayment.created',
  'customerRefund.created',
  'journalEntry.created',
]);
/** A step in one of these has written, or may have. */
const HAS_WRITTEN: ReadonlySet<string> = new Set(['DONE', 'COMPENSATING', 'COMPENSATED', 'UNCERTAIN', 'RUNNING']);

/** Steps against effects, effects against steps, and both against what was told of them. */
export function stepFindings(history: History): readonly Finding[] {
  const byStep = groupBy(history.effects, ({ owner }) =>
    owner === null ? null : `${owner.operationId}:${owner.step}`,
  );
  const recordIds = new Set(history.effects.map(({ system, recordId }) => `${system} ${recordId}`));
  return [
    ...history.operations.flatMap((operation) =>
      operation.steps.flatMap((step) => lostWrite(operation, step, byStep, recordIds)),
    ),
    ...[...byStep.values()].flatMap(madeTwice),
    ...madeTwiceByKey(history.effects),
    ...unexplained(history),
    ...toldOnce(history),
  ];
}

function lostWrite(
  { id }: AuditedOperation,
  { name, system, status, effectId }: AuditedStep,
  byStep: ReadonlyMap<string, readonly AuditedEffect[]>,
  recordIds: ReadonlySet<string>,
): readonly Finding[] {
  if (status !== 'DONE' || !['CRM', 'BILLING', 'ERP'].includes(system)) return [];
  const written = byStep.get(`${id}:${name}`)?.some(({ owner }) => owner?.undoing === false) ?? false;
  if (WRITES_UNDER_ITS_KEY.has(name) && !written) {
    return [finding('LOST', id, `${name} is done, but ${system} holds nothing under its key`)];
  }
  if (effectId !== null && !recordIds.has(`${system} ${effectId}`)) {
    return [finding('LOST', id, `${name} names ${effectId}, which ${system} does not hold`)];
  }
  return [];
}

/** One step makes one record of a kind, whatever became of its attempts. */
function madeTwice(effects: readonly AuditedEffect[]): readonly Finding[] {
  const [first] = effects;
  if (first?.owner === null || first === undefined || MAKES_SEVERAL.has(first.owner.step)) return [];
  const { operationId, step } = first.owner;
  const made = effects.filter(({ kind, owner }) => MADE_ONCE.has(kind) && owner?.undoing === false);
  return [...groupBy(made, ({ kind }) => kind)].flatMap(([kind, records]) =>
    records.length > 1 ? [finding('DUPLICATED', operationId, `${step} made ${records.length} of ${kind}`)] : [],
  );
}

/** One key makes one record of a kind; a batch of journals comes under one key, each under its own batch key. */
function madeTwiceByKey(effects: readonly AuditedEffect[]): readonly Finding[] {
  const made = effects.filter(
    ({ kind, owner }) => owner !== null && MADE_ONCE.has(kind) && !kind.startsWith('journal'),
  );
  return [...groupBy(made, ({ system, kind, key }) => `${system} ${kind} ${key}`)].flatMap(([write, records]) =>
    records.length > 1 ? [finding('DUPLICATED', write, `made ${records.length} times under one key`)] : [],
  );
}

function unexplained({ operations, effects }: History): readonly Finding[] {
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  return effects.flatMap((effect) => {
    if (effect.owner === null) return nobodys(effect);
    const { operationId, step } = effect.owner;
    const about = `${effect.system} ${effect.kind} ${effect.recordId}`;
    const operation = byId.get(operationId);
    if (operation === undefined) return [finding('UNEXPLAINED', about, `${operationId} is no operation of ours`)];
    const found = operation.steps.find(({ name }) => name === step);
    if (found === undefined) return [finding('UNEXPLAINED', about, `${operationId} has no step ${step}`)];
    if (HAS_WRITTEN.has(found.status) || effect.owner.undoing) return [];
    return [finding('UNEXPLAINED', about, `${step} of ${operationId} is ${found.status}`)];
  });
}

/** In the ledger nobody but us writes documents; in billing people and billing itself do. */
function nobodys({ system, kind, recordId, document }: AuditedEffect): readonly Finding[] {
  if (system !== 'ERP' || document === null) return [];
  return [finding('UNEXPLAINED', `${system} ${kind} ${recordId}`, 'no operation’s key is on it')];
}

/** Each operation begins and ends once in the log, as its row says; so does each step that is done. */
function toldOnce({ operations, events }: History): readonly Finding[] {
  const byOperation = groupBy(events, ({ operationId }) => operationId);
  return operations.flatMap((operation) => {
    const told = byOperation.get(operation.id) ?? [];
    const end = END_EVENTS.get(operation.status);
    return [
      ...timesTold(operation.id, told, 'operation.accepted', 1),
      ...(end === undefined
        ? [finding('LOST', operation.id, `it has not ended: ${operation.status}`)]
        : timesTold(operation.id, told, end, 1)),
      ...[...ENDS].filter((type) => type !== end).flatMap((type) => timesTold(operation.id, told, type, 0)),
      ...operation.steps.flatMap((step) => stepTold(operation.id, step, told)),
    ];
  });
}

function timesTold(id: string, told: readonly AuditedEvent[], type: string, times: number): readonly Finding[] {
  const count = told.filter((event) => event.type === type).length;
  if (count === times) return [];
  return [finding(count < times ? 'LOST' : 'DUPLICATED', id, `${type} was told ${count} times`)];
}

function stepTold(id: string, { name, status }: AuditedStep, told: readonly AuditedEvent[]): readonly Finding[] {
  const isDone = status === 'DONE' || status === 'COMPENSATED';
  return timesTold(
    id,
    told.filter(({ step }) => step === name),
    'step.finished',
    isDone ? 1 : 0,
  ).map((one) => ({
    ...one,
    detail: `${name}: ${one.detail}`,
  }));
}
