import { allocation } from './allocation.ts';
import { asOf } from './as-of.ts';
import { contractSteps } from './contract-steps.ts';
import { allocationCurrency, fxLayers, settlement } from './currencies.ts';
import { rpo, waterfall } from './disclosures.ts';
import type { Driver } from './driver.ts';
import { accreteAdvance, presentValueOfInstalments } from './financing.ts';
import { ledger } from './ledger.ts';
import { lookThrough, loyalty, optionAllocation, optionExercise } from './options.ts';
import { costToCost, cumulativePrice, payableToCustomer, tieredPrice, transactionPrice } from './pricing.ts';
import { prorate, schedule } from './schedule.ts';

/** The driver of each operation. An operation without one fails its case. */
export const DRIVERS: ReadonlyMap<string, Driver> = new Map<string, Driver>([
  ['allocate', allocation],
  ['contractSteps', contractSteps],
  ['ledger', ledger],
  ['schedule', schedule],
  ['prorate', prorate],
  ['costToCost', costToCost],
  ['transactionPrice', transactionPrice],
  ['payableToCustomer', payableToCustomer],
  ['cumulativePrice', cumulativePrice],
  ['tieredPrice', tieredPrice],
  ['presentValueOfInstalments', presentValueOfInstalments],
  ['accreteAdvance', accreteAdvance],
  ['optionAllocation', optionAllocation],
  ['optionExercise', optionExercise],
  ['lookThrough', lookThrough],
  ['loyalty', loyalty],
  ['fxLayers', fxLayers],
  ['allocationCurrency', allocationCurrency],
  ['settlement', settlement],
  ['waterfall', waterfall],
  ['rpo', rpo],
  ['asOf', asOf],
]);
