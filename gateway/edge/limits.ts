import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  Lexer,
  type OperationDefinitionNode,
  parse,
  Source,
  TokenKind,
} from 'graphql';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { DocumentLimits } from './document-limits.ts';
import { walkSelections } from './document-walk.ts';
import { overLimit, type Refusal } from './refusal.ts';

/** A document that is worth validating: parsed, of one operation and within the limits. */
export interface ReadDocument {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** Both transports call this before anything else looks at a query text. */
export function readDocument(
  text: string,
  operationName: string | null,
  limits: DocumentLimits,
): Result<ReadDocument, Refusal> {
  const refusal = textRefusal(text, limits);
  if (refusal !== null) return fail(refusal);
  const document = parsed(text);
  if (!document.ok) return document;
  return operationOf(document.value, operationName, limits);
}

function textRefusal(text: string, limits: DocumentLimits): Refusal | null {
  const sizeBytes = Buffer.byteLength(text);
  if (sizeBytes > limits.queryBytesMax) return overLimit('bytes of query text', limits.queryBytesMax, sizeBytes);
  if (!text.isWellFormed())
    return { code: 'GRAPHQL_PARSE_FAILED', message: 'The query text is not well-formed Unicode.' };
  try {
    return tokenRefusal(new Lexer(new Source(text)), limits);
  } catch (error) {
    return syntaxRefusal(error);
  }
}

const OPENING: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

function tokenRefusal(lexer: Lexer, { tokensMax, nestingMax }: DocumentLimits): Refusal | null {
  let tokens = 0;
  let nesting = 0;
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
    tokens += 1;
    if (tokens > tokensMax) return overLimit('tokens', tokensMax);
    if (OPENING.has(token.kind)) nesting += 1;
    if (CLOSING.has(token.kind)) nesting -= 1;
    if (nesting > nestingMax) return overLimit('levels of brackets', nestingMax);
  }
  return null;
}

function parsed(text: string): Result<DocumentNode, Refusal> {
  try {
    return ok(parse(text));
  } catch (error) {
    return fail(syntaxRefusal(error));
  }
}

function syntaxRefusal(error: unknown): Refusal {
  // The parser calls itself for each bracket. It comes to this only where the limit of brackets is switched off.
  if (error instanceof RangeError)
    return { code: 'QUERY_LIMIT_EXCEEDED', message: 'The query text is nested too deep.' };
  if (!(error instanceof GraphQLError)) throw error;
  const place = error.locations?.[0];
  const where = place === undefined ? '' : ` at line ${place.line}, column ${place.column}`;
  return { code: 'GRAPHQL_PARSE_FAILED', message: `The query text has a syntax error${where}.` };
}

/** A document has one operation, so its name chooses nothing: it has to be the right one, or none. */
export function nameRefusal({ name }: OperationDefinitionNode, operationName: string | null): Refusal | null {
  if (operationName === null || name?.value === operationName) return null;
  return { code: 'BAD_REQUEST', message: 'The request holds no operation of the name in operationName.' };
}

function operationOf(
  document: DocumentNode,
  operationName: string | null,
  limits: DocumentLimits,
): Result<ReadDocument, Refusal> {
  const operations: OperationDefinitionNode[] = [];
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.OPERATION_DEFINITION) operations.push(node);
    else if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
    else
      return fail({
        code: 'BAD_REQUEST',
        message: 'A request holds an operation and fragments, no definitions of types.',
      });
  }
  const [operation, ...others] = operations;
  if (operation === undefined) return fail({ code: 'BAD_REQUEST', message: 'The request holds no operation.' });
  if (others.length > 0) return fail(overLimit('operations', 1, operations.length));
  const misnamed = nameRefusal(operation, operationName);
  if (misnamed !== null) return fail(misnamed);
  const variables = operation.variableDefinitions?.length ?? 0;
  if (variables > limits.variablesMax) return fail(overLimit('variables', limits.variablesMax, variables));
  if (fragments.size > limits.fragmentsMax) return fail(overLimit('fragments', limits.fragmentsMax, fragments.size));
  const refusal = walkSelections(operation, fragments, limits);
  return refusal === null ? ok({ document, operation, fragments }) : fail(refusal);
}
