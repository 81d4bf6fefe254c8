import { expect, it } from 'vitest';
import { parseWireguard } from './wireguard.ts';

const A = '+YF2Qv3XetdcKSa3k7NTPvtncx0Jfkj3o6Y+cUFkgXQ=';
const B = 'vimrdIeWuL4XkhFdKf6c+w18CxsjvgXO/mYzUYs7NXg=';

const SHOWN = `# public-key
wg0\t${A}
# listen-port
wg0\t51820
# fwmark
wg0\t0x100
# allowed-ips
wg0\t${B}\t10.244.2.0/24 fd00::/64
wg0\t${A}\t(none)
# endpoints
wg0\t${B}\t[fd00:10::2]:51820
wg0\t${A}\t(none)
`;

it('reads devices with their peers, and no secrets', () => {
  expect(parseWireguard(SHOWN)).toEqual({
    unread: [],
    records: [
      {
        line: 2,
        device: 'wg0',
        publicKey: A,
        listenPort: 51820,
        mark: 256,
        peers: [
          {
            line: 8,
            publicKey: B,
            endpoint: { address: 'fd00:10::2', port: 51820 },
            allowedIps: ['10.244.2.0/24', 'fd00::/64'],
          },
          { line: 9, publicKey: A, allowedIps: [] },
        ],
      },
    ],
  });
});

it('says which lines it cannot read', () => {
  expect(parseWireguard('wg0\tx\n# constructor\nwg0\ty\n').unread).toEqual([1, 3]);
});
