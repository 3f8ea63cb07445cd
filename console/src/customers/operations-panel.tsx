import type { CustomerState } from '../documents/customer-state.ts';
import { Moment } from '../show/moment.tsx';
import { StatusBadge } from '../show/status-badge.tsx';
import { wordsOf } from '../show/status-words.ts';

interface Props {
  readonly operations: CustomerState['operations'];
  readonly contracts: CustomerState['contracts'];
  readonly followed: string | null;
  readonly onFollow: (operationId: string) => void;
}

/** What was started for this customer, the latest first; each one's steps are a click away. */
export function OperationsPanel({ operations, contracts, followed, onFollow }: Props) {
  if (operations === null) return null;
  const numbers = new Map(contracts?.edges.map(({ node }) => [node.id, node.number]));
  return (
    <section aria-labelledby="operations">
      <div className="section-head">
        <h2 id="operations">Operations</h2>
        {operations.totalCount > 0 && (
          <p className="hint">
            The latest {operations.edges.length} of {operations.totalCount}
          </p>
        )}
      </div>
      {operations.edges.length === 0 ? (
        <p className="empty">Nothing was started for this customer yet.</p>
      ) : (
        <div className="scroll card">
          <table>
            <caption className="hidden">Operations of this customer</caption>
            <thead>
              <tr>
                <th scope="col">Operation</th>
                <th scope="col">Contract</th>
                <th scope="col">Status</th>
                <th scope="col">Commitment</th>
                <th scope="col">Finalization</th>
                <th scope="col">Requested</th>
                <th scope="col">
                  <span className="hidden">Steps</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {operations.edges.map(({ node }) => (
                <tr key={node.id} aria-current={node.id === followed ? 'true' : undefined}>
                  <th scope="row">{wordsOf(node.kind)}</th>
                  <td>{numbers.get(node.contract?.id ?? '') ?? <span className="missing">–</span>}</td>
                  <td>
                    <StatusBadge status={node.status} />
                  </td>
                  <td>
                    <StatusBadge status={node.commitment} />
                  </td>
                  <td>
                    <StatusBadge status={node.finalization} />
                  </td>
                  <td>
                    <Moment at={node.requestedAt} /> by {node.requestedBy}
                  </td>
                  <td className="number">
                    <button type="button" className="small" onClick={() => onFollow(node.id)}>
                      Steps<span className="hidden"> of {wordsOf(node.kind)}</span>
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
