import type { ContractState } from '#revrec/engine/contract-state.ts';
import { figure } from '#revrec/engine/derivation.ts';
import { type Balance, balancesAt } from '#revrec/engine/position.ts';
import { obligationsOf } from '#revrec/engine/target.ts';
import type { CalendarPeriod } from '#schema/canonical/calendar.ts';
import { ratio } from '#schema/canonical/ratio.ts';
import type { AccountRole, Derivation, JournalDraft, JournalDraftLine } from '#schema/canonical/revenue.ts';
import type { DocumentRole } from './documents/document-role.ts';

/** A line of a journal with the period it is posted in and how its figure came to be. */
export interface JournalLine extends Omit<JournalDraftLine, 'role'> {
  /** The engine's account roles; under INVOICE_DRIVEN also those that only a ledger of documents has. */
  readonly role: AccountRole | DocumentRole;
  readonly entity: string;
  readonly period: string;
  /** Id of a derivation. */
  readonly derivation: string;
}

/**
 * Names the derivation of each line. What is earned is the schedule's own row; what is netted, billed or owed is the
 * movement of a balance over its period, which is derived here.
 */
export function explainJournals(
  state: ContractState,
  drafts: readonly JournalDraft[],
  calendar: readonly CalendarPeriod[],
): { readonly lines: readonly JournalLine[]; readonly derivations: readonly Derivation[] } {
  const explained = drafts.flatMap(({ entity, period, lines }) =>
    lines.map((line) => {
      const { obligation, originPeriod } = line;
      if (line.layer === 'RECOGNITION' && obligation !== null) {
        return { line: { ...line, entity, period, derivation: `row:${obligation}:${originPeriod}` }, derivation: null };
      }
      const derivation = movement(state, line, calendar);
      return { line: { ...line, entity, period, derivation: derivation.id }, derivation };
    }),
  );
  return {
    lines: explained.map(({ line }) => line),
    derivations: explained.flatMap(({ derivation }) => derivation ?? []),
  };
}

function movement(state: ContractState, line: JournalDraftLine, calendar: readonly CalendarPeriod[]): Derivation {
  const { contract, originPeriod, layer, role, debitMinor, creditMinor } = line;
  const index = calendar.findIndex(({ key }) => key === originPeriod);
  const [now, before] = [balanceOf(state, contract, calendar[index]), balanceOf(state, contract, calendar[index - 1])];
  return figure({
    id: `${layer.toLowerCase()}:${contract}:${role}:${originPeriod}`,
    op: 'NET',
    rule: `movement of ${role} over the period, debit above zero`,
    formula: `${levelOf(role, layer, now)} - ${levelOf(role, layer, before)}`,
    inputs: [...causesOf(state, contract, calendar[index]?.to ?? null), ...state.policies.versionIds],
    exact: ratio(debitMinor - creditMinor),
    paragraph: 'IFRS 15.105; ASC 606-10-45-1',
  });
}

/** The balance of a role as the formula it is the result of. */
function levelOf(role: AccountRole, layer: JournalDraftLine['layer'], balance: Balance | null): string {
  if (balance === null) return '0';
  const { billedMinor, taxMinor, recognizedMinor, refundMinor } = balance;
  const unbilled = `max(0, ${recognizedMinor} + ${refundMinor} - ${billedMinor})`;
  switch (role) {
    case 'UNBILLED_AR':
    case 'CONTRACT_ASSET':
      return unbilled;
    case 'AR':
      return `(${billedMinor} + ${taxMinor})`;
    case 'TAX_LIABILITY':
      return `(0 - ${taxMinor})`;
    case 'REFUND_LIABILITY':
      return `(0 - ${refundMinor})`;
    case 'CONTRACT_LIABILITY':
      return layer === 'BILLING' ? `(0 - ${billedMinor})` : `(${refundMinor} - ${unbilled})`;
    default:
      return String(recognizedMinor);
  }
}

function balanceOf(state: ContractState, contract: string, period: CalendarPeriod | undefined): Balance | null {
  if (period === undefined) return null;
  return balancesAt(state, period.to).find((balance) => balance.contract === contract) ?? null;
}

/** What a balance comes of by the end of a day: the documents of the contract, and how each promise is earned. */
export function causesOf(state: ContractState, contract: string, on: string | null): readonly string[] {
  const documents = state.billed.filter((item) => item.contractKey === contract && on !== null && item.on <= on);
  const promises = obligationsOf(state).filter((one) => one.contract === contract);
  const earned = promises.flatMap(({ obligation: { segments, increments } }) => [...segments, ...increments]);
  return [...new Set([...documents.map(({ eventId }) => eventId), ...earned.map(({ derivation }) => derivation)])];
}
