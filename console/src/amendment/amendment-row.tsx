import type { UserError } from '../documents/amend-contract.ts';
import type { Contract } from '../documents/customer-state.ts';
import { groupDigits } from '../show/decimal-text.ts';
import type { DraftRow, FormField } from './amendment-draft.ts';
import { FieldErrors } from './field-errors.tsx';

interface Props {
  readonly row: DraftRow;
  readonly index: number;
  readonly contract: Contract;
  readonly errors: ReadonlyMap<FormField, readonly UserError[]>;
  readonly onChange: (row: DraftRow) => void;
  /** Null for the only row: an amendment changes something. */
  readonly onRemove: (() => void) | null;
}

export function AmendmentRow(props: Props) {
  const { row, index, contract, errors, onChange, onRemove } = props;
  const adds = row.kind === 'ADD_PRODUCT';
  return (
    <fieldset className="field-line change" aria-label={`Change ${index + 1}`}>
      <p className="kind">{adds ? 'Add product' : 'Set quantity'}</p>
      <div className="field wide">
        <label htmlFor={`${row.id}-product`}>{adds ? 'Product code' : 'Product'}</label>
        {adds ? (
          <input
            id={`${row.id}-product`}
            required
            autoCapitalize="off"
            spellCheck={false}
            value={row.productCode}
            onChange={(event) => onChange({ ...row, productCode: event.target.value })}
            aria-describedby={`${row.id}-product-error`}
            aria-invalid={errors.has(`row-${index}-productCode`)}
          />
        ) : (
          <ProductChoice
            row={row}
            contract={contract}
            invalid={errors.has(`row-${index}-productCode`)}
            onChange={onChange}
          />
        )}
        <FieldErrors id={`${row.id}-product-error`} errors={errors.get(`row-${index}-productCode`)} />
      </div>
      <DecimalField
        id={`${row.id}-quantity`}
        label={adds ? 'Quantity' : 'New quantity'}
        value={row.quantity}
        required
        errors={errors.get(`row-${index}-quantity`)}
        onChange={(quantity) => onChange({ ...row, quantity })}
      />
      {adds && (
        <DecimalField
          id={`${row.id}-price`}
          label="Unit price a year"
          value={row.unitPrice}
          required={false}
          placeholder="List price"
          errors={errors.get(`row-${index}-unitPrice`)}
          onChange={(unitPrice) => onChange({ ...row, unitPrice })}
        />
      )}
      {onRemove !== null && (
        <button type="button" className="small remove" onClick={onRemove}>
          Remove<span className="hidden"> change {index + 1}</span>
        </button>
      )}
      <FieldErrors id={`${row.id}-error`} errors={errors.get(`row-${index}`)} />
    </fieldset>
  );
}

type ChoiceProps = Pick<Props, 'row' | 'contract' | 'onChange'> & { readonly invalid: boolean };

function ProductChoice({ row, contract, invalid, onChange }: ChoiceProps) {
  return (
    <select
      id={`${row.id}-product`}
      required
      value={row.productCode}
      onChange={(event) => onChange({ ...row, productCode: event.target.value })}
      aria-describedby={`${row.id}-product-error`}
      aria-invalid={invalid}
    >
      {contract.lines.map((line) => (
        <option key={line.id} value={line.product.code}>
          {line.product.name}, now {groupDigits(line.quantity)}
        </option>
      ))}
    </select>
  );
}

interface DecimalFieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly required: boolean;
  readonly placeholder?: string;
  readonly errors: readonly UserError[] | undefined;
  readonly onChange: (value: string) => void;
}

/** A text field on purpose: a number field would round what was typed. */
function DecimalField(props: DecimalFieldProps) {
  return (
    <div className="field">
      <label htmlFor={props.id}>{props.label}</label>
      <input
        id={props.id}
        inputMode="decimal"
        autoComplete="off"
        className="number"
        required={props.required}
        placeholder={props.placeholder}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        aria-describedby={`${props.id}-error`}
        aria-invalid={props.errors !== undefined}
      />
      <FieldErrors id={`${props.id}-error`} errors={props.errors} />
    </div>
  );
}
