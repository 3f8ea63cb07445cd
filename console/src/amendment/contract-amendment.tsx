import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { Contract } from '../documents/customer-state.ts';
import { FailureNotice } from '../show/failure-notice.tsx';
import { type AmendmentDraft, type DraftRow, errorsByField } from './amendment-draft.ts';
import { AmendmentPreview } from './amendment-preview.tsx';
import { AmendmentRow } from './amendment-row.tsx';
import { FieldErrors } from './field-errors.tsx';
import { useAmendment } from './use-amendment.ts';

interface Props {
  readonly contract: Contract;
  readonly onStarted: (operationId: string) => void;
  readonly onClose: () => void;
  readonly onReload: () => void;
}

// "1 to 20 changes", by the description of AmendContractInput.
const CHANGES_MAX = 20;

/** Changes to one signed contract: write them down, see every effect, then submit exactly what was seen. */
export function ContractAmendment({ contract, onStarted, onClose, onReload }: Props) {
  const [draft, setDraft] = useState<AmendmentDraft>(() => ({
    effectiveOn: '',
    reason: '',
    rows: [newRow('SET_QUANTITY', contract)],
  }));
  const amendment = useAmendment(onStarted);
  const firstField = useRef<HTMLInputElement>(null);
  useEffect(() => firstField.current?.focus(), []);

  const busy = amendment.phase.kind === 'PREVIEWING' || amendment.phase.kind === 'SUBMITTING';
  const errors = errorsByField(amendment.refusals);
  const change = (part: Partial<AmendmentDraft>) => {
    setDraft((before) => ({ ...before, ...part }));
    amendment.touch();
  };
  const setRow = (row: DraftRow) => change({ rows: draft.rows.map((one) => (one.id === row.id ? row : one)) });
  const addRow = (kind: DraftRow['kind']) => change({ rows: [...draft.rows, newRow(kind, contract)] });
  const preview = (event: FormEvent) => {
    event.preventDefault();
    void amendment.preview(draft, contract);
  };
  const isStale = amendment.refusals.some((error) => error.code === 'STALE_VERSION');
  const formId = `amend-${contract.id}`;

  return (
    <form className="amendment" aria-labelledby={formId} onSubmit={preview}>
      <h4 id={formId}>
        Amend {contract.number}, version {contract.version}
      </h4>
      <fieldset disabled={busy}>
        <legend className="hidden">Changes</legend>
        <div className="field-line">
          <div className="field">
            <label htmlFor={`${formId}-effective`}>First day of the change</label>
            <input
              ref={firstField}
              id={`${formId}-effective`}
              type="date"
              required
              min={contract.startsOn}
              max={contract.endsOn}
              value={draft.effectiveOn}
              onChange={(event) => change({ effectiveOn: event.target.value })}
              aria-describedby={`${formId}-effective-error`}
              aria-invalid={errors.has('effectiveOn')}
            />
            <FieldErrors id={`${formId}-effective-error`} errors={errors.get('effectiveOn')} />
          </div>
          <div className="field wide">
            <label htmlFor={`${formId}-reason`}>Reason (kept with the version)</label>
            <input
              id={`${formId}-reason`}
              value={draft.reason}
              onChange={(event) => change({ reason: event.target.value })}
              aria-describedby={`${formId}-reason-error`}
              aria-invalid={errors.has('reason')}
            />
            <FieldErrors id={`${formId}-reason-error`} errors={errors.get('reason')} />
          </div>
        </div>
        {draft.rows.map((row, index) => (
          <AmendmentRow
            key={row.id}
            row={row}
            index={index}
            contract={contract}
            errors={errors}
            onChange={setRow}
            onRemove={draft.rows.length > 1 ? () => change({ rows: draft.rows.filter((one) => one !== row) }) : null}
          />
        ))}
        <div className="actions">
          <button type="button" disabled={draft.rows.length >= CHANGES_MAX} onClick={() => addRow('SET_QUANTITY')}>
            Change another quantity
          </button>
          <button type="button" disabled={draft.rows.length >= CHANGES_MAX} onClick={() => addRow('ADD_PRODUCT')}>
            Add a product
          </button>
        </div>
      </fieldset>
      <FieldErrors id={`${formId}-error`} errors={errors.get('form')} />
      {isStale && (
        <button type="button" onClick={onReload}>
          Load the present version
        </button>
      )}
      {(amendment.phase.kind === 'PREVIEWED' || amendment.phase.kind === 'SUBMITTING') && (
        <AmendmentPreview preview={amendment.phase.preview} />
      )}
      {amendment.failure !== null && amendment.phase.kind === 'PREVIEWED' && (
        <p className="hint">Trying again is safe: however often this form is submitted, it has one effect.</p>
      )}
      {amendment.failure !== null && (
        <FailureNotice
          failure={amendment.failure}
          onRetry={() =>
            void (amendment.phase.kind === 'PREVIEWED' ? amendment.submit() : amendment.preview(draft, contract))
          }
        />
      )}
      <Actions amendment={amendment} busy={busy} version={contract.version} onClose={onClose} />
    </form>
  );
}

interface ActionsProps {
  readonly amendment: ReturnType<typeof useAmendment>;
  readonly busy: boolean;
  readonly version: number;
  readonly onClose: () => void;
}

function Actions({ amendment, busy, version, onClose }: ActionsProps) {
  const { phase } = amendment;
  const previewed = phase.kind === 'PREVIEWED' || phase.kind === 'SUBMITTING';
  // The contract may have moved on under the open form: what was seen is then no longer what would happen.
  const moved = previewed && phase.input.expectedVersion !== version;
  return (
    <div className="actions last">
      <button type="submit" className={previewed ? '' : 'primary'} disabled={busy}>
        {phase.kind === 'PREVIEWING' ? 'Computing the effects…' : 'Preview'}
      </button>
      {previewed && (
        <button type="button" className="primary" disabled={busy || moved} onClick={() => void amendment.submit()}>
          {phase.kind === 'SUBMITTING' ? 'Submitting…' : `Submit on version ${phase.input.expectedVersion}`}
        </button>
      )}
      <button type="button" onClick={onClose}>
        Discard
      </button>
      <p className="hint" role="status">
        {moved && `The contract is at version ${version} now. Preview again.`}
        {!previewed && !busy && 'Nothing is written by a preview.'}
      </p>
    </div>
  );
}

function newRow(kind: DraftRow['kind'], contract: Contract): DraftRow {
  const productCode = kind === 'SET_QUANTITY' ? (contract.lines[0]?.product.code ?? '') : '';
  return { id: crypto.randomUUID(), kind, productCode, quantity: '', unitPrice: '' };
}
