import { z } from 'zod';

/** Parsers of the values that several documents share. Statuses stay text: a word that is new today must still be shown. */

/** An amount as the server wrote it, digits of its currency included; it is never turned into a number. */
export const money = z.object({ amount: z.string(), currency: z.string() });
export type Money = z.infer<typeof money>;

export const provenance = z.object({
  system: z.string(),
  vendor: z.string(),
  externalId: z.string(),
  asOf: z.string(),
  stale: z.boolean(),
});
export type Provenance = z.infer<typeof provenance>;

export const product = z.object({ code: z.string(), name: z.string() });

export const period = z.object({ name: z.string(), startsOn: z.string() });

const externalRef = z.object({
  system: z.string(),
  vendor: z.string(),
  type: z.string(),
  externalId: z.string(),
});

export const operationStep = z.object({
  name: z.string(),
  system: z.string(),
  vendor: z.string().nullable(),
  status: z.string(),
  attempts: z.number(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  waitingFor: z.string().nullable(),
  progress: z.object({ done: z.number(), total: z.number() }).nullable(),
  effect: externalRef.nullable(),
  error: z.object({ code: z.string(), message: z.string(), retryable: z.boolean() }).nullable(),
});
export type OperationStep = z.infer<typeof operationStep>;

export const STEP_FIELDS = `
  name system vendor status attempts startedAt finishedAt waitingFor progress { done total }
  effect { system vendor type externalId }
  error { code message retryable }`;
