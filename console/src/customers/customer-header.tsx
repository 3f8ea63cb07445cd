import type { CustomerState, SyncState } from '../documents/customer-state.ts';
import { Moment } from '../show/moment.tsx';
import { Origin } from '../show/origin.tsx';
import { StatusBadge } from '../show/status-badge.tsx';
import { systemName, vendorName } from '../show/status-words.ts';

interface Props {
  readonly customer: CustomerState;
  readonly refreshing: boolean;
  readonly onReload: () => void;
}

export function CustomerHeader({ customer, refreshing, onReload }: Props) {
  return (
    <header className="customer-header">
      <div className="title">
        <h1 id="customer-name">{customer.name}</h1>
        <StatusBadge status={customer.status} />
        <button type="button" onClick={onReload} disabled={refreshing}>
          {refreshing ? 'Refreshing…' : 'Refresh'}
        </button>
      </div>
      <p className="facts">
        {customer.salesOwner !== null && <span>Sales owner {customer.salesOwner}</span>}
        <Origin provenance={customer.provenance} />
      </p>
      {customer.syncState !== null && <Systems state={customer.syncState} />}
    </header>
  );
}

/** How far the systems agree, as a whole and each for itself. */
function Systems({ state }: { readonly state: SyncState }) {
  return (
    <ul className="systems" aria-label="Systems">
      <li className="whole">
        <span className="system">All systems</span>
        <StatusBadge status={state.status} />
        <span className="age">
          {state.runningOperations > 0 && `${state.runningOperations} running `}
          {state.openExceptions > 0 && `${state.openExceptions} to resolve`}
          {state.runningOperations + state.openExceptions === 0 && 'nothing open'}
        </span>
      </li>
      {state.systems.map((system) => (
        <li key={`${system.system} ${system.vendor}`}>
          <span className="system">
            {systemName(system.system)} <span className="vendor">{vendorName(system.vendor)}</span>
          </span>
          <StatusBadge status={system.status} />
          <span className="age">
            <Moment at={system.asOf} />
          </span>
        </li>
      ))}
    </ul>
  );
}
