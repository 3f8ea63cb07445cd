import { z } from 'zod';
import { CONTRACT_DRIVEN, type PolicyValues } from '#revrec/engine/policies.ts';
import { policyByValue } from './inputs.ts';

const choice = z.enum(['LOW', 'POINT', 'HIGH', 'STATED', 'NEAREST_BOUND']);
const { sspRange: preset } = CONTRACT_DRIVEN.values;

const range = z.strictObject({
  BELOW: choice.default(preset.BELOW),
  IN_RANGE: choice.default(preset.IN_RANGE),
  ABOVE: choice.default(preset.ABOVE),
});

/** Which price of a range counts; what an example leaves out of the map is the preset's. */
export function sspRangeOf(policies: Readonly<Record<string, unknown>>): PolicyValues['sspRange'] {
  return policyByValue(policies, 'sspRange', { values: range, otherwise: preset });
}
