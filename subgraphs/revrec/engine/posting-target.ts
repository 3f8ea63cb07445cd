import type { AccountRole, JournalLayer } from '#schema/canonical/revenue.ts';
import { billedCurves } from './billed-curve.ts';
import { type ContractState, latestVersion } from './contract-state.ts';
import { type AskedDay, earnedCurve } from './earned-curve.ts';
import { nettedBy } from './position.ts';

/** What a balance is kept of: the side and the amount are the line's. */
export interface JournalAccount {
  readonly contract: string;
  readonly obligation: string | null;
  readonly role: AccountRole;
  readonly layer: JournalLayer;
}

/** What the ledger has to say of a contract: its accounts, and what each comes to by the end of a day. */
export interface PostingTarget {
  readonly accounts: readonly JournalAccount[];
  /** Cumulative, debit above zero, in the order of the accounts. Each layer sums to zero in each accounting contract. */
  readonly balances: (day: AskedDay) => readonly bigint[];
}

/** Nothing is to be said of it. */
export const NO_TARGET: PostingTarget = { accounts: [], balances: () => [] };

/** Made ready once for all days; of each accounting contract first what its obligations earn, then what follows from it. */
export function postingTarget(state: ContractState): PostingTarget {
  const billedOf = billedCurves(state);
  const parts = state.contracts.map((contract) => ({
    contract: contract.key,
    promised: latestVersion(contract).obligations.map((one) => ({ obligation: one.key, earned: earnedCurve(one) })),
    billed: billedOf(contract.key),
  }));
  const { aheadOfBilling, billingJournal } = state.policies.values;
  const withDocuments = billingJournal === 'ENGINE';
  const accounts = parts.flatMap(({ contract, promised }): readonly JournalAccount[] => [
    ...promised.flatMap(({ obligation }) => earningAccounts(contract, obligation)),
    ...aheadAccounts(contract, aheadOfBilling),
    ...(withDocuments ? documentAccounts(contract) : []),
  ]);
  return {
    accounts,
    balances: (day) => {
      const balances: bigint[] = [];
      for (const { promised, billed } of parts) {
        let recognizedMinor = 0n;
        for (const { earned } of promised) {
          const minor = earned(day);
          recognizedMinor += minor;
          balances.push(minor, -minor);
        }
        const { billedMinor, taxMinor, refundMinor } = billed(day.on);
        const { unbilledMinor } = nettedBy(billedMinor - recognizedMinor - refundMinor);
        balances.push(unbilledMinor, refundMinor - unbilledMinor, -refundMinor);
        if (withDocuments) balances.push(billedMinor + taxMinor, -billedMinor, -taxMinor);
      }
      return balances;
    },
  };
}

function earningAccounts(contract: string, obligation: string): readonly JournalAccount[] {
  const common = { contract, obligation, layer: 'RECOGNITION' } as const;
  return [
    { ...common, role: 'CONTRACT_LIABILITY' },
    { ...common, role: 'REVENUE' },
  ];
}

function aheadAccounts(contract: string, aheadOfBilling: AccountRole): readonly JournalAccount[] {
  const common = { contract, obligation: null, layer: 'RECLASS' } as const;
  return [
    { ...common, role: aheadOfBilling },
    { ...common, role: 'CONTRACT_LIABILITY' },
    { ...common, role: 'REFUND_LIABILITY' },
  ];
}

function documentAccounts(contract: string): readonly JournalAccount[] {
  const common = { contract, obligation: null, layer: 'BILLING' } as const;
  return [
    { ...common, role: 'AR' },
    { ...common, role: 'CONTRACT_LIABILITY' },
    { ...common, role: 'TAX_LIABILITY' },
  ];
}
