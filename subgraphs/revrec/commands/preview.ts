import { account } from '#revrec/accounting.ts';
import type { ContractState } from '#revrec/engine/contract-state.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';
import { journalOf } from '#revrec/journals/batch.ts';
import type { PostedRevenue } from '#revrec/store/journals.ts';
import type { RevenueContractRow } from '#revrec/store/revenue-contract.ts';
import { viewObligation } from '#revrec/view/obligation.ts';
import { viewSchedule } from '#revrec/view/schedule.ts';
import { money, toMoneyWire } from '#schema/canonical/money.ts';
import type { ProrationCheck, RevenuePreview, RevenueRow } from '#schema/commands/revrec.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import type { Result } from '#schema/errors/result.ts';
import { type Change, reckon, treatmentOf } from './reckon.ts';

export interface Preview {
  readonly change: Omit<Change, 'told'> & {
    readonly told: Result<readonly RevenueEvent[], ConnectorError>;
    readonly amendment: string;
  };
  readonly posted: readonly PostedRevenue[];
  readonly prorationCheck: ProrationCheck | null;
  readonly today: string;
}

/** Schedules before and after. What would hold the contract is a warning here: a preview is there to show it. */
export function previewOf({ change, posted, prorationCheck, today }: Preview): RevenuePreview {
  const { contract, held, told, amendment } = change;
  const now = held.length === 0 ? null : account(held);
  const rows = (state: ContractState) => rowsOf(state, contract, { posted, today });
  const before = now?.ok === true ? rows(now.value) : [];
  const reckoned = told.ok ? reckon({ ...change, told: told.value }) : told;
  if (!reckoned.ok) {
    const warnings = [warningOf(reckoned.error)];
    return { before, after: before, treatment: null, prorationCheck, journals: [], warnings };
  }
  const { state, drafts } = reckoned.value;
  return {
    before,
    after: rows(state),
    treatment: treatmentOf(state, amendment),
    prorationCheck,
    journals: drafts.map((draft) => journalOf(draft).journal),
    warnings: [],
  };
}

function rowsOf(
  state: ContractState,
  { products, currency }: RevenueContractRow,
  { posted, today }: Pick<Preview, 'posted' | 'today'>,
): readonly RevenueRow[] {
  const wire = (minor: bigint) => toMoneyWire(money(minor, currency));
  return viewSchedule(state, posted).map((row) => {
    const view = viewObligation(state, row.obligation, { products, today });
    return {
      period: row.period,
      periodStartsOn: `${row.period}-01`,
      obligation: {
        ...view,
        standaloneSellingPrice: toMoneyWire(view.standaloneSellingPrice),
        allocated: toMoneyWire(view.allocated),
        recognized: toMoneyWire(view.recognized),
      },
      amount: wire(row.amountMinor),
      originPeriod: row.originPeriod,
      posted: row.posted,
      cumulative: wire(row.cumulativeMinor),
    };
  });
}

function warningOf(error: ConnectorError): string {
  if (error.kind === 'Rejected') return `Revenue would not take this up (${error.code}): ${error.detail}`;
  if (error.kind === 'ClosedPeriod') return `No open period is left for what was earned in ${error.period}.`;
  return `Revenue would not take this up: ${error.kind}.`;
}
