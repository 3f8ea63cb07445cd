import { type DocumentNode, type GraphQLSchema, Kind, print } from 'graphql';
import { authorize, type ForbiddenFields, type Rights } from '#gateway/auth/authorize.ts';
import { heldKey } from '#gateway/auth/held-rights.ts';
import type { Masked } from '#gateway/auth/masked.ts';
import { maskedDocument } from '#gateway/auth/masked-document.ts';
import type { GraphCosts } from '#gateway/cost/graph-costs.ts';
import { type Price, priceOf } from '#gateway/cost/price.ts';
import type { Variant, VariantOf } from '#gateway/graph/serving-variants.ts';
import type { Principal } from '#kit/identity/principal.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { ErrorRules } from './answer-errors.ts';
import { asksForSchema } from './asks-for-schema.ts';
import type { DocumentLimits } from './document-limits.ts';
import { valuesRefusal } from './given-values.ts';
import type { GraphqlRequest } from './graphql-server.ts';
import { type KnownDocument, KnownDocuments } from './known-documents.ts';
import { nameRefusal, type ReadDocument, readDocument } from './limits.ts';
import { overLimit, type Refusal } from './refusal.ts';
import { asksOnlyForSchema } from './schema-lane.ts';
import { type TextCheck, textCheck } from './text-scalars.ts';
import { invalidity } from './validity.ts';

/** What a document may be, whoever asks. */
export interface DocumentRules {
  readonly limits: DocumentLimits;
  /** Whether it may ask for the schema. */
  readonly introspection: boolean;
}

export interface GuardSettings extends DocumentRules {
  readonly apiSchema: GraphQLSchema;
  /** Whom which form of the graph is all there is. */
  readonly variantOf: VariantOf;
  /** Names of scalars for which nothing but text is taken. */
  readonly textScalars: ReadonlySet<string>;
  /** Null where everybody may have everything. */
  readonly rights: Rights | null;
  /** Null where nothing is reckoned. */
  readonly costs: GraphCosts | null;
  readonly errors: Pick<ErrorRules, 'suggestions'>;
}

/** A document that its caller may have run. */
export interface Admitted {
  /**
   * The document as it will run: without the fields that the caller may not have. The same text and fields left
   * out give the same object, whoever asks, so that what is made of it can be kept by it.
   */
  readonly read: ReadDocument;
  /** The text of `read`. */
  readonly text: string;
  /** The fields left out, to be answered as null (`withMasked`); empty for whoever may have all of them. */
  readonly masked: readonly Masked[];
  /** Of `read`; null where nothing is reckoned. */
  readonly price: Price | null;
  readonly asksForSchema: boolean;
  /** Of what `read` gives for scalars that are text. */
  readonly texts: TextCheck;
}

/** What stands between a request's envelope and its validation, in this order, on both transports: limits, then rights. */
export type Guard = (request: GraphqlRequest, principal: Principal) => Result<Admitted, Refusal>;

type Known = KnownDocument<Admitted, Result<Admitted, Refusal>>;

const SCHEMA_UNTOLD: Refusal = { code: 'GRAPHQL_VALIDATION_FAILED', message: 'The schema is not told here.' };
const SCHEMA_ALONE: Refusal = { code: 'BAD_REQUEST', message: 'Ask for the schema in a request of its own.' };

/** What a text says, and what a set of rights may do with it, never changes while a gateway runs: both are kept. */
export function guardWith(settings: GuardSettings): Guard {
  const documents = new KnownDocuments<Admitted, Result<Admitted, Refusal>>();
  const read = ({ query, operationName }: GraphqlRequest): Result<Known, Refusal> => {
    const known = documents.find(query);
    if (known !== undefined) {
      const misnamed = nameRefusal(known.whole.read.operation, operationName);
      return misnamed === null ? ok(known) : fail(misnamed);
    }
    const fresh = readDocument(query, operationName, settings.limits);
    if (!fresh.ok) return fresh;
    const asks = asksForSchema(fresh.value.document);
    if (asks && !settings.introspection) return fail(SCHEMA_UNTOLD);
    return ok(
      documents.keep(query, admittedAs(settings, fresh.value, { text: query, masked: [], asksForSchema: asks })),
    );
  };
  const admit = (request: GraphqlRequest, principal: Principal): Result<Admitted, Refusal> => {
    const known = read(request);
    if (!known.ok) return known;
    const tooMany = valuesRefusal(known.value.whole.read, request.variables, settings.limits);
    if (tooMany !== null) return fail(tooMany);
    const { rights } = settings;
    if (rights === null) return ok(known.value.whole);
    const holder = heldKey(principal, rights.scopes);
    const judged = known.value.verdicts.get(holder);
    if (judged !== undefined) return judged;
    const verdict = judge(known.value, rights, principal, settings);
    known.value.verdicts.set(holder, verdict);
    return verdict;
  };
  return (request, principal) => {
    const admitted = admit(request, principal);
    if (!admitted.ok) return admitted;
    const noText = admitted.value.texts(request.variables);
    if (noText !== null) return fail(noText);
    const requested = admitted.value.price?.requested(request.variables) ?? 0;
    const { costMax } = settings.limits;
    return requested > costMax ? fail(overLimit('points of cost', costMax, requested)) : admitted;
  };
}

function admittedAs(
  { apiSchema, costs, textScalars }: Pick<GuardSettings, 'apiSchema' | 'costs' | 'textScalars'>,
  read: ReadDocument,
  said: Pick<Admitted, 'text' | 'masked' | 'asksForSchema'>,
): Admitted {
  const price = costs === null ? null : priceOf(read, apiSchema, costs);
  return { ...said, read, price, texts: textCheck(read, apiSchema, textScalars) };
}

function judge(known: Known, rights: Rights, principal: Principal, settings: GuardSettings): Result<Admitted, Refusal> {
  const { read } = known.whole;
  // First of all: that there is a part that it may not have is no business of whom it is not there for.
  const misfit = misfitOf(known, settings.variantOf(principal.roles), settings);
  if (misfit !== null) return fail(misfit);
  const authorized = authorize(read, rights, principal);
  if (!authorized.ok) {
    const message = 'You may not ask for this; nothing was executed.';
    return fail({ code: 'FORBIDDEN', message, path: authorized.error.path });
  }
  if (authorized.value.size === 0) return ok(known.whole);
  // What is left out is not validated with the rest any more, and yet has to be of the schema.
  const invalid = invalidity(settings.apiSchema, read.document, settings.errors);
  return invalid === null ? ok(withoutForbidden(settings, known, authorized.value)) : fail(invalid);
}

/** Why a document is none of a variant: found once for all who see that. */
function misfitOf({ whole, misfits }: Known, variant: Variant | null, settings: GuardSettings): Refusal | null {
  if (variant === null) return null;
  const known = misfits.get(variant.name);
  if (known !== undefined) return known;
  const isMixed = whole.asksForSchema && !asksOnlyForSchema(whole.read);
  const misfit = isMixed ? SCHEMA_ALONE : invalidity(variant.schema, whole.read.document, settings.errors);
  misfits.set(variant.name, misfit);
  return misfit;
}

function withoutForbidden(settings: GuardSettings, { whole, parts }: Known, forbidden: ForbiddenFields): Admitted {
  const key = [...new Set(forbidden.values())].sort().join(' ');
  const known = parts.get(key);
  if (known !== undefined) return known;
  const { document, masked } = maskedDocument(whole.read.document, forbidden);
  const said = { text: print(document), masked, asksForSchema: whole.asksForSchema };
  const part = admittedAs(settings, readOf(document, whole.read), said);
  parts.set(key, part);
  return part;
}

/** Of a document that was read before and has lost some of its fields and fragments. */
function readOf(document: DocumentNode, { operation }: ReadDocument): ReadDocument {
  const fragments: ReadDocument['fragments'] = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
  const left = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  return { document, operation: left ?? operation, fragments };
}
