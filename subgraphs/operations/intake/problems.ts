import { type LoggedEvent, UNASSIGNED } from '#kit/events/event.ts';
import { unreachable } from '#schema/errors/result.ts';
import type { UpcastFailure } from '#schema/events/upcast.ts';
import { systemName } from '../exceptions/explain.ts';
import type { ContestedWrite } from '../ownership/postgres-ownership.ts';
import { causeInMasterData } from '../requests/ledger-readiness.ts';
import type { Refusal } from '../requests/refusal.ts';
import type { Case, Start } from './decision.ts';
import type { NotAnswered } from './postgres-facts.ts';
import type { Item } from './postgres-items.ts';
import { readSubject } from './subject.ts';

type About = Pick<Case, 'impact' | 'legalEntity' | 'customerId' | 'contractId'>;

function aboutOf({ legal_entity, customer_id, contract_id }: Item): About {
  return { impact: null, legalEntity: legal_entity, customerId: customer_id, contractId: contract_id };
}

/** A request that was not taken, or `start` null: that could not even be made. */
export function notStarted(item: Item, start: Start | null, refusals: readonly Refusal[]): Case {
  const { kind, id } = readSubject(item.subject);
  const [first] = refusals;
  const said = refusals.map(({ message }) => message).join(' ');
  return {
    ...aboutOf(item),
    ...(start === null ? {} : { legalEntity: start.legalEntity }),
    code: first?.code ?? 'FAILED',
    cause: causeOf(start, refusals),
    system: kind === 'opportunity' || kind === 'contract' || kind === 'customer' ? 'CRM' : 'BILLING',
    title: `News of ${kind} ${id} could not be dealt with`,
    explanation: said === '' ? 'Looking at it failed again and again. Nothing was done.' : said,
    about: { refusals, act: start?.act ?? null },
  };
}

function causeOf(start: Start | null, refusals: readonly Refusal[]): Case['cause'] {
  if (start === null) return 'UNCERTAIN_OUTCOME';
  return causeInMasterData(refusals) ?? 'VALIDATION';
}

/** A system's record that cannot be told whose it is. */
export function unanswered(item: Item, { system, error }: NotAnswered): Case {
  const { kind, id } = readSubject(item.subject);
  return {
    ...aboutOf(item),
    code: 'MASTER_DATA_MISMATCH',
    cause: 'MASTER_DATA_MISMATCH',
    system,
    title: `${systemName(system)} has ${kind} ${id}, which belongs to no customer of ours`,
    explanation: `It cannot be told whose it is (${error.kind}). Nothing was done; it goes on once the records are linked.`,
    about: { error },
  };
}

/** An event that does not say what its type promises. */
export function unreadable(item: Item, failure: UpcastFailure): Case {
  return {
    ...aboutOf(item),
    code: failure.kind,
    cause: failure.kind === 'Malformed' ? 'VALIDATION' : 'UNSUPPORTED',
    system: 'BILLING',
    title: `An event of type ${item.type} could not be read`,
    explanation: wordsOf(failure),
    about: { failure },
  };
}

function wordsOf(failure: UpcastFailure): string {
  switch (failure.kind) {
    case 'UnknownType':
      return 'No release of this product knows such an event. It is kept as it came.';
    case 'FromTheFuture':
      return `It is version ${failure.schemaVersion}; this release knows ${failure.known}. Replay it with a newer one.`;
    case 'NoStep':
      return `Version ${failure.schemaVersion} of it cannot be read any more. It is kept as it came.`;
    case 'Malformed':
      return `It does not say what its type promises: ${failure.detail}`.slice(0, 1000);
    default:
      return unreachable(failure);
  }
}

/** The kept event as the log gave it. */
export function misread(item: Item): Omit<LoggedEvent, 'record'> {
  return {
    position: { xid: item.xid, id: item.id },
    type: item.type,
    schemaVersion: item.schema_version,
    origin: 'SOURCE',
    occurredAt: item.since,
    legalEntity: item.legal_entity,
    customerId: item.customer_id,
    contractId: item.contract_id,
    operationId: item.source_operation,
    correlationId: item.correlation_id,
    causationId: null,
    data: item.data,
  };
}

/** A value that a system wrote into another one's field, as the catalogue's event says it. */
export function contestedWrite(item: Item): ContestedWrite {
  const data = item.data as Pick<ContestedWrite, 'entity' | 'id' | 'field' | 'system' | 'value'>;
  const { entity, id, field, system, value } = data;
  return {
    entity,
    id,
    field,
    system,
    value,
    legalEntity: item.legal_entity ?? UNASSIGNED,
    customerId: item.customer_id,
    contractId: item.contract_id,
    correlationId: item.correlation_id,
  };
}
