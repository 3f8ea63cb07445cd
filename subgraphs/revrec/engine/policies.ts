import type { ObligationKind } from '#schema/canonical/revenue.ts';

/** Where a stated price lies against the observed range of standalone selling prices. */
export type SspPosition = 'BELOW' | 'IN_RANGE' | 'ABOVE';
export type SspChoice = 'LOW' | 'POINT' | 'HIGH' | 'STATED' | 'NEAREST_BOUND';

/** The accounting choices a figure depends on. Each is a default until an accountant has confirmed it. */
export interface PolicyValues {
  readonly sspRange: Readonly<Record<SspPosition, SspChoice>>;
  /** What is left of existing obligations weighs by their standalone price at inception, or on the day of the change. */
  readonly sspBasisAtModification: 'EXISTING_AT_INCEPTION' | 'ALL_AT_MODIFICATION';
  /** Steps of one series with level standalone prices earn level revenue, or each its own price by a recorded judgement. */
  readonly rampTreatment: 'LEVEL_SERIES' | 'SEPARATE_STEPS';
  /** Digits to which measured progress is rounded before use, half away from zero; `null` = exact. */
  readonly progressDecimals: number | null;
  /** How what is earned ahead of billing is shown by obligation. */
  readonly unbilledSplit: 'OWN_BILLED' | 'DELIVERED_SSP';
  /** When a cancelled contract's rest that is not given back is earned: on its last day's morrow, at once. */
  readonly releaseAtCancellation: 'IMMEDIATE';
  /** Which accounting contract loses quantity first when a product was added by amendments. */
  readonly reductionOrder: 'LATEST_FIRST' | 'EARLIEST_FIRST';
  /** Kinds whose promise stands by itself, so that more of it is a further distinct good or service. */
  readonly distinctKinds: readonly ObligationKind[];
  /** Kinds whose remaining part is distinct from what was delivered of the same promise. */
  readonly seriesKinds: readonly ObligationKind[];
  /** What revenue ahead of billing is: a receivable when only time must pass, a contract asset otherwise. */
  readonly aheadOfBilling: 'UNBILLED_AR' | 'CONTRACT_ASSET';
  /** Who posts receivable against contract liability: the ledger with the invoice itself, or this engine. */
  readonly billingJournal: 'ERP_DOCUMENT' | 'ENGINE';
}

/** Values in force with the ids of the policy versions they come from; every derivation names them. */
export interface PolicySet {
  readonly preset: 'CONTRACT_DRIVEN';
  readonly framework: 'ASC606' | 'IFRS15';
  readonly versionIds: readonly string[];
  readonly values: PolicyValues;
}

export const CONTRACT_DRIVEN: PolicySet = {
  preset: 'CONTRACT_DRIVEN',
  framework: 'ASC606',
  versionIds: ['policy:CONTRACT_DRIVEN@1'],
  values: {
    sspRange: { BELOW: 'LOW', IN_RANGE: 'STATED', ABOVE: 'HIGH' },
    sspBasisAtModification: 'EXISTING_AT_INCEPTION',
    rampTreatment: 'LEVEL_SERIES',
    progressDecimals: null,
    unbilledSplit: 'OWN_BILLED',
    releaseAtCancellation: 'IMMEDIATE',
    reductionOrder: 'LATEST_FIRST',
    distinctKinds: [
      'SERIES',
      'STAND_READY',
      'OVER_TIME',
      'POINT_IN_TIME',
      'LICENCE_RIGHT_TO_USE',
      'LICENCE_ACCESS',
      'USAGE',
    ],
    seriesKinds: ['SERIES', 'STAND_READY', 'LICENCE_ACCESS', 'USAGE'],
    aheadOfBilling: 'UNBILLED_AR',
    billingJournal: 'ERP_DOCUMENT',
  },
};
