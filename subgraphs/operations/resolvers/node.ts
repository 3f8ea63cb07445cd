/** Which type an id's prefix stands for. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['cust', 'Customer'],
  ['opp', 'Opportunity'],
  ['ctr', 'Contract'],
  ['prod', 'Product'],
  ['le', 'LegalEntity'],
  ['sub', 'BillingSubscription'],
  ['inv', 'Invoice'],
  ['cm', 'CreditMemo'],
  ['pay', 'Payment'],
  ['rc', 'RevenueContract'],
  ['op', 'Operation'],
  ['exc', 'Exception'],
  ['apr', 'Approval'],
]);

/** The type of the thing behind a global id; null when there can be none. */
export function typeOfId(id: string): string | null {
  return TYPES.get(id.split('_', 1)[0] ?? '') ?? null;
}
