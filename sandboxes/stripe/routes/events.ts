import { z } from 'zod';
import type { Route } from '#sandboxes/kit/server.ts';
import type { Account } from '../account.ts';
import { mergedMetadata } from '../billing/plan.ts';
import { endpoint } from '../door.ts';
import type { WebhookEndpoint } from '../objects/records.ts';
import { wireOf } from '../objects/wire.ts';
import { is, pageOf, within } from '../wire/page.ts';
import { flag, LIST_PARAMETERS, list, metadata, parameters, range, text } from '../wire/parameters.ts';
import { Refusal } from '../wire/refusal.ts';

export function eventRoutes(account: Account): Route[] {
  return [
    endpoint(account, {
      at: 'GET /v1/events',
      takes: parameters({
        ...LIST_PARAMETERS,
        created: range.optional(),
        type: text.optional(),
        types: list(text).optional(),
      }),
      answer: ({ created, type, types, ...paging }) =>
        pageOf(account, 'event', {
          url: '/v1/events',
          paging,
          where: (event) =>
            is(type, event.type) &&
            (types === undefined || types.includes(event.type)) &&
            within(event.created, created),
        }),
    }),
    endpoint(account, {
      at: 'GET /v1/events/:id',
      takes: parameters({}),
      answer: (_, __, { id = '' }) => {
        const event = account.find('event', id);
        return event instanceof Refusal ? event : wireOf(account, 'event', event);
      },
    }),
  ];
}

const UPDATE = {
  url: z.url().optional(),
  enabled_events: list(text).optional(),
  description: text.optional(),
  metadata: metadata.optional(),
};

export function webhookEndpointRoutes(account: Account): Route[] {
  return [
    endpoint(account, {
      at: 'POST /v1/webhook_endpoints',
      takes: parameters({ ...UPDATE, url: z.url(), enabled_events: list(text), api_version: text.optional() }),
      answer: (fields, call) => {
        const id = account.newId('we');
        const made: WebhookEndpoint = account.save('webhook_endpoint', {
          id,
          object: 'webhook_endpoint',
          created: call.at,
          url: fields.url,
          secret: `whsec_${account.token(id, 0, 32)}`,
          enabled_events: fields.enabled_events,
          description: fields.description ?? null,
          metadata: mergedMetadata({}, fields.metadata),
          status: 'enabled',
        });
        // evidence: docs: the secret is told at creation and never again
        return { ...wireOf(account, 'webhook_endpoint', made), secret: made.secret };
      },
    }),
    endpoint(account, {
      at: 'GET /v1/webhook_endpoints',
      takes: parameters({ ...LIST_PARAMETERS }),
      answer: (paging) =>
        pageOf(account, 'webhook_endpoint', { url: '/v1/webhook_endpoints', paging, where: () => true }),
    }),
    endpoint(account, {
      at: 'GET /v1/webhook_endpoints/:id',
      takes: parameters({}),
      answer: (_, __, { id = '' }) => {
        const found = account.find('webhook_endpoint', id);
        return found instanceof Refusal ? found : wireOf(account, 'webhook_endpoint', found);
      },
    }),
    endpoint(account, {
      at: 'POST /v1/webhook_endpoints/:id',
      takes: parameters({ ...UPDATE, disabled: flag.optional() }),
      answer: (fields, _, { id = '' }) => {
        const found = account.find('webhook_endpoint', id);
        if (found instanceof Refusal) return found;
        const { url = found.url, enabled_events = found.enabled_events, description = found.description } = fields;
        const disabled = fields.disabled ?? found.status === 'disabled';
        const next = account.save('webhook_endpoint', {
          ...found,
          url,
          enabled_events,
          description,
          metadata: mergedMetadata(found.metadata, fields.metadata),
          status: disabled ? 'disabled' : 'enabled',
        });
        return wireOf(account, 'webhook_endpoint', next);
      },
    }),
    endpoint(account, {
      at: 'DELETE /v1/webhook_endpoints/:id',
      takes: parameters({}),
      answer: (_, __, { id = '' }) => {
        const found = account.find('webhook_endpoint', id);
        if (found instanceof Refusal) return found;
        account.records('webhook_endpoint').delete(id);
        return { id, object: 'webhook_endpoint', deleted: true };
      },
    }),
  ];
}
