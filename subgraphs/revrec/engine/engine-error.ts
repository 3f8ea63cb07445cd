import type { CivilDate } from '#schema/canonical/calendar.ts';

/**
 * Why the engine gives no figure. Nothing is ever guessed in place of one: the contract is held until a person or a
 * later event has answered. `subject` names the line, obligation, event or period it is about.
 */
export type EngineError =
  /** An input is missing or contradicts itself; send a corrected event. */
  | { readonly kind: 'INVALID_EVENT'; readonly subject: string; readonly detail: string }
  /** Two different payloads claim to be the same version of one source object; supersede the wrong one. */
  | { readonly kind: 'EVENT_CONFLICT'; readonly subject: string; readonly eventIds: readonly string[] }
  /** Nothing known yet approves the contract; wait for the event. */
  | { readonly kind: 'NO_CONTRACT'; readonly subject: string }
  /** A standalone selling price is not known at the date; publish one. */
  | { readonly kind: 'MISSING_SSP'; readonly subject: string }
  /**
   * No exchange rate from `subject` (a currency, or the line whose amount it is) to `currency` is known on the day; publish
   * it. Without a day: none was fixed when it was booked.
   */
  | {
      readonly kind: 'MISSING_RATE';
      readonly subject: string;
      readonly currency: string;
      readonly on: CivilDate | null;
    }
  /** The weights sum to zero or one is negative, so there is nothing to split by. */
  | { readonly kind: 'NO_WEIGHT'; readonly subject: string }
  /** A share has the other sign than the price it is a share of. */
  | { readonly kind: 'NEGATIVE_ALLOCATION'; readonly subject: string }
  /** What is left for the residual line lies outside the observed range; `residualMinor` is what was left. */
  | { readonly kind: 'REJECTED_RESIDUAL'; readonly subject: string; readonly residualMinor: bigint }
  /** Decided or measured in a way that is not computed: `subject` names the row, measure or event kind. */
  | { readonly kind: 'HELD'; readonly subject: string; readonly detail: string }
  /** No open period is left to post a difference in. */
  | { readonly kind: 'CLOSED_PERIOD'; readonly subject: string };
