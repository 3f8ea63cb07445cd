import type { EngineError } from '#revrec/engine/engine-error.ts';
import type { LedgerEvent } from '#revrec/engine/invoice-driven/events.ts';
import { explainedLines } from '#revrec/engine/invoice-driven/explained-line.ts';
import { ledgerEntries, ledgerState, postingsOf } from '#revrec/engine/invoice-driven/ledger.ts';
import type { LedgerState } from '#revrec/engine/invoice-driven/ledger-state.ts';
import { addDays, civilDate } from '#schema/canonical/calendar.ts';
import { formatRatio } from '#schema/canonical/ratio.ts';
import type { Result } from '#schema/errors/result.ts';
import { TERMS } from '../invoice-driven/a-ledger.ts';
import type { LedgerStory } from './ledgers.ts';
import { fields } from './telling.ts';

/** After everything in the stories has been earned. */
const OVER = civilDate('2023-12-31');

/** Every entry of a ledger in words, its months, and how each named line's figure came to be. */
export function toldLedger({ name, events, terms }: LedgerStory): string {
  const all = { ...TERMS, ...terms };
  const [entries, state] = [told(ledgerEntries(events, all)), told(ledgerState(events, all))];
  const parts = [
    [name],
    entries.map(
      ({ month, document, line, debit, credit, minor }) =>
        `${month} ${document}${line === undefined ? '' : `/${line}`}: ${debit} / ${credit} ${minor}`,
    ),
    [...postingsOf(entries)].map(
      ([month, roles]) => `${month}: ${[...roles].map(([role, minor]) => `${role} ${minor}`).join(', ')}`,
    ),
    linesOf(state, events),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** Why each of them is refused, which its entries and its state say alike. */
export function toldRefusals(stories: readonly LedgerStory[]): string {
  const refusals = stories.map(({ name, events, terms }) => {
    const all = { ...TERMS, ...terms };
    const says = [ledgerEntries(events, all), ledgerState(events, all)].map((one) => fields(one.ok ? null : one.error));
    return [name, ...new Set(says)].join('\n  ');
  });
  return `${refusals.join('\n')}\n`;
}

function told<Told>(result: Result<Told, EngineError>): Told {
  if (!result.ok) throw new Error(fields(result.error));
  return result.value;
}

/** On the day before each event, on its day and when all is over. */
function linesOf(state: LedgerState, events: readonly LedgerEvent[]): readonly string[] {
  const days = new Set([...events.flatMap(({ at }) => [addDays(at, -1), at]), OVER]);
  return [...state.documents.values()].flatMap((document) =>
    [...days].flatMap((day) => {
      return told(explainedLines(document, day)).map(
        ({ key, measure, formula, exact, minor }) =>
          `${document.key}/${key} on ${day} by ${measure}: ${minor} = ${formula} (${formatRatio(exact)})`,
      );
    }),
  );
}
