import type { Server } from 'node:http';
import { type ExecutionResult, parse } from 'graphql';
import type { ServerOptions } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { Principal } from '#kit/identity/principal.ts';
import type { SeenCalls } from '#kit/identity/seen-calls.ts';
import { verifyCall } from '#kit/identity/signature.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import type { Subgraph } from './subgraph.ts';

const KEEP_ALIVE_MS = 15_000;
const MESSAGE_MAX = 64 * 1024;

interface Settings {
  readonly subgraph: Subgraph;
  readonly serviceSecret: string;
  readonly seen: SeenCalls;
}

/** What a socket is known to be after its `connection_init`. */
type Extra = { principal?: Principal };

/**
 * Serves the subgraph's subscriptions at `/graphql` by graphql-ws. `connectionParams` carry the same two signed
 * headers as an HTTP call, over an empty body.
 */
export function serveSubscriptions(
  server: Server,
  { subgraph, serviceSecret, seen }: Settings,
): { close(): Promise<void> } {
  const sockets = new WebSocketServer({ server, path: '/graphql', maxPayload: MESSAGE_MAX });
  const options: ServerOptions<Record<string, unknown>, Extra> = {
    connectionInitWaitTimeout: 3000,
    onConnect: (context) => {
      const principal = verifyCall(context.connectionParams ?? {}, '', serviceSecret, systemClock.now(), seen);
      if (principal === null) return false;
      context.extra.principal = principal;
      return true;
    },
    onSubscribe: (context, _id, payload) => {
      const { principal } = context.extra;
      if (principal === undefined) throw new Error('A subscription before its connection_init');
      return {
        schema: subgraph.schema,
        document: parse(payload.query),
        contextValue: { principal, request: payload },
      };
    },
    subscribe: (args) => {
      const { principal, request } = args.contextValue as {
        principal: Principal;
        request: Parameters<Subgraph['subscribe']>[0];
      };
      return subgraph.subscribe(request, principal);
    },
    execute: (args): Promise<ExecutionResult> => {
      const { principal, request } = args.contextValue as {
        principal: Principal;
        request: Parameters<Subgraph['execute']>[0];
      };
      return subgraph.execute(request, principal);
    },
  };
  const disposable = useServer(options, sockets, KEEP_ALIVE_MS);
  return {
    close: async () => {
      await disposable.dispose();
      sockets.close();
    },
  };
}
