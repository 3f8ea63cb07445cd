/** Why an operation is not answered by the own executor. docs/federation.md says what each means. */
export const FALLBACK_REASONS = [
  'built-in-names',
  'defer',
  'introspection',
  'invalid',
  'media-type',
  'rewrites',
  'subscription',
  'unknown-subgraph',
  'unplanned',
  'variables',
] as const;

export type FallbackReason = (typeof FALLBACK_REASONS)[number];
