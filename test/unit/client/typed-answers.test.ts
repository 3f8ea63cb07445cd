import { amendContract, customerNews, customerView } from '#schema/generated/client/portal.ts';
import { whatThePortalMayWrite } from './what-a-portal-may-write.ts';

describe('the documents of a portal', () => {
  it('carry their types: what may not be written is read by the type checker', () => {
    expect(whatThePortalMayWrite.length).toBe(1);
    expect([amendContract.kind, customerView.kind, customerNews.kind]).toEqual(['mutation', 'query', 'subscription']);
  });
});
