import { useCallback } from 'react';
import { customerRevenueDocument } from '../documents/customer-revenue.ts';
import { type CustomerState, customerStateDocument } from '../documents/customer-state.ts';
import { useAnswer } from '../graph/use-answer.ts';
import { OperationProgress } from '../operation/operation-progress.tsx';
import type { PageState } from '../page-address.ts';
import type { TurnTo } from '../page-state.ts';
import { FailureNotice } from '../show/failure-notice.tsx';
import { PartialNotices } from '../show/partial-notices.tsx';
import { ServerAheadContext, serverAheadMs } from '../show/server-clock.ts';
import { Skeleton } from '../show/skeleton.tsx';
import { ContractPanel } from './contract-panel.tsx';
import { CustomerHeader } from './customer-header.tsx';
import { InvoicesPanel } from './invoices-panel.tsx';
import { OperationsPanel } from './operations-panel.tsx';
import { RevenuePanel } from './revenue-panel.tsx';

interface Props {
  readonly customerId: string;
  readonly page: PageState;
  readonly turnTo: TurnTo;
  readonly onUnauthenticated: () => void;
  /** Called when an operation started or ended, so that what stands outside asks again too. */
  readonly onMoved: () => void;
}

/** One customer as all systems see it; what a system does not give is said and the rest is shown. */
export function CustomerView({ customerId, page, turnTo, onUnauthenticated, onMoved }: Props) {
  const { answer, reload } = useAnswer(customerStateDocument, { id: customerId });
  const revenue = useAnswer(customerRevenueDocument, { id: customerId, asOf: page.asOf });

  const reloadAll = useCallback(() => {
    reload();
    revenue.reload();
    onMoved();
  }, [reload, revenue.reload, onMoved]);
  const follow = useCallback((operation: string) => turnTo({ operation }), [turnTo]);
  const start = (operation: string) => {
    follow(operation);
    reloadAll();
  };
  const close = () => {
    turnTo({ operation: null });
    document.querySelector<HTMLElement>('#customer')?.focus();
  };

  if (answer.phase === 'LOADING') return <Skeleton rows={12} label="Loading the customer" />;
  if (answer.phase === 'FAILED') return <FailureNotice failure={answer.failure} onRetry={reload} />;
  const { customer } = answer.data;
  if (customer === null) {
    return <p className="empty">There is no such customer within your legal entities. Choose one at the left.</p>;
  }
  return (
    <ServerAheadContext.Provider value={serverAheadMs(customer.syncState?.systems ?? [], answer.at)}>
      <article aria-labelledby="customer-name" aria-busy={answer.refreshing}>
        <CustomerHeader customer={customer} refreshing={answer.refreshing} onReload={reloadAll} />
        {answer.failure !== null && <FailureNotice failure={answer.failure} onRetry={reloadAll} />}
        <PartialNotices errors={answer.errors} at={answer.at} />
        <RevenuePanel answer={revenue.answer} reload={revenue.reload} asOf={page.asOf} turnTo={turnTo} />
        {page.operation !== null && (
          <OperationProgress
            key={page.operation}
            operationId={page.operation}
            onEnded={reloadAll}
            onClose={close}
            onUnauthenticated={onUnauthenticated}
          />
        )}
        <Contracts customer={customer} onStarted={start} onReload={reloadAll} />
        <InvoicesPanel invoices={customer.invoices} />
        <OperationsPanel
          operations={customer.operations}
          contracts={customer.contracts}
          followed={page.operation}
          onFollow={follow}
        />
      </article>
    </ServerAheadContext.Provider>
  );
}

interface ContractsProps {
  readonly customer: CustomerState;
  readonly onStarted: (operationId: string) => void;
  readonly onReload: () => void;
}

function Contracts({ customer, onStarted, onReload }: ContractsProps) {
  const { contracts } = customer;
  if (contracts === null) return null;
  return (
    <section aria-labelledby="contracts">
      <div className="section-head">
        <h2 id="contracts">Contracts</h2>
        <p className="hint">
          {contracts.edges.length} of {contracts.totalCount}
        </p>
      </div>
      {contracts.edges.length === 0 && (
        <p className="empty">No contract yet. One comes into being when a won deal is booked.</p>
      )}
      {contracts.edges.map(({ node }) => (
        <ContractPanel key={node.id} contract={node} onStarted={onStarted} onReload={onReload} />
      ))}
    </section>
  );
}
