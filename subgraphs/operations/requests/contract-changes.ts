import type { ContractChange } from '#schema/canonical/amendment.ts';
import type { ContractChangeInput } from '#schema/generated/operations.ts';
import type { Participants } from '../engine/ports.ts';
import { type Refusal, refuse } from './refusal.ts';
import { readContract } from './systems.ts';

const CHANGES_MAX = 20;

type Read = { readonly changes: readonly ContractChange[] } | { readonly refusals: readonly Refusal[] };

/** The client's changes in our words, or what is wrong with their shape. `atLeast` is how many there have to be. */
export async function readChanges(
  participants: Participants,
  entities: readonly string[],
  given: readonly ContractChangeInput[],
  atLeast: number,
): Promise<Read> {
  if (given.length < atLeast || given.length > CHANGES_MAX) {
    const message = `Give ${atLeast} to ${CHANGES_MAX} changes.`;
    return { refusals: refuse('INVALID_INPUT', ['changes'], message) };
  }
  const refusals: Refusal[] = [];
  const changes: ContractChange[] = [];
  for (const [index, change] of given.entries()) {
    const read = await readChange(participants, entities, change);
    if ('code' in read) refusals.push({ ...read, field: ['changes', String(index), ...read.field] });
    else changes.push(read);
  }
  return refusals.length > 0 ? { refusals } : { changes };
}

async function readChange(
  participants: Participants,
  entities: readonly string[],
  change: ContractChangeInput,
): Promise<ContractChange | Refusal> {
  const given = Object.values(change).filter((value) => value !== null && value !== undefined);
  if (given.length !== 1) return { code: 'INVALID_INPUT', field: [], message: 'Give exactly one member of a change.' };
  const { setQuantity, addProduct, removeProduct, setPrice, setTerm, setBillingFrequency, coTerm } = change;
  if (setQuantity) return { kind: 'SET_QUANTITY', ...setQuantity };
  if (addProduct) return { kind: 'ADD_PRODUCT', ...addProduct, unitPrice: addProduct.unitPrice ?? null };
  if (removeProduct) return { kind: 'REMOVE_PRODUCT', ...removeProduct };
  if (setPrice) return { kind: 'SET_PRICE', ...setPrice };
  if (setTerm) return { kind: 'SET_TERM', ...setTerm };
  if (setBillingFrequency) return { kind: 'SET_FREQUENCY', ...setBillingFrequency };
  const withContractId = coTerm?.withContractId ?? '';
  const other = await readContract(participants, withContractId);
  if (other === null || !entities.includes(other.legalEntity)) {
    const message = `There is no contract ${withContractId}.`;
    return { code: 'NOT_FOUND', field: ['coTerm', 'withContractId'], message };
  }
  return { kind: 'CO_TERM', endsOn: other.endsOn };
}
