import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import type { Participants } from './ports.ts';
import type { Command } from './saga.ts';

/** The command as it is sent: with what another system fills in. An error means that it was not sent. */
export async function filled(
  participants: Pick<Participants, 'write'>,
  command: Command,
): Promise<Result<Command, ConnectorError>> {
  const { filledBy, ...plain } = command;
  if (filledBy === undefined) return ok(command);
  const read = await participants.write(filledBy, '');
  if (!read.ok) return read;
  return ok({ ...plain, payload: { ...(plain.payload as object), ...(read.value as object) } });
}
