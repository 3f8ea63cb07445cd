import { SettableClock, systemClock } from '#kit/runtime/clock.ts';

/**
 * The business clock of the demo world: the given day at the machine's time of day, running on from there. Signatures
 * and tokens are checked by the machine's own clock, never by this one.
 */
export function demoClock(demoDate: string): SettableClock {
  const clock = new SettableClock();
  clock.set(instantOn(demoDate));
  return clock;
}

/** That day, at the machine's present time of day. */
export function instantOn(date: string): Date {
  return new Date(`${date}T${systemClock.now().toISOString().slice('YYYY-MM-DDT'.length)}`);
}
