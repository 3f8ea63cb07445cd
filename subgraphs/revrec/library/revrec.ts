/**
 * The package's door, `revgraph/revrec`: the revenue engine as a library. Events or a file in, every figure with its
 * derivation out; no clock, no storage, no network. Everything else in this folder may change without notice.
 */

export type { RevenueEvent } from '#revrec/engine/events.ts';
export { type Fault, type FaultCode, faultLine } from './fault.ts';
export type { JournalLine } from './journal-lines.ts';
export {
  type ChangedRow,
  type ChangedTotal,
  changePolicy,
  type PolicyChange,
  type PolicyChangeOptions,
  type PolicyRules,
} from './policy-change.ts';
export { POLICY_QUESTIONS, type PolicyChoices, type PolicyKey, type PolicyQuestion } from './policy-choices.ts';
export {
  CONTRACT_DRIVEN,
  INVOICE_DRIVEN,
  inForce,
  type PolicySet,
  type PolicyVersion,
  provisional,
  publish,
} from './policy-set.ts';
export { inFile, type ReadContracts, readContractJson } from './read-contract.ts';
export { readContractCsv } from './read-csv.ts';
export { readInput } from './read-input.ts';
export { type Recognition, type RecognizedContract, type RecognizeOptions, recognize } from './recognize.ts';
export { resultFiles } from './result-files.ts';
