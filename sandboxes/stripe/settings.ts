/** What an account's owner chooses in the vendor's dashboard, outside its API. */
export interface AccountSettings {
  /** How long an invoice that nobody waits for stays a draft; the vendor's own value is 3600. `[docs]` */
  readonly draftWindowS: number;
  /** The days from a failed automatic payment to the next attempt, one entry an attempt. */
  readonly retryAfterDays: readonly number[];
  /** What becomes of a subscription when the last attempt has failed. */
  readonly afterLastRetry: 'past_due' | 'unpaid' | 'canceled';
}

/** Nothing waits by default, so that no run has to; the retries are a choice of ours, as an owner would make one. */
export const SETTINGS_DEFAULT: AccountSettings = {
  draftWindowS: 0,
  retryAfterDays: [3, 5, 7],
  afterLastRetry: 'past_due',
};
