import type { Socket } from 'node:net';

/**
 * Whom a connection is counted for. Of IPv6 it is the network of 64 bits, since one customer of a provider has all of its
 * addresses. Headers that claim another address are not looked at: anybody can write them.
 */
export function clientAddress({ remoteAddress = '' }: Partial<Pick<Socket, 'remoteAddress'>>): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(remoteAddress)?.[1];
  if (mapped !== undefined) return mapped;
  if (!remoteAddress.includes(':')) return remoteAddress;
  return `${groupsOf(remoteAddress).slice(0, 4).join(':')}::/64`;
}

const GROUPS = 8;

/** The eight groups of an IPv6 address, with those that `::` stands for. */
function groupsOf(address: string): readonly string[] {
  const [head = '', tail] = (address.split('%', 1)[0] ?? '').split('::', 2);
  const before = head === '' ? [] : head.split(':');
  if (tail === undefined) return before;
  const after = tail === '' ? [] : tail.split(':');
  return [
    ...before,
    ...Array.from({ length: Math.max(0, GROUPS - before.length - after.length) }, () => '0'),
    ...after,
  ];
}
