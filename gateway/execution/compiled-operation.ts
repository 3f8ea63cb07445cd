import internals from '@apollo/federation-internals';
import apolloGateway from '@apollo/gateway';
import type { PlanNode } from '@apollo/query-planner';
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  Kind,
  type SelectionSetNode,
  specifiedRules,
  validate,
  visit,
} from 'graphql';
import type { ReadDocument } from '#gateway/edge/limits.ts';
import type { SubgraphClient } from '#gateway/federation/subgraph-client.ts';
import type { OpenSupergraph } from '#gateway/federation/supergraph.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { type AnswerWriter, answerWriter } from './answer-writer.ts';
import { conditionVariables } from './conditions.ts';
import type { FallbackReason } from './fallback-reasons.ts';
import { type VariablesCheck, variablesCheck } from './given-variables.ts';
import { type OwnNames, ownNames } from './own-names.ts';
import { type PlanRefusal, type PlanStep, planStep } from './plan-step.ts';
import { fetchedRoots } from './unanswerable.ts';
import { isBuiltIn } from './values.ts';

/** An operation that is valid and planned. Nothing in it depends on variables or on who asks. */
export interface CompiledOperation {
  readonly read: ReadDocument;
  readonly step: PlanStep;
  /** Where the client's names are taken by what subgraphs are joined by; joined data has others then. */
  readonly own: OwnNames | null;
  /** Response keys of the root that some step brings; null = no field of the root can be without one. */
  readonly fetchedRoots: ReadonlySet<string> | null;
  readonly write: AnswerWriter;
  readonly takes: VariablesCheck;
  /** Of `@skip` and `@include`. */
  readonly conditionNames: readonly string[];
  /** For the stock executor, which shapes what cannot be written. */
  readonly written: ReturnType<typeof apolloGateway.buildOperationContext>;
}

/** Why an operation is answered by the stock executor and its server. */
export type Fallback =
  | PlanRefusal
  | Extract<FallbackReason, 'invalid' | 'introspection' | 'subscription' | 'unplanned'>;

export interface CompilerSettings {
  readonly opened: OpenSupergraph;
  /** Of the supergraph, with all that is hidden from clients. */
  readonly schema: GraphQLSchema;
  readonly clients: ReadonlyMap<string, SubgraphClient>;
}

/** Validates, plans and prepares an operation once. What is refused here is refused again, in words, by the server. */
export function compileOperation(
  { opened, schema, clients }: CompilerSettings,
  read: ReadDocument,
): Result<CompiledOperation, Fallback> {
  const { document, operation } = read;
  const { apiSchema } = opened;
  if (operation.operation === 'subscription') return fail('subscription');
  const refusal = refusedNames(document);
  if (refusal !== null) return fail(refusal);
  if (validate(apiSchema, document, specifiedRules, { maxErrors: 1 }).length > 0) return fail('invalid');
  const own = ownNames(document, opened.joinNames);
  const node = plannedNode(opened, own?.document ?? document, nameOf(read));
  if (node === null) return fail('unplanned');
  const step = planStep({ schema, clients, made: opened.made, keys: opened.joinKeys }, node);
  if (!step.ok) return step;
  const fetched = new Set(fetchedRoots(step.value).flatMap((key) => own?.place([key]).map(String) ?? [key]));
  return ok({
    read,
    step: step.value,
    own,
    fetchedRoots: rootKeys(read, operation.selectionSet).every((key) => fetched.has(key)) ? null : fetched,
    write: answerWriter(apiSchema, read),
    takes: variablesCheck(apiSchema, operation),
    conditionNames: conditionVariables(document),
    written: apolloGateway.buildOperationContext({ schema: apiSchema, operationDocument: document, ...nameOf(read) }),
  });
}

/** Nothing to fetch: of an operation that asks for its type alone, or that no system can answer. */
const NOTHING: PlanNode = { kind: 'Sequence', nodes: [] };

function plannedNode(
  { planner, supergraph }: OpenSupergraph,
  document: DocumentNode,
  name: { readonly operationName?: string },
): PlanNode | null {
  try {
    const operation = internals.operationFromDocument(supergraph.apiSchema(), document, name);
    const { node = NOTHING } = planner.buildQueryPlan(operation);
    return node.kind === 'Subscription' ? null : node;
  } catch {
    // The planner knows an older edition of the language than validation does.
    return null;
  }
}

/** Of all that an operation may ask of the root, whatever its conditions say. */
function rootKeys(read: ReadDocument, { selections }: SelectionSetNode): readonly string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD)
      return selection.name.value === '__typename' ? [] : [(selection.alias ?? selection.name).value];
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : read.fragments.get(selection.name.value);
    return fragment === undefined ? [] : rootKeys(read, fragment.selectionSet);
  });
}

function nameOf({ operation }: ReadDocument): { readonly operationName?: string } {
  return operation.name === undefined ? {} : { operationName: operation.name.value };
}

/** What only the stock executor answers, and keys under which nothing of ours is looked up. */
function refusedNames(document: DocumentNode): 'introspection' | 'built-in-names' | null {
  let refusal: 'introspection' | 'built-in-names' | null = null;
  visit(document, {
    [Kind.FIELD]: ({ name, alias }: FieldNode) => {
      if (name.value === '__schema' || name.value === '__type') refusal = 'introspection';
      else if (isTaken(alias?.value ?? name.value, name.value)) refusal ??= 'built-in-names';
    },
  });
  return refusal;
}

/** Of every object's own, or of the name of its type, by which it is told what an object is. */
function isTaken(responseName: string, field: string): boolean {
  return isBuiltIn(responseName) || (responseName === '__typename' && field !== '__typename');
}
