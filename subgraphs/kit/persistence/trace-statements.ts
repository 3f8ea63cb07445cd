import type { DataSource } from 'typeorm';
import { currentSpan } from '#kit/observability/present-span.ts';
import { attributesOf, statementOf } from '#kit/observability/statement.ts';

/** Tells each statement of this source as a piece of what is done when it is sent. Of its text, only what it does where. */
export function traceStatements(dataSource: DataSource): void {
  dataSource.subscribers.push({
    afterQuery: ({ query, success, executionTime = 0 }) => {
      const parent = currentSpan();
      if (!parent.isRecorded) return;
      const about = statementOf(query);
      const span = parent.past(`sql ${about.operation}`, 'client', executionTime, attributesOf(about));
      if (!success) span.fail('SQL');
      span.end();
    },
  });
}
