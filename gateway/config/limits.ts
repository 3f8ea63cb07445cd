import { DOCUMENT_LIMITS, type DocumentLimits } from '#gateway/edge/document-limits.ts';
import type { EnvironmentReader } from './environment.ts';

/** How much one request may ask for. Sizes are in bytes; `UNBOUNDED` is a limit that is switched off. */
export interface LimitsConfig {
  readonly limits: DocumentLimits;
  /** Whether it is reckoned what documents cost; where it is not, neither `costMax` bounds one nor is one told its cost. */
  readonly costReckoned: boolean;
  readonly graphqlBodyBytesMax: number;
  readonly webhookBodyBytesMax: number;
  /** Of brackets in the JSON of a body or of a message on a socket. */
  readonly jsonNestingMax: number;
  /** Of one answer to an operation that was executed. */
  readonly errorsMax: number;
  /** Of one answer to an operation that was not. */
  readonly refusalsMax: number;
}

export const LIMITS_DEFAULTS: LimitsConfig = {
  limits: DOCUMENT_LIMITS,
  costReckoned: true,
  graphqlBodyBytesMax: 100_000,
  webhookBodyBytesMax: 1_000_000,
  jsonNestingMax: 20,
  errorsMax: 20,
  refusalsMax: 3,
};

/** By limit of a document: its variable. */
const DOCUMENT_VARIABLES: Readonly<Record<keyof DocumentLimits, string>> = {
  queryBytesMax: 'QUERY_BYTES_MAX',
  tokensMax: 'QUERY_TOKENS_MAX',
  nestingMax: 'QUERY_NESTING_MAX',
  variablesMax: 'QUERY_VARIABLES_MAX',
  fragmentsMax: 'QUERY_FRAGMENTS_MAX',
  depthMax: 'QUERY_DEPTH_MAX',
  introspectionDepthMax: 'INTROSPECTION_DEPTH_MAX',
  selectionsMax: 'QUERY_SELECTIONS_MAX',
  aliasesMax: 'QUERY_ALIASES_MAX',
  directivesMax: 'QUERY_DIRECTIVES_MAX',
  rootFieldsMax: 'QUERY_ROOT_FIELDS_MAX',
  listItemsMax: 'INPUT_LIST_ITEMS_MAX',
  pageSizeMax: 'PAGE_SIZE_MAX',
  costMax: 'COST_MAX',
};

/** `QUERY_*_MAX`, `INTROSPECTION_DEPTH_MAX`, `INPUT_LIST_ITEMS_MAX`, `PAGE_SIZE_MAX`, `COST_MAX`, `COST`, `BODY_BYTES_MAX` and the others below. */
export function readLimits(environment: EnvironmentReader): LimitsConfig {
  const of = (name: keyof DocumentLimits) => environment.bound(DOCUMENT_VARIABLES[name], DOCUMENT_LIMITS[name]);
  return {
    limits: {
      queryBytesMax: of('queryBytesMax'),
      tokensMax: of('tokensMax'),
      nestingMax: of('nestingMax'),
      variablesMax: of('variablesMax'),
      fragmentsMax: of('fragmentsMax'),
      depthMax: of('depthMax'),
      introspectionDepthMax: of('introspectionDepthMax'),
      selectionsMax: of('selectionsMax'),
      aliasesMax: of('aliasesMax'),
      directivesMax: of('directivesMax'),
      rootFieldsMax: of('rootFieldsMax'),
      listItemsMax: of('listItemsMax'),
      pageSizeMax: of('pageSizeMax'),
      costMax: of('costMax'),
    },
    costReckoned: environment.switch('COST', LIMITS_DEFAULTS.costReckoned),
    graphqlBodyBytesMax: environment.bound('BODY_BYTES_MAX', LIMITS_DEFAULTS.graphqlBodyBytesMax),
    webhookBodyBytesMax: environment.bound('WEBHOOK_BODY_BYTES_MAX', LIMITS_DEFAULTS.webhookBodyBytesMax),
    jsonNestingMax: environment.bound('JSON_NESTING_MAX', LIMITS_DEFAULTS.jsonNestingMax),
    errorsMax: environment.bound('ERRORS_MAX', LIMITS_DEFAULTS.errorsMax),
    refusalsMax: environment.bound('REFUSALS_MAX', LIMITS_DEFAULTS.refusalsMax),
  };
}
