import { useRef, useState } from 'react';
import { ContractAmendment } from '../amendment/contract-amendment.tsx';
import type { Contract, ContractVersion } from '../documents/customer-state.ts';
import { Amount } from '../show/amount.tsx';
import { groupDigits } from '../show/decimal-text.ts';
import { Moment } from '../show/moment.tsx';
import { Origin } from '../show/origin.tsx';
import { StatusBadge } from '../show/status-badge.tsx';
import { wordsOf } from '../show/status-words.ts';

interface Props {
  readonly contract: Contract;
  readonly onStarted: (operationId: string) => void;
  readonly onReload: () => void;
}

/** Contracts in these states take an amendment; the server has the last word. */
const AMENDABLE: ReadonlySet<string> = new Set(['ACTIVE', 'AMENDING']);

/** One contract: what holds now, how it came about, and the form to change it. */
export function ContractPanel({ contract, onStarted, onReload }: Props) {
  const [amending, setAmending] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setAmending(false);
    opener.current?.focus();
  };
  const started = (operationId: string) => {
    close();
    onStarted(operationId);
  };
  const heading = `contract-${contract.id}`;
  return (
    <section className="card" aria-labelledby={heading}>
      <div className="card-head">
        <h3 id={heading}>{contract.number}</h3>
        <StatusBadge status={contract.status} />
        <span className="version">version {contract.version}</span>
        <Origin provenance={contract.provenance} />
        <button
          ref={opener}
          type="button"
          className="primary push"
          disabled={!AMENDABLE.has(contract.status)}
          aria-expanded={amending}
          onClick={() => (amending ? close() : setAmending(true))}
        >
          Amend
        </button>
      </div>
      <p className="facts">
        <span>
          {contract.startsOn} to {contract.endsOn}
        </span>
        {contract.legalEntity !== null && <span>{contract.legalEntity.name}</span>}
        <span>
          Whole term <Amount value={contract.totalValue} />
        </span>
        <span>
          A year <Amount value={contract.annualValue} />
        </span>
      </p>
      <Lines contract={contract} />
      <Versions versions={contract.versions} />
      {amending && <ContractAmendment contract={contract} onStarted={started} onClose={close} onReload={onReload} />}
    </section>
  );
}

function Lines({ contract }: { readonly contract: Contract }) {
  return (
    <div className="scroll">
      <table>
        <caption className="hidden">Lines of {contract.number}</caption>
        <thead>
          <tr>
            <th scope="col">Product</th>
            <th scope="col" className="number">
              Quantity
            </th>
            <th scope="col" className="number">
              Unit price
            </th>
            <th scope="col">Charged</th>
            <th scope="col">Term</th>
          </tr>
        </thead>
        <tbody>
          {contract.lines.map((line) => (
            <tr key={line.id}>
              <th scope="row">
                {line.product.name} <code>{line.product.code}</code>
              </th>
              <td className="number">{groupDigits(line.quantity)}</td>
              <td className="number">
                <Amount value={line.unitPrice} />
              </td>
              <td>{wordsOf(line.chargeModel)}</td>
              <td>
                {line.startsOn} to {line.endsOn}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The latest version first; the changes of its lines against the one before are said in words. */
function Versions({ versions }: { readonly versions: readonly ContractVersion[] }) {
  const latestFirst = versions.toReversed();
  return (
    <details className="versions">
      <summary>Version history ({versions.length})</summary>
      <ol>
        {latestFirst.map((version, index) => (
          <li key={version.version}>
            <p>
              <strong>Version {version.version}</strong>, effective {version.effectiveOn},{' '}
              <Amount value={version.totalValue} /> the whole term
            </p>
            <p className="hint">
              {version.amendment === null
                ? 'Not brought about by a change known here'
                : `${wordsOf(version.amendment.kind)} by ${version.amendment.requestedBy}`}
              {version.amendment?.reason != null && `: ${version.amendment.reason}`}, recorded{' '}
              <Moment at={version.recordedAt} />
            </p>
            <ul>
              {lineChanges(latestFirst[index + 1], version).map((change) => (
                <li key={change}>{change}</li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </details>
  );
}

function lineChanges(before: ContractVersion | undefined, after: ContractVersion): readonly string[] {
  const was = new Map(before?.lines.map((line) => [line.product.code, line.quantity]));
  const is = new Set(after.lines.map((line) => line.product.code));
  const kept = after.lines.flatMap((line) => {
    const old = was.get(line.product.code);
    if (old === undefined) return [`${line.product.name}: ${groupDigits(line.quantity)}`];
    return old === line.quantity ? [] : [`${line.product.name}: ${groupDigits(old)} → ${groupDigits(line.quantity)}`];
  });
  const gone = (before?.lines ?? []).filter((line) => !is.has(line.product.code));
  return [...kept, ...gone.map((line) => `${line.product.name}: removed`)];
}
