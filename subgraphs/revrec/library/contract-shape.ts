import { z } from 'zod';
import { parseCivilDate } from '#schema/canonical/calendar.ts';
import { isCurrencyCode } from '#schema/canonical/currency.ts';
import { parseRatio } from '#schema/canonical/ratio.ts';
import type { ObligationKind } from '#schema/canonical/revenue.ts';
import type { FaultCode } from './fault.ts';

/** What is wrong with a value, in one sentence; the door finds the code by it. */
export const SAID = {
  BAD_AMOUNT: 'is no amount: write a plain decimal as text, such as "1200.00".',
  BAD_DATE: 'is no day of 1900 to 2199: write it as text, such as "2026-08-31".',
  BAD_CURRENCY: 'is no currency: write three capitals, such as "USD".',
} as const satisfies Partial<Record<FaultCode, string>>;

const decimal = z.string(SAID.BAD_AMOUNT).refine(isDecimal, SAID.BAD_AMOUNT);
/** Above zero. */
const quantity = decimal.refine((text) => (parseRatio(text)?.n ?? 1n) > 0n, 'is no quantity above zero.');
const day = z.string(SAID.BAD_DATE).refine(isDay, SAID.BAD_DATE);
const instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/, 'is no instant: write it as "2026-08-31T12:00:00.000Z".');
const currency = z.string(SAID.BAD_CURRENCY).refine(isCurrencyCode, SAID.BAD_CURRENCY);
const text = z
  .string()
  .trim()
  .regex(/^\P{Cc}{1,400}$/u, 'is no name: 1 to 400 characters of one line.');
/** Names something inside one file; a slash parts it from what it is in. */
const key = z
  .string()
  .regex(/^[^\s/\p{Cc}](?:[^/\p{Cc}]{0,118}[^\s/\p{Cc}])?$/u, 'is no key: 1 to 120 characters, no slash.');
const lineName = text;

/** A year far from any contract is a slip of a digit, and at its ends the calendar has no day before or after. */
function isDay(value: string): boolean {
  return parseCivilDate(value) !== null && value >= '1900-01-01' && value <= '2199-12-31';
}

/** Nothing is rounded on the way in, so a decimal has at most 18 digits on either side. */
function isDecimal(value: string): boolean {
  return /^-?\d{1,18}(?:\.\d{1,18})?$/.test(value);
}

const KINDS = [
  'POINT_IN_TIME',
  'OVER_TIME',
  'SERIES',
  'STAND_READY',
  'LICENCE_RIGHT_TO_USE',
  'LICENCE_ACCESS',
  'SERVICE_WARRANTY',
  'NON_DISTINCT_BUNDLE',
] as const satisfies readonly ObligationKind[];

/**
 * One price, or a range with where it was observed, or what a residual price has to lie in. For one unit and the line's
 * own `pricePer`.
 */
const ssp = z.union(
  [
    decimal,
    z.strictObject({ low: decimal, point: decimal, high: decimal, source: text.optional() }),
    z.strictObject({ residual: z.strictObject({ low: decimal, high: decimal, source: text.optional() }) }),
  ],
  'is no standalone selling price: write "1200.00", { "low", "point", "high" } or { "residual": { "low", "high" } }.',
);

/** A line of a contract or an amendment. `amount` is its price for its whole term; left out, it is computed. */
export const lineShape = z.strictObject({
  key: key.optional(),
  product: text,
  quantity: quantity.default('1'),
  unitPrice: decimal,
  pricePer: z.enum(['TERM', 'MONTH', 'YEAR'], 'is none of TERM, MONTH, YEAR.').default('TERM'),
  from: day,
  to: day,
  method: text,
  kind: z.enum(KINDS, 'is no kind of promise.').optional(),
  distinct: z.boolean().default(true),
  ssp: ssp.optional(),
  amount: decimal.optional(),
  currency: currency.optional(),
  /** Of UNITS and COST_TO_COST: units or cost in all, as expected. */
  total: quantity.optional(),
  /** Of CUSTOM_CURVE: what the days up to each day count together, the last one being `to`. */
  curve: z
    .array(z.strictObject({ until: day, weight: decimal }))
    .min(1, 'has no span.')
    .max(2000)
    .optional(),
  /** Why this step of a ramp stands alone. */
  stepJudgement: text.optional(),
});

/** A part of the price that depends on what is still to come, with who estimated it and why. */
const variable = z.strictObject({
  key,
  method: z.enum(['EXPECTED', 'MOST_LIKELY'], 'is neither EXPECTED nor MOST_LIKELY.'),
  estimate: decimal,
  constrained: decimal,
  /** Lines of the same contract or amendment. */
  target: z.union([z.literal('ALL'), z.array(lineName).min(1)]).default('ALL'),
  owner: text,
  reason: text,
});

/** A line of an invoice or a credit memo; net of tax. */
const documentLine = z.strictObject({
  product: text.nullable().default(null),
  amount: decimal,
  from: day.optional(),
  to: day.optional(),
});

/** Lines and events are read one by one, so that a fault in one hides none in another. */
export const contractShape = z.strictObject({
  contract: key,
  customer: text,
  entity: text,
  currency,
  signedOn: day.optional(),
  recordedAt: instant.optional(),
  opportunity: text.optional(),
  /** Keys of contracts of the same file that were agreed as a package with this one, and why they are one. */
  combinedWith: z.array(key).min(1).max(200).optional(),
  combinedFor: text.default('agreed as a package'),
  /** Left out: the criteria of a contract are met. */
  step1: z.strictObject({ met: z.boolean(), reasons: z.array(text).max(20).default([]) }).optional(),
  /** What one unit of another currency is in the contract's, fixed at inception. */
  rates: z.record(currency, quantity).default({}),
  lines: z.array(z.unknown()).min(1, 'has no line.').max(2000),
  variable: z.array(variable).max(200).default([]),
  events: z.array(z.unknown()).max(20_000).default([]),
});

const common = { key: key.optional(), on: day, recordedAt: instant.optional() };
const answers = z.strictObject({
  approved: z.boolean().optional(),
  priceOpen: z.boolean().optional(),
  originalTerms: z.boolean().optional(),
  addsDistinct: z.boolean().optional(),
  priceReflectsSsp: z.boolean().optional(),
  remainingDistinct: z.enum(['ALL', 'NONE', 'SOME', 'NOTHING_REMAINS']).optional(),
  notDistinct: z.array(lineName).optional(),
});
/** `credit` is what the price falls by: above zero on a positive price. */
const removedLine = z.strictObject({
  product: text,
  quantity,
  credit: decimal,
  from: day.optional(),
  to: day.optional(),
});
const documentShape = {
  ...common,
  key,
  lines: z.array(documentLine).min(1, 'has no line.').max(2000),
  tax: decimal.optional(),
  amendment: key.optional(),
};

export const amendmentShape = z.strictObject({
  ...common,
  type: z.literal('amendment'),
  key,
  added: z.array(z.unknown()).max(2000).default([]),
  removed: z.array(removedLine).max(2000).default([]),
  priceChange: decimal.optional(),
  concession: decimal.optional(),
  answers: answers.default({}),
  documents: z.array(key).default([]),
  extended: z
    .array(
      z.strictObject({
        line: lineName,
        total: quantity,
        sspDelta: decimal.optional(),
        deliveredSsp: decimal.optional(),
      }),
    )
    .max(2000)
    .default([]),
  penalty: decimal.optional(),
  variable: z.array(variable).max(200).default([]),
});

const evidence = { ...common, line: lineName, evidence: text.default('told in the file') };

/** One shape a type of event, by the word for it. */
export const EVENT_SHAPES = {
  amendment: amendmentShape,
  progress: z.strictObject({
    ...evidence,
    type: z.literal('progress'),
    percent: decimal.optional(),
    doneToDate: decimal.optional(),
    total: quantity.optional(),
  }),
  milestone: z.strictObject({ ...evidence, type: z.literal('milestone') }),
  usage: z.strictObject({ ...common, type: z.literal('usage'), product: text, amount: decimal, from: day, to: day }),
  invoice: z.strictObject({ ...documentShape, type: z.literal('invoice') }),
  'credit memo': z.strictObject({
    ...documentShape,
    type: z.literal('credit memo'),
    invoice: key.optional(),
    correctsInvoice: z.boolean().default(false),
  }),
  cancellation: z.strictObject({
    ...common,
    type: z.literal('cancellation'),
    key,
    refund: decimal.default('0'),
    creditMemos: z.array(key).default([]),
    settledOn: day.optional(),
  }),
  estimate: z.strictObject({
    ...common,
    type: z.literal('estimate'),
    element: key,
    method: variable.shape.method,
    estimate: decimal,
    constrained: decimal,
    reason: text,
    basis: z.enum(['ORIGINAL', 'CURRENT'], 'is neither ORIGINAL nor CURRENT.').optional(),
  }),
  collectibility: z.strictObject({
    ...common,
    type: z.literal('collectibility'),
    met: z.boolean(),
    reasons: z.array(text).max(20).default([]),
  }),
  resolution: z.strictObject({ ...common, type: z.literal('resolution'), element: key, amount: decimal }),
  'price concession': z.strictObject({
    ...common,
    type: z.literal('price concession'),
    line: lineName.optional(),
    amount: decimal,
    /** 0 to 1: what of it is for service given. */
    satisfiedShare: decimal,
  }),
} as const;

export type ReadLine = z.output<typeof lineShape>;
export type ReadVariable = z.output<typeof variable>;
export type ReadContract = z.output<typeof contractShape>;
export type EventType = keyof typeof EVENT_SHAPES;
/** An event as it was written, its texts checked. The lines an amendment adds are read by themselves. */
export type ReadEvent = { [Type in EventType]: z.output<(typeof EVENT_SHAPES)[Type]> }[EventType];
export type ReadAmendment = z.output<typeof amendmentShape>;
export type ReadDocument = Extract<ReadEvent, { readonly type: 'invoice' | 'credit memo' }>;
