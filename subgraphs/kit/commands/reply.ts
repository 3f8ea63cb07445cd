import type { ConnectorError } from '#schema/errors/connector-error.ts';
import type { Result } from '#schema/errors/result.ts';

/** What a vendor call comes to. */
export type Reply<Value> = Promise<Result<Value, ConnectorError>>;
