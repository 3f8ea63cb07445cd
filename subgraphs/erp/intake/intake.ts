import type { ErpConnector } from '#erp/port.ts';
import { type Polls, startPolls } from '#kit/mirror/polls.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import type { MirrorParts } from './mirror-writer.ts';
import { pollOnce } from './poll.ts';

/** Keeps the mirror fresh by asking: ledgers have no notices to send. */
export function startIntake(
  parts: MirrorParts & { readonly connectors: ReadonlyMap<string, ErpConnector> },
  timers: Timers,
  pollMs: number,
): Polls {
  const polls = [...parts.connectors.values()].map((connector) => () => pollOnce(parts, connector));
  return startPolls(polls, { timers, pollMs, log: parts.log });
}
