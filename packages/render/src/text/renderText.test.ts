import type { Diagnosis } from '@skoop/model';
import { describe, expect, it } from 'vitest';
import { samples } from '../fixtures/samples.ts';
import { columns } from './ink.ts';
import { renderText } from './renderText.ts';

const all = Object.entries(samples);

describe('renderText', () => {
  it.each(all)('is plain ASCII where asked for: %s', (_name, d) => {
    expect(renderText(d, { unicode: false })).toMatch(/^[\n -~]*$/);
  });

  it.each(all)('keeps within the width, but for names and commands that cannot be broken: %s', (_name, d) => {
    for (const line of renderText(d, { width: 100 }).split('\n'))
      if (!/^ {6}\S|→/.test(line)) expect(columns(line), line).toBeLessThanOrEqual(100);
  });

  it('has no terminal sequences but its own colours', () => {
    const d = JSON.parse(
      JSON.stringify(samples.partial).replaceAll('api-2', 'api\\u001b]0;evil\\u0007\\u001b[2J-2'),
    ) as Diagnosis;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what must not be there
    expect(renderText(d)).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours only
    expect(renderText(d, { color: true }).replace(/\u001b\[\d+m/g, '')).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });

  it('draws the path with what decides, the worst branch first', () => {
    expect(renderText(samples.partial as Diagnosis, { width: 80 })).toMatchInlineSnapshot(`
      "
      ◐ Partial: 50 % of new connections time out
        pod shop/client-7f9c → service shop/api:80 tcp

        worker-3 drops the tunnel packet: its firewall accepts no VXLAN (udp/8472)

            worker-1 ──────────────────────────────────────────────────────── sends
        ●   client-7f9c  10.244.1.17
        ●   cni0         10.244.1.1/24
        ●   svc api:80   10.96.14.7        DNAT
        ├─╮ 50 % api-2 (10.244.3.12:8080), 50 % api-1 (10.244.2.9:8080)
        ● ● flannel.1    vxlan, vni 1      + VXLAN udp/8472
        ● ● eth0         192.168.10.21
        │ │
        │ │ worker-3 ───────────────────────────────────────────────── 50 % dropped
        ● │ eth0         192.168.10.23
        ✗ │ dropped here: filter/INPUT
          │   NETFILTER_DROP: a firewall rule says so
          │   -A IN_drop -j DROP
          │   worker-3, iptables-nft-save, line 103
        ╎ │ flannel.1, FORWARD, cni0, api-2: promised, not reached
          │
          │ worker-2 ────────────────────────────────────────────────── 50 % arrive
          ● eth0         192.168.10.22     − VXLAN
          ● flannel.1    vxlan, vni 1
          ● FORWARD      accepted
          ● cni0         10.244.2.1/24
          ✓ api-1        10.244.2.9:8080

        The client sees  ✓ 50 % connected (api-1)   ✗ 50 % timeout (ETIMEDOUT)

        Findings
        ✗ critical  overlay-port-blocked on worker-3
          The zone of eth0 is drop and opens no udp/8472, so no pod on worker-3 is
          reachable from another node.
          fix on worker-3:
            firewall-cmd --permanent --zone=drop --add-port=8472/udp && firewall-cmd --reload

        ▲ warning  mixed-iptables-backends on worker-3
          Rules exist in iptables-legacy and in nft; 4 legacy rules, none of them on
          this path.

        prod-eu, flannel vxlan, kube-proxy iptables, taken 2026-11-23 14:02:11 UTC, 2
        not evaluated, verdict unaffected

      "
    `);
  });
});
