import type { CustomerState, Invoice } from '../documents/customer-state.ts';
import { Amount } from '../show/amount.tsx';
import { isZero } from '../show/decimal-text.ts';
import { Origin } from '../show/origin.tsx';
import { StatusBadge } from '../show/status-badge.tsx';

/** Invoices with what the ledger did with each, the latest first. */
export function InvoicesPanel({ invoices }: { readonly invoices: CustomerState['invoices'] }) {
  if (invoices === null) return null;
  return (
    <section aria-labelledby="invoices">
      <div className="section-head">
        <h2 id="invoices">Invoices</h2>
        <p className="hint">
          {invoices.edges.length < invoices.totalCount
            ? `The latest ${invoices.edges.length} of ${invoices.totalCount}`
            : `${invoices.totalCount} in all`}
        </p>
      </div>
      {invoices.edges.length === 0 ? (
        <p className="empty">No invoice yet. Billing writes the first one when a contract starts.</p>
      ) : (
        <div className="scroll card">
          <table>
            <caption className="hidden">Invoices and their postings</caption>
            <thead>
              <tr>
                <th scope="col">Invoice</th>
                <th scope="col">Issued</th>
                <th scope="col">Status</th>
                <th scope="col" className="number">
                  Total
                </th>
                <th scope="col" className="number">
                  Open
                </th>
                <th scope="col">Posting</th>
                <th scope="col">Document</th>
                <th scope="col">Period</th>
                <th scope="col">Source</th>
              </tr>
            </thead>
            <tbody>
              {invoices.edges.map(({ node }) => (
                <Row key={node.id} invoice={node} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Row({ invoice }: { readonly invoice: Invoice }) {
  const { posting } = invoice;
  return (
    <tr>
      <th scope="row">{invoice.number}</th>
      <td>{invoice.issuedOn}</td>
      <td>
        <StatusBadge status={invoice.status} />
      </td>
      <td className="number">
        <Amount value={invoice.total} />
      </td>
      <td className="number">
        <Amount value={invoice.amountDue} />
      </td>
      <td>
        {posting === null ? <span className="missing">not known</span> : <StatusBadge status={posting.status} />}
        {posting?.variance != null && !isZero(posting.variance.amount) && (
          <span className="variance">
            variance <Amount value={posting.variance} signed />
          </span>
        )}
      </td>
      <td>{posting?.documentNumber ?? <span className="missing">–</span>}</td>
      <td>
        <Period period={posting?.period ?? null} />
      </td>
      <td>
        <Origin provenance={invoice.provenance} />
        {posting?.provenance.stale === true && <Origin provenance={posting.provenance} />}
      </td>
    </tr>
  );
}

/** An open period goes without saying; any other state is said. */
function Period({ period }: { readonly period: NonNullable<Invoice['posting']>['period'] }) {
  if (period === null) return <span className="missing">–</span>;
  return (
    <>
      {period.name} {period.status !== 'OPEN' && <StatusBadge status={period.status} />}
    </>
  );
}
