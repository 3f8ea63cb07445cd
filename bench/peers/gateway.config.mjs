/** Of Hive's gateway: as it comes, but identical fetches under way are not shared, as in the other gateways. */
export const gatewayConfig = {
  transportEntries: { '*': { options: { deduplicateInflightRequests: false } } },
};
