import { BREAK, type DocumentNode, type FieldNode, Kind, visit } from 'graphql';

/** Whether anything in a document, a fragment included, asks for the schema; `__typename` does not. */
export function asksForSchema(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    [Kind.FIELD]: ({ name }: FieldNode) => {
      if (name.value !== '__schema' && name.value !== '__type') return undefined;
      found = true;
      return BREAK;
    },
  });
  return found;
}
