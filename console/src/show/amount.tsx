import type { Money } from '../documents/values.ts';
import { groupDigits } from './decimal-text.ts';

/** Currency and digits of an amount; the sign is a character, never a colour alone. */
export function Amount(props: { readonly value: Money; readonly signed?: boolean }) {
  const { amount, currency } = props.value;
  const plus = props.signed === true && !amount.startsWith('-') ? '+' : '';
  return (
    <span className="amount">
      <span className="currency">{currency}</span> {plus}
      {groupDigits(amount)}
    </span>
  );
}
