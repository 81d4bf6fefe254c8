import { expect, test } from 'vitest';
import { converseWith } from '../conversation/converse-with.ts';
import { passAll, sketchWorld } from '../testing/world.ts';

const MAC = '02:00:00:00:00:0a';
const OTHER = '02:00:00:00:00:0b';

// No kernel makes such devices, but a dump may say so.
test.each([
  ['a macvlan on itself', [`a kind=macvlan mode=bridge on=a mac=${MAC}`]],
  [
    'macvlans on each other',
    [`a kind=macvlan mode=bridge on=b mac=${MAC}`, `b kind=macvlan mode=bridge on=a mac=${OTHER}`],
  ],
  ['vepa on itself', [`a kind=macvlan mode=vepa on=a mac=${MAC}`]],
  ['source on itself', [`a kind=macvlan mode=source on=a mac=${MAC} ${MAC}=true`]],
  ['an ipvlan on itself', [`a kind=ipvlan mode=l2 on=a mac=${MAC}`]],
  ['ipvlans on each other', [`a kind=ipvlan mode=l2 on=b mac=${MAC}`, `b kind=ipvlan mode=l2 on=a mac=${MAC}`]],
  ['an ipvlan on itself, routed', [`a kind=ipvlan mode=l3 on=a mac=${MAC} noarp`]],
  ['an ipvlan on itself, with hooks', [`a kind=ipvlan mode=l3s on=a mac=${MAC} noarp`]],
  ['VLANs on each other', [`a kind=vlan id=5 on=b mac=${MAC}`, `b kind=vlan id=5 on=a mac=${MAC}`]],
  ['a bond in itself', [`a kind=bond mode=broadcast master=a mac=${MAC}`]],
  [
    'bonds in each other',
    [`a kind=bond mode=balance-rr master=b mac=${MAC}`, `b kind=bond mode=balance-rr master=a mac=${MAC}`],
  ],
  ['a bridge that is its own port', [`a kind=bridge master=a vlan_filtering=1 mac=${MAC}`]],
  ['a VRF in itself', [`a kind=vrf table=main master=a mac=${MAC}`]],
] as const)('%s: the walk ends', (_why, links) => {
  for (const to of ['10.9.0.5', '10.9.0.6', '10.9.0.255', '224.0.0.9', '10.9.0.1']) {
    const neighbours = [
      `10.9.0.5 dev a lladdr ${OTHER} PERMANENT`,
      `10.9.0.6 dev a lladdr ff:ff:ff:ff:ff:ff PERMANENT`,
    ];
    const world = sketchWorld({ n: { links: ['lo', ...links], addresses: ['a 10.9.0.1/24'], neighbours } }, []);
    const { verdict } = converseWith(passAll, world, { from: 'n//host', destination: to, protocol: 'udp', port: 99 });
    expect(['dropped', 'unknown', 'delivered', 'partial']).toContain(verdict.outcome);
  }
});
