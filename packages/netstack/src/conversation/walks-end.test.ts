import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Sketch } from '../testing/dump.ts';
import { passAll, sketchWorld } from '../testing/world.ts';
import { converseWith } from './converse-with.ts';

const address = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 4 }))
  .map(([a, b]) => `10.0.${a}.${b}`);
const device = fc.constantFrom('eth0', 'br0', 'veth0', 'vx0', 'lo');
const some = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 5 });

const route = fc.oneof(
  fc.tuple(address, device, address).map(([to, dev, via]) => `${to}/24 via ${via} dev ${dev}`),
  fc.tuple(address, device).map(([to, dev]) => `${to} dev ${dev}`),
  fc.tuple(address, device).map(([via, dev]) => `default via ${via} dev ${dev}`),
  fc.tuple(fc.constantFrom('blackhole', 'unreachable', 'prohibit', 'throw'), address).map(([t, to]) => `${t} ${to}`),
  fc
    .tuple(address, address)
    .map(([a, b]) => `default nexthop via ${a} dev eth0 weight 1 nexthop via ${b} dev br0 weight 2`),
);
const mac = fc.constantFrom('02:00:00:00:00:01', '02:00:00:00:00:02', '02:00:00:00:00:03', 'ff:ff:ff:ff:ff:ff');
const bit = fc.constantFrom('0', '1', '2');

const machine: fc.Arbitrary<Sketch> = fc
  .record({
    macs: fc.tuple(mac, mac, mac, mac),
    addresses: some(fc.tuple(device, address).map(([d, a]) => `${d} ${a}/24`)),
    routes: some(route),
    rules: fc.option(
      some(fc.tuple(address, fc.constantFrom('main', '7')).map(([a, t]) => `100: from ${a}/24 lookup ${t}`)),
    ),
    neighbours: some(fc.tuple(address, device, mac).map(([a, d, m]) => `${a} dev ${d} lladdr ${m} PERMANENT`)),
    fdb: some(fc.tuple(mac, address).map(([m, a]) => `${m} dev vx0 dst ${a} self permanent`)),
    sysctls: fc.record({
      'net/ipv4/ip_forward': bit,
      'net/ipv4/conf/all/rp_filter': bit,
      'net/ipv4/conf/all/proxy_arp': bit,
      'net/ipv4/conf/all/accept_local': bit,
      'net/bridge/bridge-nf-call-iptables': bit,
    }),
    hairpin: fc.boolean(),
    down: fc.constantFrom('', 'down'),
  })
  .map(({ macs, hairpin, down, rules, ...rest }) => ({
    ...rest,
    ...(rules ? { rules } : {}),
    links: [
      'lo',
      `eth0 mac=${macs[0]}`,
      `br0 kind=bridge mac=${macs[1]}`,
      `veth0 kind=veth master=br0 mac=${macs[2]} ${hairpin ? 'hairpin=on' : ''} ${down}`,
      `vx0 kind=vxlan mac=${macs[3]} id=1 dstport=8472`,
    ],
    sockets: ['tcp *:80', 'udp *:80'],
  }));

test('every walk ends, and its shares are shares', () => {
  fc.assert(
    fc.property(
      fc.tuple(machine, machine, machine),
      address,
      fc.constantFrom('tcp' as const, 'udp' as const, 'icmp' as const),
      ([a, b, c], destination, protocol) => {
        const world = sketchWorld({ a, b, c }, [['a:veth0', 'b:veth0']]);
        const { verdict, branches } = converseWith(passAll, world, {
          from: 'a//host',
          destination,
          protocol,
          port: 80,
        });
        expect(branches.length).toBeGreaterThan(0);
        expect(verdict.deliveredShare).toBeGreaterThanOrEqual(0);
        expect(verdict.deliveredShare).toBeLessThanOrEqual(1);
        if (verdict.outcome === 'dropped') expect(verdict.drops.length).toBeGreaterThan(0);
        const shares = [...verdict.servers, ...verdict.drops].reduce((n, s) => n + s.share, 0);
        if (verdict.outcome !== 'unknown') expect(shares).toBeCloseTo(1, 4);
      },
    ),
    { numRuns: 400 },
  );
}, 60_000);
