import type { DataSource } from 'typeorm';
import type { PoolCounts } from '#kit/observability/service-metrics.ts';

/** What a source's pool holds at each moment it is asked; zeros where it has none. */
export function poolCounts({ driver }: Pick<DataSource, 'driver'>): PoolCounts {
  const count = (name: keyof PoolCounts): number => {
    const pool: unknown = 'master' in driver ? driver.master : null;
    if (typeof pool !== 'object' || pool === null || !(name in pool)) return 0;
    const value: unknown = Reflect.get(pool, name);
    return typeof value === 'number' ? value : 0;
  };
  return {
    get totalCount() {
      return count('totalCount');
    },
    get idleCount() {
      return count('idleCount');
    },
    get waitingCount() {
      return count('waitingCount');
    },
  };
}
