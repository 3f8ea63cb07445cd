import { useRef, useState } from 'react';
import {
  type AmendContractInput,
  amendContractDocument,
  type Preview,
  type UserError,
} from '../documents/amend-contract.ts';
import type { GraphFailure } from '../graph/graph-client.ts';
import { useGraph } from '../graph/graph-context.ts';
import { type AmendmentDraft, previewInput } from './amendment-draft.ts';

/** What the form may do: preview while editing, submit only what was previewed and not touched since. */
type AmendmentPhase =
  | { readonly kind: 'EDITING' | 'PREVIEWING' }
  | { readonly kind: 'PREVIEWED' | 'SUBMITTING'; readonly preview: Preview; readonly input: AmendContractInput };

interface Amendment {
  readonly phase: AmendmentPhase;
  readonly refusals: readonly UserError[];
  readonly failure: GraphFailure | null;
  /** Forgets the preview: what is submitted must be what was seen. */
  readonly touch: () => void;
  readonly preview: (
    draft: AmendmentDraft,
    contract: { readonly id: string; readonly version: number },
  ) => Promise<void>;
  readonly submit: () => Promise<void>;
}

/** One form, one idempotency key: however often it is sent, it has one effect. */
export function useAmendment(onStarted: (operationId: string) => void): Amendment {
  const client = useGraph();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const [phase, setPhase] = useState<AmendmentPhase>({ kind: 'EDITING' });
  const [refusals, setRefusals] = useState<readonly UserError[]>([]);
  const [failure, setFailure] = useState<GraphFailure | null>(null);
  // Counts the edits, so that a preview that arrives after one is not taken for what the form says now.
  const edits = useRef(0);

  const send = async (input: AmendContractInput) => {
    setRefusals([]);
    setFailure(null);
    const outcome = await client.ask(amendContractDocument, { input });
    if (!outcome.ok) {
      setFailure(outcome.failure);
      return null;
    }
    setRefusals(outcome.data.amendContract.userErrors);
    return outcome.data.amendContract;
  };

  return {
    phase,
    refusals,
    failure,
    touch: () => {
      edits.current += 1;
      setPhase({ kind: 'EDITING' });
    },
    preview: async (draft, contract) => {
      const edit = edits.current;
      const input = previewInput(draft, contract, idempotencyKey);
      setPhase({ kind: 'PREVIEWING' });
      const payload = await send(input);
      if (edits.current !== edit) return;
      const preview = payload?.preview ?? null;
      setPhase(preview === null ? { kind: 'EDITING' } : { kind: 'PREVIEWED', preview, input });
    },
    submit: async () => {
      if (phase.kind !== 'PREVIEWED') return;
      setPhase({ ...phase, kind: 'SUBMITTING' });
      const payload = await send({ ...phase.input, dryRun: false });
      if (payload?.operation != null) return onStarted(payload.operation.id);
      // A refusal needs an edit or a new preview; a lost answer only needs the same submit once more.
      setPhase(payload === null ? phase : { kind: 'EDITING' });
    },
  };
}
