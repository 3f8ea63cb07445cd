import type { PolicyValues } from '#revrec/engine/policies.ts';

/** Every accounting choice a figure may depend on, beside those that the engine of contracts asks for itself. */
export interface PolicyChoices extends PolicyValues {
  readonly allocationInRange: 'ALWAYS_ALLOCATE' | 'KEEP_STATED';
  readonly materialRightExercise: 'CONTINUATION' | 'MODIFICATION';
  readonly upfrontFeePeriod: 'CONTRACT_TERM' | 'EXPECTED_CUSTOMER_LIFE';
  readonly contractAssetMonetary: 'MONETARY' | 'NON_MONETARY';
  readonly fxLayerOrder: 'FIFO' | 'AVERAGE';
  readonly monthEndRemeasurement: 'ON' | 'REALIZED_ONLY';
  readonly revenueRate: 'SPOT' | 'PERIOD_AVERAGE';
  readonly mixedCurrency: 'COMMON_CURRENCY_FIRST' | 'REFUSE';
  readonly disputeLoss: 'CREDIT_LOSS' | 'AGAINST_REVENUE';
  /** Which billing-led behaviours may go on once a migration is over. */
  readonly billingLedAfterMigration: 'NONE' | 'ALL';
}

export type PolicyKey = keyof PolicyChoices;

/** What is decided by a key, which words it may have, and which of them are computed. */
export interface PolicyQuestion {
  readonly question: string;
  /** The allowed words; `null` where the value is a table, a list or a number. */
  readonly values: readonly string[] | null;
  /** Of them, those that are computed for a contract. Any other is kept for the record and refused in a run. */
  readonly computed: readonly string[] | null;
  /** The standards leave it to judgement, so that an accountant has to confirm it. */
  readonly needsAccountant: boolean;
}

const asked = (question: string, values: readonly string[], computed = values): PolicyQuestion => ({
  question,
  values,
  computed,
  needsAccountant: true,
});
const free = (question: string, needsAccountant: boolean): PolicyQuestion => ({
  question,
  values: null,
  computed: null,
  needsAccountant,
});

export const POLICY_QUESTIONS: Readonly<Record<PolicyKey, PolicyQuestion>> = {
  sspRange: free('Which price weighs, by where the stated one lies in its range', true),
  allocationInRange: asked(
    'Whether the price is split when every stated price is in its range',
    ['ALWAYS_ALLOCATE', 'KEEP_STATED'],
    ['ALWAYS_ALLOCATE'],
  ),
  sspBasisAtModification: asked('What existing obligations weigh when a deal changes', [
    'EXISTING_AT_INCEPTION',
    'ALL_AT_MODIFICATION',
  ]),
  rampTreatment: asked('Whether the steps of a ramp are one series, also with a right to end at a step', [
    'LEVEL_SERIES',
    'SEPARATE_STEPS',
  ]),
  materialRightExercise: asked(
    'What the exercise of a material right is',
    ['CONTINUATION', 'MODIFICATION'],
    ['CONTINUATION'],
  ),
  releaseAtCancellation: asked(
    'When the rest of a cancelled contract is earned',
    ['IMMEDIATE', 'REVISED_TERM'],
    ['IMMEDIATE'],
  ),
  upfrontFeePeriod: asked(
    'Over which time an upfront fee is earned',
    ['CONTRACT_TERM', 'EXPECTED_CUSTOMER_LIFE'],
    ['CONTRACT_TERM'],
  ),
  contractAssetMonetary: asked(
    'Whether a contract asset is remeasured at the closing rate',
    ['MONETARY', 'NON_MONETARY'],
    ['MONETARY'],
  ),
  fxLayerOrder: asked('Which advance in a foreign currency is released first', ['FIFO', 'AVERAGE'], ['FIFO']),
  monthEndRemeasurement: asked('Whether monetary balances are remeasured each month', ['ON', 'REALIZED_ONLY'], ['ON']),
  revenueRate: asked('The rate of revenue that nobody paid ahead', ['SPOT', 'PERIOD_AVERAGE'], ['SPOT']),
  mixedCurrency: asked(
    'Where a contract in several currencies is allocated',
    ['COMMON_CURRENCY_FIRST', 'REFUSE'],
    ['COMMON_CURRENCY_FIRST'],
  ),
  disputeLoss: asked(
    'Whether a lost dispute is a credit loss or less revenue',
    ['CREDIT_LOSS', 'AGAINST_REVENUE'],
    ['CREDIT_LOSS'],
  ),
  progressDecimals: free('To how many digits progress is rounded before use; null = not at all', true),
  unbilledSplit: asked('How what is unbilled is split over obligations', ['OWN_BILLED', 'DELIVERED_SSP']),
  reductionOrder: asked('Which addition loses quantity first', ['LATEST_FIRST', 'EARLIEST_FIRST']),
  distinctKinds: free('Kinds of promises that stand by themselves', false),
  seriesKinds: free('Kinds whose rest is distinct from what was delivered', false),
  aheadOfBilling: asked('What revenue ahead of billing is', ['UNBILLED_AR', 'CONTRACT_ASSET']),
  billingJournal: asked('Who posts receivable against contract liability', ['ERP_DOCUMENT', 'ENGINE']),
  billingLedAfterMigration: asked('Which billing-led behaviours may stay after a migration', ['NONE', 'ALL'], ['NONE']),
};
