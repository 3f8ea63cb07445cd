import { Kind, type SelectionSetNode } from 'graphql';
import type { ReadDocument } from '#gateway/edge/limits.ts';
import { faultsIn } from '#gateway/edge/validity.ts';
import type { SubgraphClient } from '#gateway/federation/subgraph-client.ts';
import type { OpenSupergraph } from '#gateway/federation/supergraph.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { type AnswerForm, answerForm } from './answer-form.ts';
import type { Conditions } from './conditions.ts';
import type { FallbackReason } from './fallback-reasons.ts';
import { type VariablesCheck, variablesCheck } from './given-variables.ts';
import { type PlanRefusal, type PlanStep, planStep } from './plan-step.ts';
import { plannedNode } from './planned-node.ts';
import { refusedNames } from './refused-names.ts';
import { fetchedRoots } from './unanswerable.ts';

/** An operation that is valid. */
export interface CompiledOperation extends AnswerForm {
  readonly takes: VariablesCheck;
}

/** What is done for an operation where its conditions say the same. */
export interface CompiledPlan {
  readonly step: PlanStep;
  /** Response keys of the root that some step brings; null = no field of the root can be without one. */
  readonly fetchedRoots: ReadonlySet<string> | null;
}

/** Why an operation is answered by the stock executor and its server. */
export type Fallback =
  | PlanRefusal
  | Extract<FallbackReason, 'invalid' | 'introspection' | 'subscription' | 'unplanned'>;

export interface CompilerSettings {
  readonly opened: OpenSupergraph;
  readonly clients: ReadonlyMap<string, SubgraphClient>;
}

/** Validates and prepares an operation once. What is refused here is refused again, in words, by the server. */
export function compileOperation(opened: OpenSupergraph, read: ReadDocument): Result<CompiledOperation, Fallback> {
  const { document, operation } = read;
  const { apiSchema } = opened;
  if (operation.operation === 'subscription') return fail('subscription');
  const refusal = refusedNames(document);
  if (refusal !== null) return fail(refusal);
  if (faultsIn(apiSchema, document, 1).length > 0) return fail('invalid');
  return ok({ ...answerForm(opened, read), takes: variablesCheck(apiSchema, operation) });
}

/** Plans it under one choice of its conditions. */
export function compilePlan(
  { opened, clients }: CompilerSettings,
  form: AnswerForm,
  conditions: Conditions,
): Result<CompiledPlan, Fallback> {
  const { read, own } = form;
  const node = nodeOf(opened, form, conditions);
  if (node === null || node.kind === 'Subscription') return fail('unplanned');
  const step = planStep({ ...opened, clients }, node);
  if (!step.ok) return step;
  const fetched = new Set(fetchedRoots(step.value).flatMap((key) => own?.place([key]).map(String) ?? [key]));
  const asked = rootKeys(read, read.operation.selectionSet);
  return ok({ step: step.value, fetchedRoots: asked.every((key) => fetched.has(key)) ? null : fetched });
}

/** Null: the planner knows an older edition of the language than validation does. */
function nodeOf(
  opened: OpenSupergraph,
  form: AnswerForm,
  conditions: Conditions,
): ReturnType<typeof plannedNode> | null {
  try {
    return plannedNode(opened, form, conditions);
  } catch {
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
