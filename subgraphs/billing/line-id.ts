import { derivedId } from '#kit/runtime/ids.ts';

/** The id of an invoice's line: the same in the graph and in what sagas are told. */
export function invoiceLineId(connection: string, externalId: string): string {
  return derivedId('inl', connection, externalId);
}
