import { useEffect, useRef } from 'react';
import type { JournalEntry, Preview } from '../documents/amend-contract.ts';
import { Amount } from '../show/amount.tsx';
import { groupDigits } from '../show/decimal-text.ts';
import { Icon } from '../show/icon.tsx';
import { wordsOf } from '../show/status-words.ts';
import { compareRevenue, type MonthComparison, totalsOf } from './revenue-comparison.ts';

const TREATMENT: ReadonlyMap<string, string> = new Map([
  ['SEPARATE_CONTRACT', 'Separate contract: what is recognized so far stays, the addition is accounted on its own.'],
  [
    'PROSPECTIVE',
    'Prospective: what is recognized so far stays, the rest is spread anew from the first day of the change.',
  ],
  ['CUMULATIVE_CATCH_UP', 'Cumulative catch-up: the past is adjusted at once in the period of the change.'],
  ['MIXED', 'Mixed: some obligations go on prospectively, others catch up at once.'],
]);

/** Everything that a submit would do, before it does it. */
export function AmendmentPreview({ preview }: { readonly preview: Preview }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="preview" aria-label="Preview">
      <h5 ref={heading} tabIndex={-1}>
        Effects of this amendment
      </h5>
      {preview.warnings.map((warning) => (
        <p key={warning} className="notice tone-warn">
          <Icon tone="WARN" /> {warning}
        </p>
      ))}
      {preview.approvalsRequired.length > 0 && (
        <p className="notice tone-warn">
          <Icon tone="WARN" /> Needs approval: {preview.approvalsRequired.join(', ')}
        </p>
      )}
      <p className="treatment">
        {preview.treatment === null
          ? 'The revenue treatment is not known yet.'
          : (TREATMENT.get(preview.treatment) ?? wordsOf(preview.treatment))}
      </p>
      <div className="preview-columns">
        <InvoiceLines preview={preview} />
        <Revenue preview={preview} />
      </div>
      <Journals entries={preview.journalEntries} />
    </section>
  );
}

function InvoiceLines({ preview }: { readonly preview: Preview }) {
  return (
    <div className="scroll">
      <table>
        <caption>Invoice lines</caption>
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col" className="number">
              Amount
            </th>
          </tr>
        </thead>
        <tbody>
          {preview.invoiceLines.map((line) => (
            <tr key={line.id}>
              <th scope="row">
                {line.description}
                <span className="hint">
                  {line.quantity !== null && `Quantity ${groupDigits(line.quantity)}`}
                  {line.servicePeriodStartsOn !== null &&
                    `, ${line.servicePeriodStartsOn} to ${line.servicePeriodEndsOn}`}
                  {line.proration && ', prorated'}
                </span>
              </th>
              <td className="number">
                <Amount value={line.amount} />
              </td>
            </tr>
          ))}
        </tbody>
        {preview.invoiceTotal !== null && (
          <tfoot>
            <tr>
              <th scope="row">Invoice total</th>
              <td className="number">
                <Amount value={preview.invoiceTotal} />
              </td>
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

function Revenue({ preview }: { readonly preview: Preview }) {
  const months = compareRevenue(preview.revenueBefore, preview.revenueAfter);
  if (months === null) return <p className="notice tone-bad">The revenue schedule could not be compared.</p>;
  if (months.length === 0) return <p className="empty">No period&apos;s revenue changes.</p>;
  return (
    <div className="scroll">
      <table>
        <caption>Revenue of the months that change</caption>
        <thead>
          <tr>
            <th scope="col">Month</th>
            <th scope="col" className="number">
              Before
            </th>
            <th scope="col" className="number">
              After
            </th>
            <th scope="col" className="number">
              Change
            </th>
          </tr>
        </thead>
        <tbody>
          {months.map((row) => (
            <Month key={`${row.month} ${row.change.currency}`} row={row} name={row.month ?? 'Period not named'} />
          ))}
        </tbody>
        <tfoot>
          {totalsOf(months).map((row) => (
            <Month key={row.change.currency} row={row} name="Together" />
          ))}
        </tfoot>
      </table>
    </div>
  );
}

function Month({ row, name }: { readonly row: MonthComparison; readonly name: string }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="number">
        <Amount value={row.before} />
      </td>
      <td className="number">
        <Amount value={row.after} />
      </td>
      <td className="number">
        <Amount value={row.change} signed />
      </td>
    </tr>
  );
}

function Journals({ entries }: { readonly entries: readonly JournalEntry[] }) {
  if (entries.length === 0) return null;
  const byDay = entries.toSorted((one, other) => one.postedOn.localeCompare(other.postedOn));
  return (
    <div className="scroll">
      <table className="journals">
        <caption>Journal entries</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Account</th>
            <th scope="col" className="number">
              Debit
            </th>
            <th scope="col" className="number">
              Credit
            </th>
          </tr>
        </thead>
        {byDay.map((entry) => (
          <tbody key={entry.id}>
            {entry.lines.map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines of an entry may be equal, have no id and never move
              <tr key={index}>
                <td>{index === 0 && entry.postedOn}</td>
                <th scope="row">
                  <code>{line.account}</code> {line.accountName}
                </th>
                <td className="number">{line.debit !== null && <Amount value={line.debit} />}</td>
                <td className="number">{line.credit !== null && <Amount value={line.credit} />}</td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}
