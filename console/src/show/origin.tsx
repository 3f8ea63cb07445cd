import type { Provenance } from '../documents/values.ts';
import { Moment } from './moment.tsx';
import { StatusBadge } from './status-badge.tsx';
import { systemName, vendorName } from './status-words.ts';

/** Where a record comes from and how old the knowledge of it is; old beyond the limit is said in a badge. */
export function Origin(props: { readonly provenance: Provenance }) {
  const { system, vendor, externalId, asOf, stale } = props.provenance;
  return (
    <span className="origin" title={`${systemName(system)} record ${externalId}`}>
      <span>{vendorName(vendor)}</span>
      {stale ? (
        <StatusBadge
          status="STALE"
          label={
            <>
              Stale, last heard <Moment at={asOf} />
            </>
          }
        />
      ) : (
        <Moment at={asOf} />
      )}
    </span>
  );
}
