import { type MouseEvent, useEffect, useState } from 'react';
import { type CustomerFilter, customersDocument, type ListedCustomer } from '../documents/customers.ts';
import { useGraph } from '../graph/graph-context.ts';
import { type Answer, useAnswer } from '../graph/use-answer.ts';
import { type PageState, queryOf } from '../page-address.ts';
import type { TurnTo } from '../page-state.ts';
import { FailureNotice } from '../show/failure-notice.tsx';
import { PartialNotices } from '../show/partial-notices.tsx';
import { Skeleton } from '../show/skeleton.tsx';
import { StatusBadge } from '../show/status-badge.tsx';

const STATUSES: readonly (readonly [string, string])[] = [
  ['', 'Every status'],
  ['ACTIVE', 'Active'],
  ['PROSPECT', 'Prospect'],
  ['SUSPENDED', 'Suspended'],
  ['CHURNED', 'Churned'],
];
const TYPING_PAUSE_MS = 250;

interface Props {
  readonly page: PageState;
  readonly turnTo: TurnTo;
}

interface ListProps extends Props {
  /** Asks again, in place, when it changes. */
  readonly moves: number;
}

/** Search, status filter and the customers that fit both, by name. */
export function CustomerList({ page, turnTo, moves }: ListProps) {
  const [typed, setTyped] = useState(page.search);
  const filter: CustomerFilter = {
    ...(page.search === '' ? {} : { search: page.search }),
    ...(page.status === '' ? {} : { status: page.status }),
  };
  const { answer, reload } = useAnswer(customersDocument, { filter, after: null });

  useEffect(() => {
    if (typed === page.search) return;
    const pause = setTimeout(() => turnTo({ search: typed }, 'REPLACE'), TYPING_PAUSE_MS);
    return () => clearTimeout(pause);
  }, [typed, page.search, turnTo]);

  useEffect(() => {
    if (moves > 0) reload();
  }, [moves, reload]);

  const clear = () => {
    setTyped('');
    turnTo({ search: '', status: '' }, 'REPLACE');
  };

  return (
    <aside className="customers" aria-label="Customers">
      <search>
        <label htmlFor="search">Search customers</label>
        <input
          id="search"
          type="search"
          placeholder="Part of the name"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <label htmlFor="status">Status</label>
        <select id="status" value={page.status} onChange={(event) => turnTo({ status: event.target.value }, 'REPLACE')}>
          {STATUSES.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </search>
      <Found answer={answer} reload={reload} filter={filter} page={page} turnTo={turnTo} onClear={clear} />
    </aside>
  );
}

interface FoundProps extends Props {
  readonly answer: Answer<CustomersPage>;
  readonly reload: () => void;
  readonly filter: CustomerFilter;
  readonly onClear: () => void;
}

interface CustomersPage {
  readonly customers: {
    readonly totalCount: number;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly edges: readonly { readonly node: ListedCustomer }[];
  };
}

function Found({ answer, reload, filter, page, turnTo, onClear }: FoundProps) {
  if (answer.phase === 'LOADING') return <Skeleton rows={8} label="Loading customers" />;
  if (answer.phase === 'FAILED') return <FailureNotice failure={answer.failure} onRetry={reload} />;
  if (answer.data.customers.edges.length === 0) return <Nothing filter={filter} onClear={onClear} />;
  return (
    <>
      {answer.failure !== null && <FailureNotice failure={answer.failure} onRetry={reload} />}
      <PartialNotices errors={answer.errors} at={answer.at} />
      <Rows key={JSON.stringify(filter)} first={answer.data} filter={filter} page={page} turnTo={turnTo} />
    </>
  );
}

function Nothing(props: { readonly filter: CustomerFilter; readonly onClear: () => void }) {
  const { search, status } = props.filter;
  if (search === undefined && status === undefined) {
    return <p className="empty">No customer yet within your legal entities. The first synchronisation brings them.</p>;
  }
  const reasons = [
    ...(search === undefined ? [] : [`the name contains “${search}”`]),
    ...(status === undefined ? [] : [`the status is ${status.toLowerCase()}`]),
  ];
  return (
    <div className="empty">
      <p>No customer of which {reasons.join(' and ')}.</p>
      <button type="button" onClick={props.onClear}>
        Clear filters
      </button>
    </div>
  );
}

/** The first page as it was asked for, and further ones behind a button. */
function Rows(props: Props & { readonly first: CustomersPage; readonly filter: CustomerFilter }) {
  const { first, filter, page, turnTo } = props;
  const client = useGraph();
  const [later, setLater] = useState<readonly CustomersPage[]>([]);
  const [refused, setRefused] = useState(false);
  const last = later.at(-1) ?? first;
  const customers = [first, ...later].flatMap((one) => one.customers.edges.map((edge) => edge.node));

  const more = async () => {
    const outcome = await client.ask(customersDocument, { filter, after: last.customers.pageInfo.endCursor });
    setRefused(!outcome.ok);
    if (outcome.ok) setLater((before) => [...before, outcome.data]);
  };

  return (
    <>
      <p className="count" role="status">
        {customers.length} of {first.customers.totalCount} customers
      </p>
      <ul>
        {customers.map((customer) => (
          <li key={customer.id}>
            <CustomerLink customer={customer} page={page} turnTo={turnTo} />
          </li>
        ))}
      </ul>
      {refused && <p role="alert">The next customers could not be read.</p>}
      {last.customers.pageInfo.hasNextPage && (
        <button type="button" onClick={() => void more()}>
          More customers
        </button>
      )}
    </>
  );
}

function CustomerLink(props: Props & { readonly customer: ListedCustomer }) {
  const { customer, page, turnTo } = props;
  const chosen = customer.id === page.customer;
  const target = { customer: customer.id, operation: null };
  const open = (event: MouseEvent) => {
    // A middle click or Ctrl+click opens the link in another tab, as links do.
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    turnTo(target);
  };
  return (
    <a
      href={`/${queryOf({ ...page, ...target })}`}
      className="customer-link"
      aria-current={chosen ? 'true' : undefined}
      onClick={open}
    >
      <span className="name">{customer.name}</span>
      <span className="badges">
        <StatusBadge status={customer.status} />
        {customer.syncState !== null && <StatusBadge status={customer.syncState.status} />}
        {(customer.syncState?.openExceptions ?? 0) > 0 && (
          <StatusBadge status="OPEN" tone="BAD" label={`${customer.syncState?.openExceptions} to resolve`} />
        )}
      </span>
    </a>
  );
}
