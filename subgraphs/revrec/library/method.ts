import type { ContractLine } from '#revrec/engine/events.ts';

/** What a word for a method means to the engine. */
type Nature = Pick<ContractLine, 'kind' | 'measure' | 'trigger'>;

/**
 * How a line is earned, in the words of the input file. A kind may be given beside it where the nature of the promise is
 * another one than the method's usual one.
 */
export const METHODS: ReadonlyMap<string, Nature> = new Map<string, Nature>([
  ['DAILY', { kind: 'SERIES', measure: 'DAILY', trigger: null }],
  ['DAILY_30_360', { kind: 'SERIES', measure: 'DAILY_30_360', trigger: null }],
  ['MONTHLY', { kind: 'SERIES', measure: 'MONTHLY_EVEN', trigger: null }],
  ['MONTHLY_PRORATED_ENDS', { kind: 'SERIES', measure: 'MONTHLY_PRORATED_ENDS', trigger: null }],
  ['SERVICE_MONTHS', { kind: 'SERIES', measure: 'SERVICE_MONTHS', trigger: null }],
  ['EVEN_PERIODS', { kind: 'SERIES', measure: 'EVEN_PERIODS', trigger: null }],
  ['ON_BOOKING', { kind: 'POINT_IN_TIME', measure: 'POINT', trigger: 'BOOKING' }],
  ['ON_START', { kind: 'POINT_IN_TIME', measure: 'POINT', trigger: 'START' }],
  ['ON_DELIVERY', { kind: 'POINT_IN_TIME', measure: 'POINT', trigger: 'DELIVERY' }],
  ['MILESTONE', { kind: 'OVER_TIME', measure: 'MILESTONE', trigger: 'ACCEPTANCE' }],
  ['PERCENT_COMPLETE', { kind: 'OVER_TIME', measure: 'MILESTONE', trigger: 'MANUAL' }],
  ['UNITS', { kind: 'OVER_TIME', measure: 'UNITS', trigger: null }],
  ['COST_TO_COST', { kind: 'OVER_TIME', measure: 'COST_TO_COST', trigger: null }],
  ['CUSTOM_CURVE', { kind: 'OVER_TIME', measure: 'CUSTOM_CURVE', trigger: null }],
  ['RIGHT_TO_INVOICE', { kind: 'OVER_TIME', measure: 'RIGHT_TO_INVOICE', trigger: null }],
  ['USAGE', { kind: 'USAGE', measure: 'USAGE_AS_INCURRED', trigger: null }],
]);
