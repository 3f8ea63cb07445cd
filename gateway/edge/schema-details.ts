import type { GraphQLFormattedError } from 'graphql';

/** How graphql-js begins whatever it says of a value that does not fit: with the client's own name for it. */
const OF_A_VALUE = /^(Variable|Argument) "(\$?\w{1,100})"/;
/** The place inside the value, by the keys that the client wrote. */
const PLACE = / at "([\w$.[\]]{1,200})"/;

/**
 * An error's sentence without what only the schema says: neither names of types nor names that the request did not have.
 * Sentences that are our own are left as they are.
 */
export function withoutSchemaDetails({ message, locations, extensions }: GraphQLFormattedError): string {
  switch (extensions?.['code']) {
    case 'GRAPHQL_VALIDATION_FAILED': {
      const [place] = locations ?? [];
      // What has no place was said by us, not by the rules of validation.
      if (place === undefined) return OWN_WORDS.test(message) ? message : UNFIT;
      return `${UNFIT.slice(0, -1)} at line ${place.line}, column ${place.column}.`;
    }
    case 'BAD_USER_INPUT': {
      const [, kind, name] = OF_A_VALUE.exec(message) ?? [];
      if (kind === undefined || name === undefined) return message;
      const place = PLACE.exec(message)?.[1];
      return `${kind} "${name}"${place === undefined ? '' : ` at "${place}"`} has no value, or one that does not fit.`;
    }
    default:
      return message;
  }
}

const UNFIT = 'The document does not fit the graph.';
const OWN_WORDS = /^The (?:schema is not told here|document does not fit the graph)/;
