import { type DocumentNode, Kind, visit } from 'graphql';
import { errorOf, type Refusal, statusOf } from '#gateway/edge/refusal.ts';
import type { OpenSupergraph } from '#gateway/federation/supergraph.ts';
import { hasConditions } from './conditions.ts';
import type { FallbackReason } from './fallback-reasons.ts';
import { sharedNames } from './own-names.ts';
import type { PlanStep } from './plan-step.ts';
import { type Selecting, selectedFields } from './selected-fields.ts';

const SHARED: Refusal = {
  code: 'GRAPHQL_VALIDATION_FAILED',
  message:
    'A field has the name of another one by which the systems are joined, or arguments where they are joined by it; ' +
    'such a document is served as JSON and without the schema. Choose another alias.',
};

const WITH_ARGUMENTS: Refusal = {
  code: 'GRAPHQL_VALIDATION_FAILED',
  message:
    'A field is computed from others with fixed arguments; such a document is served as JSON and without the schema.',
};

/** A variable that may be null decides what is asked for. */
export const UNDECIDED: Refusal = {
  code: 'BAD_USER_INPUT',
  message: 'What @skip and @include are given has to be true or false.',
};

/** The planner knows fewer forms of a document than validation does. */
export const UNPLANNED: Refusal = {
  code: 'GRAPHQL_VALIDATION_FAILED',
  message: 'The systems of the graph cannot be asked for this document. Write it in a simpler form.',
};

const UNDER_CONDITIONS: Refusal = {
  code: 'GRAPHQL_VALIDATION_FAILED',
  message:
    'A field is computed from others, and @skip or @include stand beside it; such a document is served as JSON and ' +
    'without the schema.',
};

/** Why the stock executor may not answer a document: it would say something else than is so, and no error. */
export function stockRefusal(
  { joinNames, made }: Pick<OpenSupergraph, 'joinNames' | 'made'>,
  document: DocumentNode,
): Refusal | null {
  if (sharedNames(document, joinNames).size > 0) return SHARED;
  return asksFor(document, made.requiring) ? WITH_ARGUMENTS : null;
}

/** The same where it plans the document by itself, with the conditions in it. */
export function conditionsRefusal(
  { requiring }: Pick<OpenSupergraph, 'requiring'>,
  document: DocumentNode,
): Refusal | null {
  return hasConditions(document) && asksFor(document, requiring) ? UNDER_CONDITIONS : null;
}

function asksFor(document: DocumentNode, names: ReadonlySet<string>): boolean {
  let isFound = false;
  visit(document, {
    [Kind.FIELD]: ({ name }) => {
      isFound ||= names.has(name.value);
    },
  });
  return isFound;
}

/** What the server refuses by itself, before anything is planned. */
export function isRefusedAnyway(reason: FallbackReason): boolean {
  return reason === 'invalid' || reason === 'variables' || reason === 'subscription';
}

/** Names that a plan brings of the root; the rest of the answer stands below one of them. */
export function fetchedRoots(step: PlanStep): readonly string[] {
  switch (step.kind) {
    case 'FETCH':
      return step.path.length === 0 && step.represent === null ? step.rootKeys() : [];
    default:
      return step.steps.flatMap(fetchedRoots);
  }
}

/** The root fields that no system is asked for, though the client does: the planner found nobody who can tell them. */
export function untoldRoots(
  selecting: Selecting,
  operation: Parameters<typeof selectedFields>[2][number],
  root: Parameters<typeof selectedFields>[1]['written'],
  fetched: ReadonlySet<string>,
): readonly string[] {
  const fields = selectedFields(selecting, { written: root, told: null }, [operation]) ?? [];
  return fields.flatMap(({ kind, responseName }) =>
    kind === 'FIELD' && !fetched.has(responseName) ? [responseName] : [],
  );
}

export function untoldRefusal(name: string): Refusal {
  return {
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: `No system of the graph can tell ${name} with these fields.`,
    path: [name],
  };
}

/** A refusal as an answer to an operation. */
export function refusedAnswer(refusal: Refusal, correlationId: string) {
  return {
    status: statusOf(refusal),
    contentType: 'application/json; charset=utf-8',
    body: `${JSON.stringify({ errors: [errorOf(refusal, correlationId)] })}\n`,
    codes: [refusal.code],
  };
}
