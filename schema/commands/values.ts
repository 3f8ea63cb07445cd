import { z } from 'zod';

/** The values that commands are made of, as they cross JSON. */

/** Whole minor units as text: JSON numbers lose digits. */
export const moneyWire = z.object({ minor: z.string().regex(/^-?\d+$/), currency: z.string().length(3) }).readonly();

/** YYYY-MM-DD. */
export const civilDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** A plain decimal as text. */
export const decimal = z.string().regex(/^-?\d+(\.\d+)?$/);

/** A record of a vendor that a command made or changed; becomes the step's `effect`. */
export const effectRef = z
  .object({
    system: z.enum(['CRM', 'BILLING', 'ERP', 'REVREC']),
    vendor: z.string(),
    connection: z.string(),
    type: z.string(),
    externalId: z.string(),
  })
  .readonly();
export type EffectRef = z.infer<typeof effectRef>;
