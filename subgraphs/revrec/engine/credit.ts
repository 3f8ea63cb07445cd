import { addDays, type CivilDate, daysBetween, earlierOf } from '#schema/canonical/calendar.ts';
import { type Ratio, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { applyAmendment } from './amend.ts';
import { type BilledDocument, type DividedLine, divideLines, shareOf } from './billing.ts';
import { concede, recognizedFor } from './concession.ts';
import {
  type AccountingContract,
  type ContractState,
  isFixed,
  latestVersion,
  type ModificationRecord,
  recognizedOn,
} from './contract-state.ts';
import { answer } from './derivation.ts';
import type { EngineError } from './engine-error.ts';
import type { DocumentLine } from './events.ts';
import type { Evidence } from './evidence.ts';
import { DECISION_TABLE } from './modification-table.ts';
import { readTerm } from './payload.ts';
import { isOpen } from './reduction.ts';

/** What a credit memo takes off the price of one accounting contract: for service given, and for what is still to come. */
interface Lowered {
  readonly contract: AccountingContract;
  readonly given: readonly { readonly product: string | null; readonly minor: bigint }[];
  readonly restMinor: bigint;
}

/**
 * Lowers the price by a credit memo that nothing else explains, such as for a broken service level. What belongs to
 * service that was given is row 2 of the decision table, now; the rest is row 4 (model section 9; IFRS 15.88-90; ASC
 * 606-10-32-43 to 32-45). The days of its lines say which is which; without days, what was recognised of the product.
 */
export function lowerPrice(
  state: ContractState,
  credit: BilledDocument,
  evidence: Evidence,
): Result<ContractState, EngineError> {
  const divided = divideLines(credit, state);
  if (!divided.ok) return divided;
  const fixed = divided.value.filter(({ isUsage }) => !isUsage);
  const lowered = state.contracts
    .filter(({ key }) => shareOf(fixed, key) !== 0n)
    .map((contract) => lower(contract, fixed, credit.on));
  let next = state;
  for (const one of lowered) next = concedeGiven(next, one, credit);

  const priceDeltas = new Map(
    lowered.filter(({ restMinor }) => restMinor !== 0n).map(({ contract, restMinor }) => [contract.key, -restMinor]),
  );
  if (priceDeltas.size === 0) return ok(next);
  const { eventId, on, document } = credit;
  return applyAmendment(next, {
    eventId,
    id: document.document,
    effectiveOn: on,
    added: [],
    addedMinor: 0n,
    reductions: [],
    extensions: [],
    standalonePrices: [],
    priceDeltas,
    concessionMinor: 0n,
    answers: {},
    documents: [document.document],
    evidence,
  });
}

function lower(contract: AccountingContract, divided: readonly DividedLine[], on: CivilDate): Lowered {
  const isDone = !latestVersion(contract).obligations.some((one) => isFixed(one) && isOpen(one, on));
  const given = new Map<string | null, bigint>();
  let restMinor = 0n;
  for (const part of divided) {
    const minor = shareOf([part], contract.key);
    const { product } = part.line;
    const before = given.get(product) ?? 0n;
    const left = recognizedFor(contract, { product, effectiveOn: on }) - before;
    const share = roundHalfAway(
      ratio(minor * givenShare(contract, part.line, on).n, givenShare(contract, part.line, on).d),
    );
    // More than was recognised cannot be taken back from it, as long as something is left to take it from.
    const givenMinor = isDone ? minor : share > left && left > 0n ? left : left > 0n ? share : 0n;
    given.set(product, before + givenMinor);
    restMinor += minor - givenMinor;
  }
  return { contract, given: [...given].map(([product, minor]) => ({ product, minor })), restMinor };
}

/** Which part of a line is for service that was given by the eve of a day. */
function givenShare(contract: AccountingContract, line: DocumentLine, on: CivilDate): Ratio {
  const eve = addDays(on, -1);
  const days = line.from === null || line.to === null ? null : readTerm({ from: line.from, to: line.to }, line.key);
  if (days?.ok === true) {
    const { from, to } = days.value;
    const past = eve < from ? 0 : daysBetween(from, earlierOf(eve, to)) + 1;
    return ratio(BigInt(past), BigInt(daysBetween(from, to) + 1));
  }
  const fixed = latestVersion(contract).obligations.filter(isFixed);
  const own = fixed.filter(({ product }) => product === line.product);
  const bearers = own.length === 0 ? fixed : own;
  const allocated = bearers.reduce((all, { allocatedMinor }) => all + allocatedMinor, 0n);
  const earned = bearers.reduce((all, one) => all + recognizedOn(one, eve), 0n);
  return allocated <= 0n || earned < 0n || earned > allocated ? ratio(1n) : ratio(earned, allocated);
}

function concedeGiven(state: ContractState, { contract, given }: Lowered, credit: BilledDocument): ContractState {
  const { eventId, on, document } = credit;
  let current = contract;
  let next = state;
  for (const { product, minor } of given.filter((part) => part.minor !== 0n)) {
    const amendment = product === null ? document.document : `${document.document}:${product}`;
    const terms = { amendment, eventId, effectiveOn: on, policies: state.policies };
    const conceded = concede(current, { ...terms, product, minor });
    const key = contract.key;
    current = conceded.contract;
    next = {
      ...next,
      contracts: next.contracts.map((one) => (one.key === key ? current : one)),
      derivations: [...next.derivations, ...conceded.derivations],
    };
  }
  const givenMinor = given.reduce((all, { minor }) => all + minor, 0n);
  if (givenMinor === 0n) return next;
  const told = { eventId, on, name: document.document, documents: [document.document] };
  return recordGiven(next, told, { contractKey: contract.key, givenMinor });
}

/** Records row 2 for a lower price that no amendment tells, under the name of what did. */
export function recordGiven(
  state: ContractState,
  {
    eventId,
    on,
    name,
    documents,
  }: {
    readonly eventId: string;
    readonly on: CivilDate;
    readonly name: string;
    readonly documents: readonly string[];
  },
  { contractKey, givenMinor }: { readonly contractKey: string; readonly givenMinor: bigint },
): ContractState {
  const row = DECISION_TABLE.find(({ treatment }) => treatment === 'IMMEDIATE');
  if (row === undefined) throw new Error('The decision table has no row for concessions');
  const told = answer({
    id: `treatment:${name}:${contractKey}:given`,
    op: 'DECIDE',
    rule: `decision table, row ${row.row}: ${row.says}`,
    formula: `${givenMinor} of ${name} is for service that was given`,
    inputs: [eventId, ...state.policies.versionIds],
    result: row.treatment,
    paragraph: row.paragraph,
  });
  const made: ModificationRecord = {
    eventId,
    amendment: name,
    effectiveOn: on,
    answers: {
      approved: true,
      priceOpen: false,
      changesScopeOrPrice: true,
      originalTerms: false,
      hasConcession: true,
      addsDistinct: false,
      priceReflectsSsp: false,
      remainingDistinct: 'ALL',
      scopeRemoved: false,
    },
    row: row.row,
    treatment: row.treatment,
    priceDeltaMinor: -givenMinor,
    catchUpMinor: -givenMinor,
    contractKeys: [contractKey],
    documents,
    explanation: [told.id],
  };
  return { ...state, modifications: [...state.modifications, made], derivations: [...state.derivations, told] };
}
