import type { Derivation, ObligationKind, Treatment } from '#schema/canonical/revenue.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { isFixed } from './contract-state.ts';
import { answer } from './derivation.ts';
import type { EngineError } from './engine-error.ts';
import type { ContractLine, RecordedAnswers, RemainingDistinct } from './events.ts';
import { DECISION_TABLE, type ModificationAnswers } from './modification-table.ts';
import type { PolicySet } from './policies.ts';
import { sspPosition } from './ssp.ts';

/** What is known of an amendment on its effective day. */
export interface ModificationFacts {
  readonly amendment: string;
  readonly eventId: string;
  readonly added: readonly ContractLine[];
  readonly removesScope: boolean;
  /** A price change beside that of added and removed lines. */
  readonly hasOtherPriceDelta: boolean;
  readonly hasConcession: boolean;
  /** What is left to deliver after the change, in the accounting contracts it touches. */
  readonly remaining: readonly RemainingPromise[];
  readonly recorded: RecordedAnswers;
}

export interface RemainingPromise {
  readonly key: string;
  readonly kind: ObligationKind;
  readonly distinct: boolean;
  readonly started: boolean;
}

export interface ModificationDecision {
  readonly answers: ModificationAnswers;
  readonly row: number;
  readonly treatment: Treatment;
  readonly derivations: readonly Derivation[];
}

interface Answered<Value> {
  readonly value: Value;
  readonly because: string;
  readonly inputs: readonly string[];
}

/** Answers the table's questions, by recorded judgement or by rule, and takes the first row that applies. */
export function decideModification(
  facts: ModificationFacts,
  policies: PolicySet,
): Result<ModificationDecision, EngineError> {
  const { recorded } = facts;
  const unpriced = facts.added.find((line) => line.ssp === null && isFixed(line));
  if (unpriced !== undefined && recorded.priceReflectsSsp === undefined) {
    return fail({ kind: 'MISSING_SSP', subject: unpriced.key });
  }
  const answered = {
    approved: judged(recorded.approved, plain(true, 'told as approved')),
    priceOpen: judged(recorded.priceOpen, plain(false, 'the amendment states its price')),
    changesScopeOrPrice: changesScopeOrPrice(facts),
    originalTerms: judged(recorded.originalTerms, plain(false, 'no right of the first contract is named')),
    hasConcession: plain(facts.hasConcession, 'by the stated concession'),
    addsDistinct: judged(recorded.addsDistinct, addsDistinct(facts, policies)),
    priceReflectsSsp: judged(recorded.priceReflectsSsp, priceReflectsSsp(facts)),
    remainingDistinct: judged(recorded.remainingDistinct, remainingDistinct(facts, policies)),
    scopeRemoved: plain(facts.removesScope, 'by the removed quantities'),
  };
  const answers: ModificationAnswers = {
    approved: answered.approved.value,
    priceOpen: answered.priceOpen.value,
    changesScopeOrPrice: answered.changesScopeOrPrice.value,
    originalTerms: answered.originalTerms.value,
    hasConcession: answered.hasConcession.value,
    addsDistinct: answered.addsDistinct.value,
    priceReflectsSsp: answered.priceReflectsSsp.value,
    remainingDistinct: answered.remainingDistinct.value,
    scopeRemoved: answered.scopeRemoved.value,
  };
  const row = DECISION_TABLE.find(({ applies }) => applies(answers));
  if (row === undefined) {
    return fail({ kind: 'HELD', subject: facts.amendment, detail: 'no row of the decision table applies' });
  }
  const asked = Object.entries(answered).map(([question, { value, because, inputs }]) =>
    answer({
      id: `answer:${facts.amendment}:${question}`,
      op: 'DECIDE',
      rule: question,
      formula: because,
      inputs: [facts.eventId, ...inputs],
      result: String(value),
    }),
  );
  const treatment = answer({
    id: `treatment:${facts.amendment}`,
    op: 'DECIDE',
    rule: `decision table, row ${row.row}: ${row.says}`,
    formula: asked.map(({ rule, result }) => `${rule}=${result}`).join(', '),
    inputs: [...asked.map(({ id }) => id), ...policies.versionIds],
    result: row.treatment,
    paragraph: row.paragraph,
  });
  return ok({ answers, row: row.row, treatment: row.treatment, derivations: [...asked, treatment] });
}

function changesScopeOrPrice({ added, removesScope, hasOtherPriceDelta, hasConcession }: ModificationFacts) {
  const changes = added.length > 0 || removesScope || hasOtherPriceDelta || hasConcession;
  return plain(changes, 'by its added and removed lines and price changes');
}

function addsDistinct({ added }: ModificationFacts, { values, versionIds }: PolicySet): Answered<boolean> {
  if (added.length === 0) return plain(false, 'nothing is added');
  const dependent = added.filter(({ kind, distinct }) => !distinct || !values.distinctKinds.includes(kind));
  const because =
    dependent.length === 0
      ? `${added.map(({ product, kind }) => `${product} is ${kind}`).join('; ')}, each distinct`
      : `${dependent.map(({ product }) => product).join(', ')} is not distinct`;
  return { value: dependent.length === 0, because, inputs: versionIds };
}

/** The price rises by the additions only and each unit price lies in its range: both bounds belong to it. */
function priceReflectsSsp({ added, removesScope, hasOtherPriceDelta }: ModificationFacts): Answered<boolean> {
  if (added.length === 0) return plain(false, 'nothing is added');
  if (removesScope || hasOtherPriceDelta) return plain(false, 'the price changes for more than the additions');
  const positions = added.map(({ product, unitPrice, ssp, measure }) => {
    // Who promises a line under the right to invoice has judged that its bill is what it is worth.
    if (ssp === null && measure === 'RIGHT_TO_INVOICE') {
      return { position: 'IN_RANGE', text: `${product}: invoiced for what it is worth` };
    }
    const position = ssp === null ? null : sspPosition(ssp, unitPrice);
    const range = ssp === null ? 'no range' : `${ssp.low} to ${ssp.high}`;
    return { position, text: `${product}: ${unitPrice} is ${position ?? 'not comparable'} to ${range}` };
  });
  return {
    value: positions.every(({ position }) => position === 'IN_RANGE'),
    because: positions.map(({ text }) => text).join('; '),
    inputs: added.flatMap(({ ssp }) => (ssp === null ? [] : [ssp.entry])),
  };
}

/** A started promise is distinct from its own rest only when it is a series; one not started by its own nature. */
function remainingDistinct({ remaining }: ModificationFacts, policies: PolicySet): Answered<RemainingDistinct> {
  const { seriesKinds } = policies.values;
  const apart = remaining.filter(({ kind, distinct, started }) => distinct && (!started || seriesKinds.includes(kind)));
  const because = remaining.map(({ key, kind, started }) => `${key}: ${kind}${started ? ', started' : ''}`).join('; ');
  const inputs = policies.versionIds;
  if (remaining.length === 0) return { value: 'NOTHING_REMAINS', because: 'nothing is left to deliver', inputs };
  if (apart.length === remaining.length) return { value: 'ALL', because, inputs };
  return { value: apart.length === 0 ? 'NONE' : 'SOME', because, inputs };
}

function plain<Value>(value: Value, because: string): Answered<Value> {
  return { value, because, inputs: [] };
}

function judged<Value>(recorded: Value | undefined, byRule: Answered<Value>): Answered<Value> {
  return recorded === undefined ? byRule : plain(recorded, `recorded judgement; by rule ${String(byRule.value)}`);
}
