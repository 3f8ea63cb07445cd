import type { GraphError } from './graph-error.ts';

const SYSTEM: ReadonlyMap<string, string> = new Map([
  ['crm', 'CRM'],
  ['billing', 'Billing'],
  ['erp', 'ERP'],
  ['revrec', 'Revenue recognition'],
  ['operations', 'Operations'],
]);

/** What the reader calls the field that a path leads to; the first entry found on the path wins. */
const PART: ReadonlyMap<string, string> = new Map([
  ['posting', 'posting columns'],
  ['invoices', 'invoices'],
  ['contracts', 'contracts'],
  ['operations', 'operations'],
  ['syncState', 'sync status'],
  ['revenue', 'revenue figures'],
  ['revenueContract', 'revenue treatment'],
  ['legalEntity', 'legal entity'],
  ['amendment', 'what brought a version about'],
]);

/** One sentence a system: which fields of the page are missing and why. */
interface PartialNotice {
  readonly system: string;
  readonly sentence: string;
  readonly codes: readonly string[];
  readonly correlationId: string | null;
}

/** Sorts the errors beside an answer's data by the system that they name. */
export function partialNotices(errors: readonly GraphError[]): readonly PartialNotice[] {
  const bySystem = Map.groupBy(errors, (error) => `${error.subgraph ?? ''} ${error.code ?? ''}`);
  return [...bySystem.values()].flatMap((group) => {
    const first = group[0];
    return first === undefined ? [] : [noticeOf(first, group)];
  });
}

function noticeOf(first: GraphError, group: readonly GraphError[]): PartialNotice {
  const system = SYSTEM.get(first.subgraph ?? '') ?? 'One system';
  const parts = [...new Set(group.map((error) => partOf(error)))].join(', ');
  return {
    system,
    sentence: `${reasonOf(system, first.code)}: ${parts} missing. Everything else is shown.`,
    codes: [...new Set(group.flatMap((error) => (error.code === null ? [] : [error.code])))],
    correlationId: group.find((error) => error.correlationId !== null)?.correlationId ?? null,
  };
}

function reasonOf(system: string, code: string | null): string {
  switch (code) {
    case 'FORBIDDEN':
      return 'Your role may not see this';
    case 'SUBGRAPH_UNAVAILABLE':
      return `${system} unreachable`;
    default:
      return `${system} failed to answer`;
  }
}

function partOf(error: GraphError): string {
  const names = error.path.filter((piece) => typeof piece === 'string').toReversed();
  const known = names.find((name) => PART.has(name));
  return (known === undefined ? undefined : PART.get(known)) ?? names[0] ?? 'some fields';
}
