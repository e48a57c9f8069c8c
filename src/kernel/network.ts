import { isIPv6 } from 'node:net'

/** Who shares a limit where nobody is signed in: an address, or what one household or site is given of IPv6 (64 bits). */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  const [head = '', tail = ''] = address.split('%')[0]!.split('::')
  const groups = (text: string) => (text ? text.split(':') : [])
  const [left, right] = [groups(head), groups(tail)]
  const all = address.includes('::')
    ? [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
    : left
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
