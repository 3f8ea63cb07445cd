import { type DocumentNode, type GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';

const DOCUMENTS_MAX = 1000;

/** A document that may run, or why it may not. */
export type Checked =
  | { readonly document: DocumentNode; readonly errors: null }
  | { readonly document: null; readonly errors: readonly GraphQLError[] };

/**
 * Parses and validates each text once. The texts come from the gateway's plans and our sagas, so there are few of
 * them; the bound is for the day when that is not so.
 */
export function documentCache(schema: GraphQLSchema): (text: string) => Checked {
  const known = new Map<string, Checked>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const checked = check(schema, text);
    if (known.size >= DOCUMENTS_MAX) {
      const oldest = known.keys().next();
      if (!oldest.done) known.delete(oldest.value);
    }
    known.set(text, checked);
    return checked;
  };
}

function check(schema: GraphQLSchema, text: string): Checked {
  try {
    const document = parse(text);
    const errors = validate(schema, document);
    return errors.length > 0 ? { document: null, errors } : { document, errors: null };
  } catch (error) {
    return { document: null, errors: [error as GraphQLError] };
  }
}
