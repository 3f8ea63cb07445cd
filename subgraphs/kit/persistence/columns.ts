/** Postgres sends bigint as text so that no digit is lost; this keeps it so up to the entity, which holds a `bigint`. */
export const bigintColumn = {
  type: 'bigint',
  transformer: {
    to: (value: bigint | null | undefined) => value?.toString() ?? null,
    from: (value: string | null) => (value === null ? null : BigInt(value)),
  },
} as const;

/** A quantity, rate or ratio: decimal text with every digit, parsed where it is computed with. */
export const decimalColumn = { type: 'numeric' } as const;

/** A day without a time or a zone: `YYYY-MM-DD` text. */
export const civilDateColumn = { type: 'date' } as const;

/** A point in time: a `Date`, to the millisecond. */
export const instantColumn = { type: 'timestamptz' } as const;

/** ISO 4217, three letters. */
export const currencyColumn = { type: 'char', length: 3 } as const;

/** JSON as the vendor or we wrote it. Its numbers are floating point when read: amounts go in as text. */
export const jsonColumn = { type: 'jsonb' } as const;
