import { Histogram } from 'prom-client';
import type { ServiceMetrics } from '#kit/observability/service-metrics.ts';
import type { Command } from '../engine/saga.ts';

/** An attempt of a saga's step ended: `ok`, or the kind of its error. */
export type CountCommand = (command: Command, outcome: string, seconds: number) => void;

const SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Counts what operations ask of the systems; commands and errors are closed lists of ours. */
export function stepMetrics({ registry }: Pick<ServiceMetrics, 'registry'>): CountCommand {
  const attempts = new Histogram({
    name: 'revgraph_step_attempt_seconds',
    help: 'Attempts of steps of operations, by system, command and outcome',
    labelNames: ['system', 'command', 'outcome'],
    buckets: SECONDS,
    registers: [registry],
  });
  return ({ system, name }, outcome, seconds) => attempts.observe({ system, command: name, outcome }, seconds);
}
