import type { UserError } from '../documents/amend-contract.ts';
import { Icon } from '../show/icon.tsx';

/** Refusals beside the field that they are about; the element stays so that the field can point to it. */
export function FieldErrors(props: { readonly id: string; readonly errors: readonly UserError[] | undefined }) {
  return (
    <div id={props.id} className="field-errors" aria-live="polite">
      {props.errors?.map((error) => (
        <p key={`${error.code} ${error.message}`}>
          <Icon tone="BAD" /> {error.message} <code>{error.code}</code>
        </p>
      ))}
    </div>
  );
}
