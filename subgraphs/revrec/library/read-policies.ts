import { z } from 'zod';
import { parseCivilDate } from '#schema/canonical/calendar.ts';
import type { FaultList } from './fault-list.ts';
import { POLICY_QUESTIONS, type PolicyKey } from './policy-choices.ts';
import { CONTRACT_DRIVEN, INVOICE_DRIVEN, type PolicySet, type PolicyVersion, publish } from './policy-set.ts';

const PRESETS: ReadonlyMap<string, PolicySet> = new Map([
  ['CONTRACT_DRIVEN', CONTRACT_DRIVEN],
  ['INVOICE_DRIVEN', INVOICE_DRIVEN],
]);

const policiesShape = z.strictObject({
  preset: z.string().default('CONTRACT_DRIVEN'),
  framework: z.enum(['ASC606', 'IFRS15'], 'is neither ASC606 nor IFRS15.').default('ASC606'),
  versions: z.array(z.unknown()).max(1000).default([]),
});

const versionShape = z.strictObject({
  key: z.string(),
  value: z.unknown(),
  version: z.int('is no whole number.').min(2, 'is 2 or above: 1 is the preset’s own.').max(1_000_000),
  effectiveFrom: z.string().refine((text) => parseCivilDate(text) !== null, 'is no day.'),
  author: z.string().trim().min(1).max(200),
  status: z.enum(['PROVISIONAL', 'CONFIRMED'], 'is neither PROVISIONAL nor CONFIRMED.').default('PROVISIONAL'),
});

const sspChoice = z.enum(['LOW', 'POINT', 'HIGH', 'STATED', 'NEAREST_BOUND']);
const kinds = z.array(
  z.enum([
    'POINT_IN_TIME',
    'OVER_TIME',
    'SERIES',
    'STAND_READY',
    'LICENCE_RIGHT_TO_USE',
    'LICENCE_ACCESS',
    'MATERIAL_RIGHT',
    'USAGE',
    'SERVICE_WARRANTY',
    'NON_DISTINCT_BUNDLE',
  ]),
);
/** Of the keys whose value is no single word. */
const VALUE_SHAPES: ReadonlyMap<string, z.ZodType> = new Map<PolicyKey, z.ZodType>([
  ['sspRange', z.strictObject({ BELOW: sspChoice, IN_RANGE: sspChoice, ABOVE: sspChoice })],
  ['distinctKinds', kinds],
  ['seriesKinds', kinds],
  ['progressDecimals', z.int().min(0).max(18).nullable()],
]);

/** The `policies` of a file over their preset; the default preset where the file has none. */
export function readPolicies(value: unknown, faults: FaultList): PolicySet {
  if (value === undefined) return CONTRACT_DRIVEN;
  const read = faults.read(policiesShape, value, 'policies');
  if (read === null) return CONTRACT_DRIVEN;
  const base = PRESETS.get(read.preset);
  if (base === undefined) {
    const message = `${read.preset} is no preset; known: ${[...PRESETS.keys()].join(', ')}.`;
    faults.add('UNKNOWN_POLICY', 'policies.preset', message);
    return CONTRACT_DRIVEN;
  }
  const versions = read.versions.flatMap((one, index) => readVersion(one, `policies.versions[${index}]`, faults) ?? []);
  return publish({ ...base, framework: read.framework }, ...versions);
}

function readVersion(raw: unknown, path: string, faults: FaultList): PolicyVersion | null {
  const version = faults.read(versionShape, raw, path);
  if (version === null) return null;
  if (!Object.hasOwn(POLICY_QUESTIONS, version.key)) {
    const known = Object.keys(POLICY_QUESTIONS).join(', ');
    faults.add('UNKNOWN_POLICY', `${path}.key`, `${version.key} is no policy; known: ${known}.`);
    return null;
  }
  const { values } = POLICY_QUESTIONS[version.key as PolicyKey];
  const shape = values === null ? VALUE_SHAPES.get(version.key) : z.enum(values as [string, ...string[]]);
  const isAllowed = shape?.safeParse(version.value).success === true;
  if (isAllowed) return version as PolicyVersion;
  const allowed = values === null ? 'see the presets' : values.join(', ');
  faults.add('UNKNOWN_POLICY', `${path}.value`, `is no answer to ${version.key}; known: ${allowed}.`);
  return null;
}
