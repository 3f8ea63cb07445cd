import { useState } from 'react';
import type { GraphFailure } from '../graph/graph-client.ts';

/** A panel without data: one sentence, code, correlation id to copy, and another try. */
export function FailureNotice(props: { readonly failure: GraphFailure; readonly onRetry: () => void }) {
  const { failure } = props;
  return (
    <div className="notice tone-bad" role="alert">
      <p>{sentenceOf(failure)}</p>
      {failure.kind === 'Refused' && (
        <p className="hint">
          Code <code>{failure.code}</code>
          {failure.correlationId !== null && <CorrelationId id={failure.correlationId} />}
        </p>
      )}
      <button type="button" onClick={props.onRetry}>
        Try again
      </button>
    </div>
  );
}

function sentenceOf(failure: GraphFailure): string {
  switch (failure.kind) {
    case 'Unauthenticated':
      return 'You are not signed in any more.';
    case 'Unreachable':
      return 'The graph cannot be reached. What you see may be older than it looks.';
    case 'Refused':
      return failure.message;
  }
}

/** What support asks for first. */
export function CorrelationId(props: { readonly id: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard.writeText(props.id).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <span className="correlation">
      correlation id <code>{props.id}</code>
      <button type="button" className="small" onClick={copy}>
        {copied ? 'Copied' : 'Copy'}
      </button>
    </span>
  );
}
