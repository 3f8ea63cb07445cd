import { STALE_AFTER_MS } from '#kit/connections/connection-state.ts';
import type { OperationsContext } from '../context.ts';
import type { SyncCounts } from '../postgres-loaders.ts';

/** How far the systems agree about one customer: what runs, what waits for a person, who is silent. */
export async function syncState({ id }: { readonly id: string }, _arguments: unknown, context: OperationsContext) {
  const [counts, systems] = await Promise.all([context.loaders.syncCounts.load(id), context.systems.read()]);
  const now = context.parts.clock.now();
  return {
    status: statusOf(counts),
    runningOperations: counts.running,
    openExceptions: counts.exceptions,
    lastSyncedAt: counts.last_synced_at?.toISOString() ?? null,
    systems: systems
      .filter(({ lastAnswerAt }) => lastAnswerAt !== null)
      .map(({ system, vendor, lastAnswerAt }) => {
        const asOf = lastAnswerAt ?? now;
        const lagMs = Math.max(0, now.getTime() - asOf.getTime());
        return {
          system,
          vendor,
          status: lagMs > STALE_AFTER_MS ? 'DRIFTED' : statusOf(counts),
          asOf: asOf.toISOString(),
          lagSeconds: Math.floor(lagMs / 1000),
        };
      }),
  };
}

function statusOf(counts: Pick<SyncCounts, 'running' | 'exceptions' | 'drifts'>) {
  if (counts.exceptions > counts.drifts) return 'BLOCKED';
  if (counts.drifts > 0) return 'DRIFTED';
  return counts.running > 0 ? 'SYNCING' : 'IN_SYNC';
}
