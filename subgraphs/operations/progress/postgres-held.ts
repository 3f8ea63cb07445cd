import type { EntityManager } from 'typeorm';
import { preparedRows } from '#kit/persistence/prepared.ts';
import type { OperationRow } from './postgres-rows.ts';

/** The operation as each transaction has it: locked once, and known with what the transaction has changed since. */
const held = new WeakMap<EntityManager, OperationRow>();

/** Takes the operation's row lock, until the end of the transaction. */
export async function heldOperation(em: EntityManager, id: string): Promise<OperationRow> {
  const known = held.get(em);
  if (known?.id === id) return known;
  const [operation] = await preparedRows<OperationRow>(
    em,
    'select * from operations.operation where id = $1 for update',
    [id],
  );
  if (operation === undefined) throw new Error(`There is no operation ${id}`);
  return holdOperation(em, operation);
}

/** Says how the transaction left the row. */
export function holdOperation(em: EntityManager, operation: OperationRow): OperationRow {
  held.set(em, operation);
  return operation;
}
