import type { OperationStep } from '../documents/values.ts';
import { Moment } from '../show/moment.tsx';
import { StatusBadge } from '../show/status-badge.tsx';
import { phraseOf, systemName, vendorName, wordsOf } from '../show/status-words.ts';

/** The steps in the order they run. A failed one that will be tried again is never shown as plainly running. */
export function StepTable({ steps }: { readonly steps: readonly OperationStep[] }) {
  if (steps.length === 0) return <p className="empty">Accepted and kept. The first step has not started yet.</p>;
  return (
    <div className="scroll">
      <table>
        <caption className="hidden">Steps</caption>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">System</th>
            <th scope="col">Status</th>
            <th scope="col" className="number">
              Attempts
            </th>
            <th scope="col">Effect</th>
            <th scope="col">Ended</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <Row key={step.name} step={step} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ step }: { readonly step: OperationStep }) {
  return (
    <tr>
      <th scope="row">{wordsOf(step.name)}</th>
      <td>
        {systemName(step.system)}
        {step.vendor !== null && <span className="vendor"> {vendorName(step.vendor)}</span>}
      </td>
      <td>
        <StatusBadge status={step.status} label={labelOf(step)} />
        {step.progress !== null && <Rounds {...step.progress} />}
        {step.error !== null && (
          <p className="step-error">
            {step.error.message} <code>{step.error.code}</code>
          </p>
        )}
      </td>
      <td className="number">{step.attempts}</td>
      <td>
        {step.effect === null ? (
          <span className="missing">–</span>
        ) : (
          <>
            {wordsOf(step.effect.type)} <code>{step.effect.externalId}</code>
          </>
        )}
      </td>
      <td>{step.finishedAt === null ? <span className="missing">–</span> : <Moment at={step.finishedAt} />}</td>
    </tr>
  );
}

/** Of a long list, how much is done; a list that turned out empty has no bar. */
function Rounds({ done, total }: NonNullable<OperationStep['progress']>) {
  if (total === 0) return null;
  return (
    <p className="rounds">
      <progress value={done} max={total} aria-label={`${done} of ${total} done`} />
      <span>
        {done.toLocaleString('en')} of {total.toLocaleString('en')}
      </span>
    </p>
  );
}

function labelOf(step: OperationStep): string {
  const word = wordsOf(step.status);
  return step.waitingFor === null ? word : `${word} for ${phraseOf(step.waitingFor)}`;
}
