import { type Finding, finding, groupBy } from './finding.ts';
import type {
  AuditedEffect,
  AuditedEvent,
  AuditedOperation,
  AuditedStage,
  AuditedStep,
  History,
  Place,
} from './history.ts';

const STAGES: readonly AuditedStage[] = ['commitment', 'finalization'];
const NEW_VERSION: ReadonlySet<string> = new Set(['contract.amended', 'renewal.accepted', 'subscription.cancelled']);

/** Everything of one line, whoever recorded it, is in the order in which the line was joined. */
export function orderFindings(history: History): readonly Finding[] {
  return [...STAGES.flatMap((stage) => linesInOrder(history, stage)), ...versionsRise(history)];
}

interface InLine {
  readonly operation: AuditedOperation;
  readonly place: Place;
}

function linesInOrder(history: History, stage: AuditedStage): readonly Finding[] {
  const placed = history.operations.flatMap((operation): readonly InLine[] => {
    const place = operation.places[stage];
    return place === null ? [] : [{ operation, place }];
  });
  const moments = momentsOf(history, stage);
  return [...groupBy(placed, ({ place }) => place.line).values()].flatMap((line) => {
    const inOrder = line.toSorted((a, b) => a.place.sequence - b.place.sequence);
    return [...samePlace(inOrder), ...[...moments].flatMap(([record, of]) => inTurn(record, inOrder, of))];
  });
}

function samePlace(line: readonly InLine[]): readonly Finding[] {
  return line.flatMap(({ operation, place }, index) => {
    const before = line[index - 1];
    return before?.place.sequence === place.sequence
      ? [finding('OUT_OF_ORDER', place.line, `${before.operation.id} and ${operation.id} have one place`)]
      : [];
  });
}

/** Positions in one record, by operation. */
type Moments = ReadonlyMap<string, readonly number[]>;

/** When each operation was at work in this stage: by each vendor's ledger and by the event log. */
function momentsOf({ operations, effects, events }: History, stage: AuditedStage): ReadonlyMap<string, Moments> {
  const stages = new Map(
    operations.flatMap((operation) =>
      operation.steps.map((step) => [`${operation.id}:${step.name}`, { operation, step }]),
    ),
  );
  const isOfStage = (operationId: string, step: string, undoing: boolean): boolean => {
    const found = stages.get(`${operationId}:${step}`);
    return found !== undefined && ranIn(found.operation, found.step, undoing) === stage;
  };
  const written = effects.filter(
    ({ owner }) => owner !== null && isOfStage(owner.operationId, owner.step, owner.undoing),
  );
  const byVendor = groupBy(written, ({ system }) => `the ledger of ${system}`);
  const moments = new Map<string, Moments>();
  for (const [record, of] of byVendor) moments.set(record, positions(of));
  moments.set('the event log', told(events, isOfStage));
  return moments;
}

/** What was promised is taken back, once the books have begun, while the books' stage runs. */
function ranIn({ places }: AuditedOperation, { stage }: AuditedStep, undoing: boolean): AuditedStage {
  return undoing && places.finalization !== null ? 'finalization' : stage;
}

function positions(effects: readonly AuditedEffect[]): Moments {
  const byOperation = groupBy(effects, ({ owner }) => owner?.operationId ?? null);
  return new Map([...byOperation].map(([id, of]) => [id, of.map(({ sequence }) => sequence)]));
}

const AT_WORK: ReadonlySet<string> = new Set(['step.started', 'step.finished', 'step.skipped', 'step.compensated']);

function told(
  events: readonly AuditedEvent[],
  isOfStage: (operationId: string, step: string, undoing: boolean) => boolean,
): Moments {
  const numbered = events.map((event, position) => ({ ...event, position }));
  const atWork = numbered.filter(
    ({ type, operationId, step }) =>
      AT_WORK.has(type) &&
      operationId !== null &&
      step !== null &&
      isOfStage(operationId, step, type === 'step.compensated'),
  );
  const byOperation = groupBy(atWork, ({ operationId }) => operationId);
  return new Map([...byOperation].map(([id, of]) => [id, of.map(({ position }) => position)]));
}

/** All of one operation lies before anything of those behind it. */
function inTurn(record: string, line: readonly InLine[], moments: Moments): readonly Finding[] {
  const findings: Finding[] = [];
  let last: { readonly id: string; readonly position: number } | null = null;
  for (const { operation, place } of line) {
    const of = moments.get(operation.id);
    if (of === undefined) continue;
    if (last !== null && Math.min(...of) < last.position) {
      findings.push(
        finding('OUT_OF_ORDER', place.line, `${operation.id} came before ${last.id} was over in ${record}`),
      );
    }
    last = { id: operation.id, position: Math.max(...of) };
  }
  return findings;
}

/** A contract's versions rise one by one; one that was taken back is given again. */
function versionsRise({ operations, effects, events }: History): readonly Finding[] {
  const takenBack = operations.some(({ steps }) =>
    steps.some(({ name, status }) => name === 'amendCrmContract' && status === 'COMPENSATED'),
  );
  const inCrm = groupBy(effects, ({ contractVersion, recordId }) => (contractVersion === null ? null : recordId));
  const announced = groupBy(events, ({ type, version, contractId }) =>
    version !== null && NEW_VERSION.has(type) ? contractId : null,
  );
  return [
    ...[...inCrm].flatMap(([contract, of]) =>
      rises(
        contract,
        'in the CRM',
        of.map(({ contractVersion }) => contractVersion ?? 0),
        takenBack,
      ),
    ),
    ...[...announced].flatMap(([contract, of]) =>
      rises(
        contract,
        'in the event log',
        of.map(({ version }) => version ?? 0),
        takenBack,
      ),
    ),
  ];
}

function rises(contract: string, where: string, versions: readonly number[], mayFall: boolean): readonly Finding[] {
  return versions.flatMap((version, index) => {
    const before = versions[index - 1];
    if (before === undefined || version > before || (mayFall && version >= before - 1)) return [];
    return [finding('OUT_OF_ORDER', contract, `version ${version} came after ${before} ${where}`)];
  });
}
