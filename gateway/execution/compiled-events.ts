import type { PlanNode } from '@apollo/query-planner';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { AnswerForm } from './answer-form.ts';
import type { CompilerSettings, Fallback } from './compiled-operation.ts';
import type { Conditions } from './conditions.ts';
import { type FetchStep, type PlanStep, planStep } from './plan-step.ts';
import { refusedNames } from './refused-names.ts';

/** A subscription whose events are joined by prepared steps. */
export interface CompiledEvents extends AnswerForm {
  /** The fetch that each event is an answer to. */
  readonly first: FetchStep;
  /** What is fetched of an event; null = it has all that is asked for. */
  readonly rest: PlanStep | null;
  readonly conditions: Conditions;
}

/** The two parts of a planned subscription. */
export interface PlannedEvents {
  readonly primary: PlanNode;
  readonly rest?: PlanNode | undefined;
}

/** Prepares what a plan does for each event, or says why it is the stock executor's. */
export function compileEvents(
  { opened, clients }: CompilerSettings,
  form: AnswerForm,
  conditions: Conditions,
  { primary, rest }: PlannedEvents,
): Result<CompiledEvents, Fallback> {
  const refusal = refusedNames(form.read.document);
  if (refusal !== null) return fail(refusal);
  const graph = { ...opened, clients };
  const first = planStep(graph, primary);
  if (!first.ok) return first;
  if (first.value.kind !== 'FETCH') return fail('subscription');
  const further = rest === undefined ? ok(null) : planStep(graph, rest);
  return further.ok ? ok({ ...form, first: first.value, rest: further.value, conditions }) : further;
}
