import type { Handler, SandboxParts, Vendor, VendorReply, VendorRequest } from '../kit/server.ts';
import { type Auth, sessionRefusal } from './auth.ts';
import { API_VERSION, type ApiRoute, BASE, dispatch } from './call.ts';
import type { ChangeLog } from './change-log.ts';
import { COLLECTION_ROUTES } from './collection-routes.ts';
import { compositeRoutes } from './composite-routes.ts';
import { errorReply, NOT_THERE } from './errors.ts';
import { brokenReply, type DailyLimit, limitRefusal } from './limits.ts';
import { MERGE_PATH, mergeAccounts } from './merge-routes.ts';
import { objectType } from './metadata.ts';
import type { Org, Writer } from './org.ts';
import { type Cursors, queryRoutes } from './query-routes.ts';
import { recordId } from './record-id.ts';
import { SOBJECT_ROUTES } from './sobject-routes.ts';

export interface RestApi {
  readonly parts: SandboxParts;
  readonly org: Org;
  readonly auth: Auth;
  readonly log: ChangeLog;
  readonly limit: DailyLimit;
  readonly cursors: Cursors;
}

/** The user that an integration runs as: the first one of the org. */
export const INTEGRATION_USER_ID = recordId('005', 1);

const OWN_WRITER: Writer = { userId: INTEGRATION_USER_ID, origin: '' };

/** The org as the kit serves it: token, versions and the REST API of one version. */
export function restApi({ parts, org, auth, log, limit, cursors }: RestApi): Vendor {
  const single: readonly ApiRoute[] = [
    { method: 'GET', path: '/limits', answer: () => limit.reply() },
    ...queryRoutes(cursors),
    ...COLLECTION_ROUTES,
    ...SOBJECT_ROUTES,
  ];
  const routes = [...compositeRoutes(single), ...single];

  const answered =
    (work: (request: VendorRequest, writer: Writer) => VendorReply): Handler =>
    (request) => {
      const clientId = auth.clientOfRequest(request);
      if (clientId === null) return sessionRefusal();
      if (!limit.take()) return limitRefusal(null);
      const writer: Writer = { userId: INTEGRATION_USER_ID, origin: originOf(request, clientId) };
      const reply = work(request, writer);
      return { ...reply, headers: { ...limit.headers(), ...reply.headers } };
    };
  const answer = answered((request, writer) => dispatch(routes, { request, org, writer }));

  return {
    name: 'salesforce',
    routes: [
      { method: 'POST', path: '/services/oauth2/token', handle: (request) => auth.issue(request, INTEGRATION_USER_ID) },
      { method: 'POST', path: '/services/oauth2/revoke', handle: (request) => auth.revoke(request) },
      { method: 'GET', path: '/services/data', handle: () => VERSIONS },
      { method: 'GET', path: '/services/data/', handle: () => VERSIONS },
      { method: 'POST', path: MERGE_PATH, handle: answered((request, writer) => mergeAccounts(org, request, writer)) },
      ...routes.map(({ method, path }) => ({ method, path: `${BASE}${path}`, handle: answer })),
    ],
    refusal: (fault, retryAfterS) => (fault === '429' ? limitRefusal(retryAfterS) : brokenReply(retryAfterS)),
    unknown: (request) => (auth.clientOfRequest(request) === null ? sessionRefusal() : errorReply(NOT_THERE)),
    keyOf,
    populate: () => {
      log.reload();
      populate(parts, org);
    },
    replay: () => parts.store.atomically(() => log.replay()),
  };
}

const VERSIONS: VendorReply = {
  status: 200,
  body: [{ label: "Summer '25", url: BASE, version: API_VERSION }],
};

// evidence: docs: changeOrigin ends in the client's id, by which own echoes are dropped (salesforce.md, Change notification)
function originOf(request: VendorRequest, clientId: string): string {
  const options = request.headers['sforce-call-options'] ?? '';
  const named = /(?:^|,)\s*client=([^,]+)/.exec(options)?.[1]?.trim();
  return `com/salesforce/api/rest/${API_VERSION};client=${named ?? clientId}`;
}

/** The external id in an address such as `/sobjects/Order/RevgraphKey__c/op-1:order`. */
function keyOf({ path }: VendorRequest): string | null {
  const [, value] = /\/sobjects\/[^/]+\/[^/]+\/([^/]+)$/.exec(path) ?? [];
  return value === undefined ? null : decodeURIComponent(value);
}

/** A new org has its users and the standard price book, nothing else. */
function populate({ store }: SandboxParts, org: Org): void {
  const user = objectType('User');
  const pricebook = objectType('Pricebook2');
  if (user === undefined || pricebook === undefined) return;
  store.atomically(() => {
    for (const [name, username] of USERS) org.seed(user, { Name: name, Username: username }, OWN_WRITER);
    org.seed(pricebook, { Name: 'Standard Price Book', IsActive: true, IsStandard: true }, OWN_WRITER);
  });
}

const USERS = [
  ['Revgraph Integration', 'integration@revgraph.example'],
  ['Ada Seller', 'ada.seller@revgraph.example'],
  ['Ben Seller', 'ben.seller@revgraph.example'],
] as const;
