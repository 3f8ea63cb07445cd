import { z } from 'zod';
import { readCommand } from '#kit/commands/command-door.ts';
import { CONNECTION, VENDOR } from '#revrec/names.ts';
import { ok } from '#schema/errors/result.ts';
import type { CommandParts } from './parts.ts';

/** `readConnections`: revenue is kept here, so its connection answers whenever this does. */
export const readConnections = ({ clock }: CommandParts) =>
  readCommand(z.object({}), async () =>
    ok([{ system: 'REVREC', vendor: VENDOR, connection: CONNECTION, lastAnswerAt: clock.now().toISOString() }]),
  );
