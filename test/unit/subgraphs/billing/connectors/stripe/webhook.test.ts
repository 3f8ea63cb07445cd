import { createHmac } from 'node:crypto';
import { verifiedNotice } from '#billing/connectors/stripe/webhook.ts';

const SECRET = 'whsec_test';
const NOW = new Date('2026-08-16T09:00:00Z');
const AT = NOW.getTime() / 1000;
const BODY = JSON.stringify({
  id: 'evt_1',
  type: 'invoice.paid',
  created: AT,
  data: { object: { object: 'invoice', id: 'in_1' } },
});

function signed(at: number | string, body = BODY, secret = SECRET): string {
  return createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
}

function taken(header: string | undefined, body = BODY) {
  return verifiedNotice({ 'stripe-signature': header }, body, { secret: SECRET, now: NOW });
}

describe('a message of Stripe', () => {
  it('is believed when it is signed over its bytes', () => {
    expect(taken(`t=${AT},v1=${signed(AT)}`)).toEqual({ eventId: 'evt_1', body: BODY });
  });

  it('is believed by any of several signatures, as while a secret is being changed', () => {
    expect(taken(`t=${AT},v1=${signed(AT, BODY, 'whsec_old')},v1=${signed(AT)},v0=00`)).not.toBeNull();
  });

  it.each([
    ['without a header', undefined],
    ['with an empty header', ''],
    ['without a time', `v1=${signed('')}`],
    ['with a time that is none', `t=soon,v1=${signed('soon')}`],
    ['of another secret', `t=${AT},v1=${signed(AT, BODY, 'whsec_other')}`],
    ['over other bytes', `t=${AT},v1=${signed(AT, `${BODY} `)}`],
    ['of another time than it says', `t=${AT},v1=${signed(AT - 1)}`],
    ['of six minutes ago', `t=${AT - 301},v1=${signed(AT - 301)}`],
    ['of the future', `t=${AT + 301},v1=${signed(AT + 301)}`],
    ['with a signature cut short', `t=${AT},v1=${signed(AT).slice(0, 10)}`],
    ['signed by another scheme only', `t=${AT},v0=${signed(AT)}`],
  ])('is not believed %s', (_what, header) => {
    expect(taken(header)).toBeNull();
  });

  it.each(['', 'null', '[]', '{"id":1}'])('is not taken when it is no event though it is signed: %s', (body) => {
    expect(taken(`t=${AT},v1=${signed(AT, body)}`, body)).toBeNull();
  });
});
