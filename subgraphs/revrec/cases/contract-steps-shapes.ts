import { z } from 'zod';
import { day, decimal, listOf } from './inputs.ts';

const key = decimal;

const promised = z.object({
  key,
  measure: z.enum([
    'DAILY',
    'DAILY_INSTANT',
    'DAILY_30_360',
    'MONTHLY_EVEN',
    'MONTHLY_PRORATED_ENDS',
    'SERVICE_MONTHS',
    'MILLISECOND',
    'EVEN_PERIODS',
    'UNITS',
    'COST_TO_COST',
    'MILESTONE',
    'POINT',
    'CUSTOM_CURVE',
  ]),
  service: z.object({ from: day, to: day }).optional(),
  total: decimal.default('1'),
  ssp: decimal.optional(),
  price: decimal.optional(),
});
export type Promised = z.infer<typeof promised>;

const inception = z.object({
  type: z.literal('INCEPTION'),
  /** Without it, what the promises state. */
  fixed: decimal.optional(),
  variable: listOf(
    z.object({
      key,
      estimate: decimal.nullish(),
      constrained: decimal.nullish(),
      target: z.union([z.literal('ALL'), z.array(key)]).default('ALL'),
    }),
  ).default([]),
  obligations: listOf(promised).refine((all) => all.length > 0, 'nothing is promised'),
});

/** `total` is the whole as it is expected by then, where that has changed. */
const transfer = z.object({
  type: z.literal('TRANSFER'),
  key,
  doneToDate: decimal.optional(),
  total: decimal.optional(),
});
export type Transfer = z.infer<typeof transfer>;
const billed = z.object({ type: z.literal('BILLED'), key: key.optional(), amount: decimal });

/** Whether the rest is distinct: of all obligations alike, or of each. */
const remainingDistinct = z.union([
  z.boolean(),
  z.enum(['ALL', 'NONE', 'SOME', 'MIXED', 'NOTHING_REMAINS']),
  z.record(z.string(), z.boolean()),
]);

const modify = z.object({
  type: z.literal('MODIFY'),
  at: day.optional(),
  /** What the table asks; who answers nothing leaves it to the rule. */
  answers: z
    .object({
      approved: z.boolean().default(true),
      originalTerms: z.boolean().default(false),
      addsDistinct: z.boolean().default(false),
      priceReflectsSsp: z.boolean().default(false),
      /** Without it the rule answers, by what is promised and begun. */
      remainingDistinct: remainingDistinct.nullish().transform((told) => told ?? undefined),
    })
    .prefault({}),
  priceDelta: decimal.optional(),
  concession: decimal.default('0'),
  extend: listOf(
    z.object({ key, total: decimal.optional(), sspDelta: decimal.optional(), deliveredSsp: decimal.optional() }),
  ).default([]),
  add: listOf(promised).default([]),
  reestimate: z.array(z.object({ element: key, constrained: decimal, basis: z.string().optional() })).default([]),
});
export type Modify = z.infer<typeof modify>;

const reestimate = z.object({
  type: z.literal('REESTIMATE'),
  element: key,
  constrained: decimal,
  basis: z.string().optional(),
});
export type Reestimate = Omit<z.infer<typeof reestimate>, 'type'>;

const step = z.discriminatedUnion('type', [inception, transfer, billed, modify, reestimate]);
export type Step = z.infer<typeof step>;
export type Inception = z.infer<typeof inception>;

export const stepsInputs = z.object({ steps: z.array(step).min(1) });
export const stepsExpected = z.object({
  steps: z.array(z.object({ step: z.int().min(0) }).catchall(z.unknown())).min(1),
});
export type WantedStep = z.infer<typeof stepsExpected>['steps'][number];
