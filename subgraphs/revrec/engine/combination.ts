import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from './engine-error.ts';
import { byBusiness } from './event-order.ts';
import type { ContractApproved, ContractLine, EventOf, RevenueEvent, VariableElement } from './events.ts';
import { invalid } from './payload.ts';

type Approval = EventOf<'CONTRACT_APPROVED', ContractApproved>;

/**
 * Contracts that were agreed as a package are one contract, and its price is split over the promises of all of them
 * (IFRS 15.17; ASC 606-10-25-9). Their events become those of the one that names the others: a line `seats` of K-2 is the
 * line `K-2:seats` there. Without a combination the events are answered as they are.
 */
export function asOneContract(events: readonly RevenueEvent[]): Result<readonly RevenueEvent[], EngineError> {
  const combinations = events.flatMap((event) =>
    event.kind === 'CONTRACT_COMBINED' && event.payload !== null ? [{ ...event, payload: event.payload }] : [],
  );
  const [first, ...others] = combinations;
  if (first === undefined) return ok(events);
  const { contractKey: whole } = first;
  const stray = others.find(({ contractKey }) => contractKey !== whole);
  if (stray !== undefined) return invalid(stray.id, `it is combined by ${whole} already`);
  const members = new Set(combinations.flatMap(({ payload }) => payload.members));
  if (members.has(whole)) return invalid(first.id, 'a contract is not combined with itself');
  const approvals = approvalsOf(events, [whole, ...members]);
  if (!approvals.ok) return approvals;
  const ended = events.find(({ kind, contractKey }) => kind === 'CANCELLED' && members.has(contractKey));
  if (ended !== undefined) {
    return fail({
      kind: 'HELD',
      subject: ended.contractKey,
      detail: 'a part of a combined contract cannot end by itself',
    });
  }
  const unmet = approvals.value.filter(({ payload }) => payload?.step1?.met === false);
  // What is told under the key of the whole is of all of it; a part speaks for itself only.
  const apart = events.find(
    ({ kind, contractKey }) =>
      kind === 'COLLECTIBILITY_CHANGED' &&
      contractKey !== whole &&
      unmet.some((approval) => approval.contractKey !== contractKey),
  );
  if (apart !== undefined) {
    const detail = `another part is no contract yet either: judge the package as a whole, under ${whole}`;
    return fail({ kind: 'HELD', subject: apart.contractKey, detail });
  }
  const merged = merge(approvals.value, whole);
  const parts = approvals.value.slice(1).map((approval) => partOf(approval, whole));
  const rest = events
    .filter(({ kind }) => kind !== 'CONTRACT_APPROVED')
    .map((event) => parts.find(({ key }) => key === event.contractKey)?.rename(event) ?? event);
  return ok([merged, ...rest].sort(byBusiness));
}

/** One approval each, in this order, of one legal entity and currency. */
function approvalsOf(
  events: readonly RevenueEvent[],
  keys: readonly string[],
): Result<readonly [Approval, ...Approval[]], EngineError> {
  const found: Approval[] = [];
  for (const key of keys) {
    const own = events.filter(({ kind, contractKey }) => kind === 'CONTRACT_APPROVED' && contractKey === key);
    const [approval, second] = own as readonly Approval[];
    if (approval === undefined) return fail({ kind: 'NO_CONTRACT', subject: key });
    if (second !== undefined) return invalid(second.id, 'the contract was already approved by another event');
    found.push(approval);
  }
  const [first, ...others] = found;
  if (first === undefined) throw new Error('A combination has its own contract');
  const other = others.find(
    ({ entity, payload }) => entity !== first.entity || payload?.currency !== first.payload?.currency,
  );
  if (other !== undefined) return invalid(other.id, `${other.contractKey} has another legal entity or currency`);
  return ok([first, ...others]);
}

function merge([first, ...others]: readonly [Approval, ...Approval[]], whole: string): RevenueEvent {
  const payloads = others.flatMap((approval) => {
    const part = partOf(approval, whole);
    return approval.payload === null ? [] : [{ part, ...approval.payload }];
  });
  const days = [first, ...others].map(({ effectiveAt }) => effectiveAt).sort();
  const variable = [
    ...(first.payload?.variable ?? []),
    ...payloads.flatMap(({ part, variable: own = [] }) => own.map(part.element)),
  ];
  const lines = [...(first.payload?.lines ?? []), ...payloads.flatMap(({ part, lines: own }) => own.map(part.line))];
  const { variable: _, step1: __, ...told } = first.payload ?? { customer: '', currency: 'USD' };
  // One part that is no contract yet keeps the whole from being one.
  const unmet = [first, ...others].flatMap(({ payload }) =>
    payload?.step1?.met === false ? payload.step1.reasons : [],
  );
  const isMet = [first, ...others].every(({ payload }) => payload?.step1?.met !== false);
  return {
    ...first,
    effectiveAt: days[0] ?? first.effectiveAt,
    payload: {
      ...told,
      lines,
      ...(variable.length === 0 ? {} : { variable }),
      ...(isMet ? {} : { step1: { met: false, reasons: unmet } }),
    },
  };
}

/** How what belongs to one of the others is named in the whole. */
function partOf({ contractKey: key, payload }: Approval, whole: string) {
  const own = new Set((payload?.lines ?? []).map((line) => line.key));
  const lineKey = (line: string) => `${key}:${line}`;
  const obligation = (name: string): string => {
    if (!name.startsWith(`${key}/`)) return name;
    const rest = name.slice(key.length + 1);
    return `${whole}/${own.has(rest) ? lineKey(rest) : rest}`;
  };
  const element = (one: VariableElement): VariableElement => ({
    ...one,
    key: lineKey(one.key),
    target: one.target === 'ALL' ? one.target : one.target.map((line) => (own.has(line) ? lineKey(line) : line)),
  });
  return {
    key,
    line: (line: ContractLine): ContractLine => ({ ...line, key: lineKey(line.key) }),
    element,
    rename: (event: RevenueEvent): RevenueEvent => renamed({ ...event, contractKey: whole }, { obligation, lineKey }),
  };
}

interface Names {
  readonly obligation: (name: string) => string;
  readonly lineKey: (key: string) => string;
}

function renamed(event: RevenueEvent, { obligation, lineKey }: Names): RevenueEvent {
  if (event.payload === null) return event;
  switch (event.kind) {
    case 'PROGRESS_MEASURED':
      return { ...event, payload: { ...event.payload, obligation: obligation(event.payload.obligation) } };
    case 'MILESTONE_MET':
      return { ...event, payload: { ...event.payload, obligation: obligation(event.payload.obligation) } };
    case 'VC_ESTIMATED':
      return { ...event, payload: { ...event.payload, element: lineKey(event.payload.element) } };
    case 'VC_RESOLVED':
      return { ...event, payload: { ...event.payload, element: lineKey(event.payload.element) } };
    case 'MODIFICATION_APPROVED': {
      const { extended, answers } = event.payload;
      return {
        ...event,
        payload: {
          ...event.payload,
          answers: {
            ...answers,
            ...(answers.notDistinct === undefined ? {} : { notDistinct: answers.notDistinct.map(obligation) }),
          },
          ...(extended === undefined
            ? {}
            : { extended: extended.map((line) => ({ ...line, obligation: obligation(line.obligation) })) }),
        },
      };
    }
    default:
      return event;
  }
}
