import { partialNotices } from '../../../../console/src/graph/partial-answer.ts';

const lost = (subgraph: string | null, code: string, path: readonly (string | number)[]) => ({
  message: '',
  code,
  path,
  subgraph,
  correlationId: null,
});

describe('An answer without one of its systems', () => {
  it('names the system and the columns that are missing, once, however many rows miss them', () => {
    const path = ['customer', 'invoices', 'edges', 0, 'node', 'posting'];
    const errors = [0, 1, 2].map(() => lost('erp', 'SUBGRAPH_UNAVAILABLE', path));
    expect(partialNotices(errors).map((notice) => notice.sentence)).toEqual([
      'ERP unreachable: posting columns missing. Everything else is shown.',
    ]);
  });

  it('speaks of each system by itself', () => {
    const errors = [
      lost('billing', 'SUBGRAPH_UNAVAILABLE', ['customer', 'invoices']),
      lost('operations', 'INTERNAL_SERVER_ERROR', ['customer', 'syncState']),
      lost('revrec', 'FORBIDDEN', ['customer', 'revenue']),
    ];
    expect(partialNotices(errors).map((notice) => notice.sentence)).toEqual([
      'Billing unreachable: invoices missing. Everything else is shown.',
      'Operations failed to answer: sync status missing. Everything else is shown.',
      'Your role may not see this: revenue figures missing. Everything else is shown.',
    ]);
  });

  it('still says something about a field and a system that it does not know', () => {
    expect(partialNotices([lost(null, 'X', ['customer', 'novelty'])])[0]?.sentence).toBe(
      'One system failed to answer: novelty missing. Everything else is shown.',
    );
    expect(partialNotices([])).toEqual([]);
  });
});
