import { CONTRACT_DRIVEN as ENGINE_DEFAULTS } from '#revrec/engine/policies.ts';
import { POLICY_QUESTIONS } from '#revrec/library/policy-choices.ts';
import {
  CONTRACT_DRIVEN,
  enginePolicies,
  INVOICE_DRIVEN,
  inForce,
  type PolicyVersion,
  provisional,
  publish,
} from '#revrec/library/policy-set.ts';
import { aContract, recognized } from './files.ts';

const published = (change: Partial<PolicyVersion> = {}) =>
  ({
    key: 'aheadOfBilling',
    value: 'CONTRACT_ASSET',
    version: 2,
    effectiveFrom: '2026-06-01',
    author: 'J. Doe',
    status: 'CONFIRMED',
    ...change,
  }) as PolicyVersion;

describe('a set of policies', () => {
  it.each([
    ['CONTRACT_DRIVEN', CONTRACT_DRIVEN],
    ['INVOICE_DRIVEN', INVOICE_DRIVEN],
  ])('%s answers every question once, as a default that nobody has confirmed', (_, preset) => {
    expect(inForce(preset).map(({ key }) => key)).toEqual(Object.keys(POLICY_QUESTIONS));
    expect(
      preset.versions.every(
        ({ version, status, author }) => version === 1 && status === 'PROVISIONAL' && author === 'preset',
      ),
    ).toBe(true);
  });

  it('leaves to an accountant what the standards leave to judgement', () => {
    expect(provisional(CONTRACT_DRIVEN).map(({ key }) => key)).toEqual(
      expect.arrayContaining([
        'sspBasisAtModification',
        'sspRange',
        'allocationInRange',
        'rampTreatment',
        'materialRightExercise',
        'releaseAtCancellation',
        'upfrontFeePeriod',
        'contractAssetMonetary',
        'fxLayerOrder',
        'disputeLoss',
        'billingLedAfterMigration',
      ]),
    );
    const confirmed = publish(CONTRACT_DRIVEN, published());
    expect(provisional(confirmed).map(({ key }) => key)).not.toContain('aheadOfBilling');
    expect(provisional(confirmed, '2026-05-31').map(({ key }) => key)).toContain('aheadOfBilling');
  });

  it('holds the latest version of each key that has begun by a day', () => {
    const later = published({ version: 3, effectiveFrom: '2027-01-01', value: 'UNBILLED_AR' });
    const set = publish(CONTRACT_DRIVEN, later, published());
    const on = (day: string) => inForce(set, day).find(({ key }) => key === 'aheadOfBilling')?.version;
    expect([on('2026-05-31'), on('2026-06-01'), on('2026-12-31'), on('2027-01-01')]).toEqual([1, 2, 2, 3]);
  });

  it('as published by nobody is the product’s own, under the same version', () => {
    expect(enginePolicies(CONTRACT_DRIVEN)).toEqual({ ok: true, value: ENGINE_DEFAULTS });
  });

  it('names the versions that were published in every figure and in the hash', () => {
    const set = publish(CONTRACT_DRIVEN, published());
    const [before, after] = ['2026-05-31', '2026-06-30'].map((on) => recognized(aContract(), { on }, set));
    expect(before?.policyVersionIds).toEqual(['policy:CONTRACT_DRIVEN@1']);
    expect(after?.policyVersionIds).toEqual(['policy:CONTRACT_DRIVEN@1', 'policy:aheadOfBilling@2']);
    expect(after?.journals.some(({ role }) => role === 'CONTRACT_ASSET')).toBe(true);
    expect(before?.journals.some(({ role }) => role === 'CONTRACT_ASSET')).toBe(false);
    expect(after?.replayHash).not.toBe(before?.replayHash);
  });

  it('with an answer that is not computed, or with two under one number, gives no figure', () => {
    const refused = (change: Partial<PolicyVersion>) => {
      const told = enginePolicies(publish(CONTRACT_DRIVEN, published(), published(change)));
      return told.ok ? [] : told.error.map(({ code, path }) => `${path}: ${code}`);
    };
    expect(refused({ key: 'fxLayerOrder', value: 'AVERAGE' })).toEqual(['policies.fxLayerOrder: NOT_COMPUTED']);
    expect(refused({ value: 'UNBILLED_AR' })).toEqual(['policies.aheadOfBilling: DUPLICATE_KEY']);
    expect(refused({ key: 'reductionOrder', value: 'EARLIEST_FIRST' })).toEqual([]);
  });
});
