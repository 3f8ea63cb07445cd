import { CONTRACT_DRIVEN as ENGINE_DEFAULTS, type PolicySet as EnginePolicies } from '#revrec/engine/policies.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { Fault } from './fault.ts';
import { POLICY_QUESTIONS, type PolicyChoices, type PolicyKey } from './policy-choices.ts';

/** One published answer to one question. It is never changed; another answer is another version. */
export type PolicyVersion = { readonly [Key in PolicyKey]: Published<Key> }[PolicyKey];

interface Published<Key extends PolicyKey> {
  readonly key: Key;
  readonly value: PolicyChoices[Key];
  /** From 1, of this key. */
  readonly version: number;
  /** `YYYY-MM-DD`: the first day it holds. */
  readonly effectiveFrom: string;
  readonly author: string;
  /** PROVISIONAL until an accountant has confirmed it. */
  readonly status: 'PROVISIONAL' | 'CONFIRMED';
}

/** All that was published for a book, in any order and any number of versions a key. */
export interface PolicySet {
  readonly preset: 'CONTRACT_DRIVEN' | 'INVOICE_DRIVEN';
  readonly framework: EnginePolicies['framework'];
  readonly versions: readonly PolicyVersion[];
}

const FROM_THE_START = '0001-01-01';
const LATEST = '9999-12-31';

/** A preset's own answers: version 1 of each key. They are defaults and nobody has confirmed them. */
function preset(choices: PolicyChoices): readonly PolicyVersion[] {
  return Object.entries(choices).map(
    ([key, value]) =>
      ({
        key,
        value,
        version: 1,
        effectiveFrom: FROM_THE_START,
        author: 'preset',
        status: 'PROVISIONAL',
      }) as PolicyVersion,
  );
}

const CONTRACT_CHOICES: PolicyChoices = {
  ...ENGINE_DEFAULTS.values,
  allocationInRange: 'ALWAYS_ALLOCATE',
  materialRightExercise: 'CONTINUATION',
  upfrontFeePeriod: 'CONTRACT_TERM',
  contractAssetMonetary: 'MONETARY',
  fxLayerOrder: 'FIFO',
  monthEndRemeasurement: 'ON',
  revenueRate: 'SPOT',
  mixedCurrency: 'COMMON_CURRENCY_FIRST',
  disputeLoss: 'CREDIT_LOSS',
  billingLedAfterMigration: 'NONE',
};

/** The contract and its obligations are the unit of account. */
export const CONTRACT_DRIVEN: PolicySet = {
  preset: 'CONTRACT_DRIVEN',
  framework: 'ASC606',
  versions: preset(CONTRACT_CHOICES),
};

/** Each invoice line is its own obligation: for a migration and for parity with a billing-led ledger only. */
export const INVOICE_DRIVEN: PolicySet = {
  preset: 'INVOICE_DRIVEN',
  framework: 'ASC606',
  versions: preset({
    ...CONTRACT_CHOICES,
    disputeLoss: 'AGAINST_REVENUE',
    billingJournal: 'ENGINE',
    billingLedAfterMigration: 'ALL',
  }),
};

/** The same set with more versions. */
export function publish(set: PolicySet, ...versions: readonly PolicyVersion[]): PolicySet {
  return { ...set, versions: [...set.versions, ...versions] };
}

/** Of each key the latest version that holds on a day, in the order of the questions. */
export function inForce({ versions }: PolicySet, on: string = LATEST): readonly PolicyVersion[] {
  return Object.keys(POLICY_QUESTIONS).flatMap((key) => {
    const own = versions.filter((one) => one.key === key && one.effectiveFrom <= on);
    return own.toSorted(byStart).slice(-1);
  });
}

/** What holds on a day and no accountant has confirmed. */
export function provisional(set: PolicySet, on: string = LATEST): readonly PolicyVersion[] {
  return inForce(set, on).filter(
    ({ status, key }) => status === 'PROVISIONAL' && POLICY_QUESTIONS[key].needsAccountant,
  );
}

/**
 * What the engine runs under on a day. A choice that it does not compute is a fault: no figure is given under a policy
 * that was not followed.
 */
export function enginePolicies(set: PolicySet, on: string = LATEST): Result<EnginePolicies, readonly Fault[]> {
  const held = inForce(set, on);
  const faults = [...versionFaults(set), ...held.flatMap(valueFaults)];
  if (faults.length > 0) return fail(faults);
  const chosen = Object.fromEntries(held.map(({ key, value }) => [key, value]));
  const known = Object.keys(ENGINE_DEFAULTS.values).filter((key) => key in chosen);
  const values = { ...ENGINE_DEFAULTS.values, ...Object.fromEntries(known.map((key) => [key, chosen[key]])) };
  return ok({
    preset: 'CONTRACT_DRIVEN',
    framework: set.framework,
    versionIds: [...ENGINE_DEFAULTS.versionIds, ...publishedIds(held)],
    // Every value was checked against its own question above.
    values: values as EnginePolicies['values'],
  });
}

/**
 * Ids of the policies that a ledger of documents runs under on a day. It has the preset's own answers and no others, so
 * that any other is a fault.
 */
export function ledgerPolicies(set: PolicySet, on: string = LATEST): Result<readonly string[], readonly Fault[]> {
  const held = inForce(set, on);
  const others = held.filter(({ key, value }) => {
    const own = INVOICE_DRIVEN.versions.find((version) => version.key === key)?.value;
    return JSON.stringify(own) !== JSON.stringify(value);
  });
  const faults = [
    ...versionFaults(set),
    ...others.map(({ key }): Fault => {
      const message = 'has one answer under INVOICE_DRIVEN, that of the preset: leave it out.';
      return { code: 'NOT_COMPUTED', path: `policies.${key}`, message };
    }),
  ];
  return faults.length > 0 ? fail(faults) : ok(['policy:INVOICE_DRIVEN@1', ...publishedIds(held)]);
}

function publishedIds(held: readonly PolicyVersion[]): readonly string[] {
  return held.filter(({ version }) => version > 1).map(({ key, version }) => `policy:${key}@${version}`);
}

/** Two answers under one number contradict each other; which one was published cannot be told. */
function versionFaults({ versions }: PolicySet): readonly Fault[] {
  return versions.flatMap(({ key, version }, index) => {
    const first = versions.findIndex((other) => other.key === key && other.version === version);
    if (first === index) return [];
    const message = `version ${version} of ${key} was published already; a change is a new version.`;
    return [{ code: 'DUPLICATE_KEY', path: `policies.${key}`, message } as const];
  });
}

function valueFaults({ key, value }: PolicyVersion): readonly Fault[] {
  const { computed, question } = POLICY_QUESTIONS[key];
  if (computed === null || computed.includes(String(value))) return [];
  const message = `${String(value)} is not computed (${question.toLowerCase()}); computed: ${computed.join(', ')}.`;
  return [{ code: 'NOT_COMPUTED', path: `policies.${key}`, message }];
}

function byStart(a: PolicyVersion, b: PolicyVersion): number {
  if (a.effectiveFrom !== b.effectiveFrom) return a.effectiveFrom < b.effectiveFrom ? -1 : 1;
  return a.version - b.version;
}
