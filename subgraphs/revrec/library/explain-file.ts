import { fail, ok, type Result } from '#schema/errors/result.ts';
import { explainPeriod, printFigures } from './explanation.ts';
import type { Fault } from './fault.ts';
import { inFile, type ReadContracts } from './read-contract.ts';
import { readInput } from './read-input.ts';
import { recognize } from './recognize.ts';

/** Why a contract of an input file earned what it earned in a month, `YYYY-MM`, as a person reads it. */
export function explainFile(
  name: string,
  bytes: Uint8Array,
  { contract, period }: { readonly contract: string; readonly period: string },
): Result<string, readonly Fault[]> {
  const read = readInput(name, bytes);
  if (!read.ok) return read;
  const { events, policies, rateIds, opportunities } = read.value;
  const recognized = recognize(events, policies, { rateIds });
  if (!recognized.ok) return fail(recognized.error.map((fault) => inFile(fault, read.value)));
  const one = recognized.value.contracts.find((known) => known.contract === contract);
  if (one === undefined) {
    const known = recognized.value.contracts.map((other) => other.contract).slice(0, 20);
    const message = `${contract} is not in the file; it has ${known.join(', ')}.`;
    return fail([{ code: 'UNKNOWN_REFERENCE', path: '--contract', message }]);
  }
  const figures = explainPeriod(one, period, opportunities.get(contract) ?? null);
  return ok(
    figures.length === 0 ? `${contract} has no figure in ${period}.` : named(printFigures(figures), read.value),
  );
}

/** Says of each fact where it stands in the file. */
function named(text: string, { places }: Pick<ReadContracts, 'places'>): string {
  const byId = new Map([...places].map(([name, place]) => [name.slice(name.lastIndexOf('/') + 1), place]));
  return text.replace(/\brev_[0-9a-z]{26}\b/g, (id) => byId.get(id) ?? id);
}
