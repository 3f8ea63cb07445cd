import type { GraphError } from '../graph/graph-error.ts';
import { partialNotices } from '../graph/partial-answer.ts';
import { CorrelationId } from './failure-notice.tsx';
import { Icon } from './icon.tsx';

/** What is missing from an answer that came without some of its systems. */
export function PartialNotices(props: { readonly errors: readonly GraphError[]; readonly at: Date }) {
  const notices = partialNotices(props.errors);
  if (notices.length === 0) return null;
  return (
    <div role="status">
      {notices.map((notice) => (
        <div key={notice.sentence} className="notice tone-warn">
          <p>
            <Icon tone="WARN" /> <strong>{notice.sentence}</strong>
          </p>
          <p className="hint">
            Missing since {props.at.toLocaleTimeString()} at the latest
            {notice.codes.length > 0 && (
              <>
                , code <code>{notice.codes.join(', ')}</code>
              </>
            )}
            {notice.correlationId !== null && <CorrelationId id={notice.correlationId} />}
          </p>
        </div>
      ))}
    </div>
  );
}
