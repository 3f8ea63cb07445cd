import { DOCUMENT_LIMITS, type DocumentLimits } from '#gateway/edge/document-limits.ts';

/** How much anybody may ask for. Sizes are in bytes. */
export interface LimitsConfig {
  readonly limits: DocumentLimits;
  readonly graphqlBodyBytesMax: number;
  readonly webhookBodyBytesMax: number;
}

export const LIMITS_DEFAULTS: LimitsConfig = {
  limits: DOCUMENT_LIMITS,
  graphqlBodyBytesMax: 100_000,
  webhookBodyBytesMax: 1_000_000,
};
