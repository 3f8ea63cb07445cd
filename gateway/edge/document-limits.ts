/** Static bounds of one document and its variables. Every one is inclusive: the limit itself passes. */
export interface DocumentLimits {
  readonly queryBytesMax: number;
  readonly tokensMax: number;
  /** Of `{`, `[` and `(` together, counted before the recursive parser sees them. */
  readonly nestingMax: number;
  readonly variablesMax: number;
  readonly fragmentsMax: number;
  readonly depthMax: number;
  /** Below `__schema` and `__type`, whose standard query is deeper than any of ours. */
  readonly introspectionDepthMax: number;
  /** After fragments are expanded. */
  readonly selectionsMax: number;
  readonly aliasesMax: number;
  readonly directivesMax: number;
  readonly rootFieldsMax: number;
  /** Of any one list that is given, as a literal or in variables. */
  readonly listItemsMax: number;
  /** Of `first` and `last`, which are at least 1. */
  readonly pageSizeMax: number;
  /** Of points, as far as they can be reckoned before anything is planned. */
  readonly costMax: number;
}

export const DOCUMENT_LIMITS: DocumentLimits = {
  queryBytesMax: 8 * 1024,
  tokensMax: 800,
  nestingMax: 24,
  variablesMax: 30,
  fragmentsMax: 20,
  depthMax: 12,
  introspectionDepthMax: 16,
  selectionsMax: 300,
  aliasesMax: 15,
  directivesMax: 20,
  rootFieldsMax: 10,
  listItemsMax: 200,
  pageSizeMax: 100,
  costMax: 20_000,
};
