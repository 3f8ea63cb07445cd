import { useCallback, useEffect, useState } from 'react';
import type { GraphDocument } from './document.ts';
import type { GraphFailure, GraphOutcome } from './graph-client.ts';
import { useGraph } from './graph-context.ts';
import type { GraphError } from './graph-error.ts';

/** What a panel knows of its data. `refreshing`: it is being asked for again; `failure`: that failed, what is shown is older. */
export type Answer<Data> =
  | { readonly phase: 'LOADING' }
  | {
      readonly phase: 'ANSWERED';
      readonly data: Data;
      readonly errors: readonly GraphError[];
      readonly at: Date;
      readonly refreshing: boolean;
      readonly failure: GraphFailure | null;
    }
  | { readonly phase: 'FAILED'; readonly failure: GraphFailure };

/** Asks when the variables change and on `reload`. With other variables the old data goes at once; a reload keeps it. */
export function useAnswer<Data, Variables>(
  document: GraphDocument<Data, Variables>,
  variables: Variables,
): { readonly answer: Answer<Data>; readonly reload: () => void } {
  const client = useGraph();
  const key = JSON.stringify(variables);
  const [held, setHeld] = useState<{ readonly key: string; readonly answer: Answer<Data> }>();
  const [round, setRound] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the variables, `round` asks again
  useEffect(() => {
    const abort = new AbortController();
    setHeld((before) => (before?.key === key ? { key, answer: refreshed(before.answer) } : undefined));
    const ask = async () => {
      const outcome = await client.ask(document, variables, abort.signal);
      if (abort.signal.aborted) return;
      setHeld((before) => ({ key, answer: answerOf(outcome, before?.answer) }));
    };
    void ask();
    return () => abort.abort();
  }, [client, document, key, round]);

  const reload = useCallback(() => setRound((before) => before + 1), []);
  return { answer: held?.key === key ? held.answer : { phase: 'LOADING' }, reload };
}

/** A refresh that fails takes nothing from view. */
function answerOf<Data>(outcome: GraphOutcome<Data>, before: Answer<Data> | undefined): Answer<Data> {
  if (outcome.ok) {
    const { data, errors } = outcome;
    return { phase: 'ANSWERED', data, errors, at: new Date(), refreshing: false, failure: null };
  }
  const { failure } = outcome;
  return before?.phase === 'ANSWERED' ? { ...before, refreshing: false, failure } : { phase: 'FAILED', failure };
}

function refreshed<Data>(answer: Answer<Data>): Answer<Data> {
  return answer.phase === 'ANSWERED' ? { ...answer, refreshing: true } : { phase: 'LOADING' };
}
