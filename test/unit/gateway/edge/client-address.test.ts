import { clientAddress } from '#gateway/edge/client-address.ts';

describe('a connection', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('from %s counts for %s', (remoteAddress, address) => {
    expect(clientAddress({ remoteAddress })).toBe(address);
  });

  it('that is gone counts for nobody in particular', () => {
    expect(clientAddress({})).toBe('');
  });
});
