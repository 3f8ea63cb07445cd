import { writeCommand } from '#kit/commands/command-door.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { reportStatus as payload } from '#schema/commands/crm.ts';
import type { EffectRef } from '#schema/commands/values.ts';
import { ok } from '#schema/errors/result.ts';
import { type CommandParts, causeOf, effectOf, placeToWrite, renew } from './parts.ts';

interface Reported {
  readonly effect: EffectRef;
}

/** `reportStatus`: shows on the deal what came of it. The same report twice is one. */
export const reportStatus = (parts: CommandParts) =>
  writeCommand(payload, ({ opportunityId, ...report }, key) => ({
    send: async (): Reply<Reported> => {
      const place = await placeToWrite(parts, 'opportunity', opportunityId);
      if (!place.ok) return place;
      const { connector, externalId } = place.value;
      const done = await connector.reportStatus(externalId, report, key);
      if (!done.ok) return done;
      // The report stands whatever becomes of this read; the poll brings it to the mirror as well.
      await renew(parts, connector, () => connector.opportunity(externalId), causeOf(key));
      return ok({ effect: effectOf(place.value, 'opportunity') });
    },
    lookUp: async (): Reply<Reported | null> => {
      const place = await placeToWrite(parts, 'opportunity', opportunityId);
      if (!place.ok) return place;
      const shown = await place.value.connector.showsStatus(place.value.externalId, report);
      if (!shown.ok) return shown;
      return ok(shown.value ? { effect: effectOf(place.value, 'opportunity') } : null);
    },
  }));
