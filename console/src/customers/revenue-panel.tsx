import type { RevenueSummary } from '../documents/customer-revenue.ts';
import type { Money } from '../documents/values.ts';
import type { Answer } from '../graph/use-answer.ts';
import type { TurnTo } from '../page-state.ts';
import { Amount } from '../show/amount.tsx';
import { FailureNotice } from '../show/failure-notice.tsx';
import { PartialNotices } from '../show/partial-notices.tsx';
import { Skeleton } from '../show/skeleton.tsx';

interface Data {
  readonly customer: { readonly revenue: readonly RevenueSummary[] | null } | null;
}

interface Props {
  readonly answer: Answer<Data>;
  readonly reload: () => void;
  readonly asOf: string | null;
  readonly turnTo: TurnTo;
}

/** Contracted, billed, recognized and deferred, kept apart, for each legal entity and currency. */
export function RevenuePanel({ answer, reload, asOf, turnTo }: Props) {
  return (
    <section aria-labelledby="figures">
      <div className="section-head">
        <h2 id="figures">Figures</h2>
        <div className="as-of">
          <label htmlFor="as-of">As of the end of</label>
          <input
            id="as-of"
            type="date"
            value={asOf ?? ''}
            onChange={(event) => turnTo({ asOf: event.target.value === '' ? null : event.target.value }, 'REPLACE')}
          />
          <button type="button" aria-pressed={asOf === null} onClick={() => turnTo({ asOf: null }, 'REPLACE')}>
            Today
          </button>
        </div>
      </div>
      <Figures answer={answer} reload={reload} />
    </section>
  );
}

function Figures({ answer, reload }: Pick<Props, 'answer' | 'reload'>) {
  if (answer.phase === 'LOADING') return <Skeleton rows={2} label="Loading the figures" />;
  if (answer.phase === 'FAILED') return <FailureNotice failure={answer.failure} onRetry={reload} />;
  const revenue = answer.data.customer?.revenue ?? null;
  return (
    <>
      {answer.failure !== null && <FailureNotice failure={answer.failure} onRetry={reload} />}
      <PartialNotices errors={answer.errors} at={answer.at} />
      {revenue?.length === 0 && <p className="empty">Nothing was contracted by this day.</p>}
      {revenue?.map((row) => (
        <Tiles key={`${row.legalEntity?.code} ${row.contracted.currency}`} row={row} />
      ))}
    </>
  );
}

function Tiles({ row }: { readonly row: RevenueSummary }) {
  return (
    <div className="figures">
      <h3>
        {entityText(row.legalEntity)} in {row.contracted.currency}
      </h3>
      <dl className="tiles">
        <Tile
          name="Contracted"
          value={row.contracted}
          beside="left to recognize"
          besideValue={row.remainingObligation}
        />
        <Tile name="Billed" value={row.billed} beside="recognized, not billed" besideValue={row.unbilled} />
        <Tile name="Recognized" value={row.recognized} />
        <Tile name="Deferred" value={row.deferred} />
      </dl>
    </div>
  );
}

function entityText(entity: RevenueSummary['legalEntity']): string {
  if (entity === null) return 'Entity not known';
  return entity.name === entity.code ? entity.code : `${entity.name} (${entity.code})`;
}

function Tile(props: {
  readonly name: string;
  readonly value: Money;
  readonly beside?: string;
  readonly besideValue?: Money;
}) {
  return (
    <div className="tile">
      <dt>{props.name}</dt>
      <dd>
        <Amount value={props.value} />
        {props.besideValue !== undefined && (
          <span className="beside">
            <Amount value={props.besideValue} /> {props.beside}
          </span>
        )}
      </dd>
    </div>
  );
}
