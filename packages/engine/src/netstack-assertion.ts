import { type Evidence, familyOf, type NamespaceDump, parsePrefix } from '@skoop/model';

/** What a plugin says about a device of the node. Fields that are absent are not checked. */
export type ExpectedDevice = { readonly kind?: string; readonly mtu?: number; readonly master?: string };
export type ExpectedRoute = { readonly device?: string; readonly via?: string };

/**
 * Checks of one node's collected state against what a plugin promises. Each answers whether it holds, and records what does not:
 * finding `plugin-state-differs` tells it. State that was not collected holds: a gap says so elsewhere.
 */
export type NetstackAssertion = {
  assertNetDevice(name: string, expected: ExpectedDevice): boolean;
  /** A route for exactly this prefix in the main table. */
  assertRoute(destination: string, expected: ExpectedRoute): boolean;
  assertSysctl(key: string, expected: string): boolean;
  differences(): readonly Difference[];
};

export type Difference = { readonly node: string; readonly message: string; readonly evidence: readonly Evidence[] };

export function netstackAssertion(node: string, dump: NamespaceDump | undefined): NetstackAssertion {
  const found = new Map<string, Difference>();
  const differ = (message: string, evidence: readonly Evidence[]): false => {
    found.set(message, { node, message, evidence });
    return false;
  };
  const at = (section: string, line: number, text: string): Evidence => ({ node, netns: 'host', section, line, text });
  return {
    assertNetDevice(name, expected) {
      if (!dump || dump.links.length === 0) return true;
      const link = dump.links.find((l) => l.name === name);
      if (!link) return differ(`${node} has no device ${name}`, []);
      const shown = at('ip-link', link.line, `${link.name}: <${link.flags.join(',')}> mtu ${link.mtu}`);
      if (!link.flags.includes('UP')) return differ(`Device ${name} of ${node} is down`, [shown]);
      if (expected.kind !== undefined && link.kind !== expected.kind)
        return differ(`Device ${name} of ${node} is a ${link.kind}, not a ${expected.kind}`, [shown]);
      if (expected.mtu !== undefined && link.mtu !== expected.mtu)
        return differ(`Device ${name} of ${node} has MTU ${link.mtu}, expected is ${expected.mtu}`, [shown]);
      if (expected.master !== undefined && link.master !== expected.master)
        return differ(`Device ${name} of ${node} is not a port of ${expected.master}`, [shown]);
      return true;
    },
    assertRoute(destination, expected) {
      if (!dump || dump.routes.length === 0) return true;
      const prefix = parsePrefix(destination);
      const wanted = prefix ? `${prefix.address}/${prefix.length}` : destination;
      const routes = dump.routes.filter((r) => r.table === 'main' && r.destination === wanted);
      if (routes.length === 0) return differ(`${node} has no route to ${destination}`, []);
      const holds = routes.some((r) =>
        r.nexthops.some(
          (h) =>
            (expected.device === undefined || h.device === expected.device) &&
            (expected.via === undefined || h.via === expected.via),
        ),
      );
      if (holds) return true;
      const how = [expected.via && `via ${expected.via}`, expected.device && `dev ${expected.device}`]
        .filter(Boolean)
        .join(' ');
      return differ(
        `The route to ${destination} on ${node} does not go ${how}`,
        routes.map((r) =>
          at(
            familyOf(r.destination) === 6 ? 'ip6-route' : 'ip-route',
            r.line,
            `${r.destination} ${r.nexthops.map((h) => `via ${h.via ?? '-'} dev ${h.device ?? '-'}`).join(' ')}`,
          ),
        ),
      );
    },
    assertSysctl(key, expected) {
      const setting = dump?.sysctls.get(key);
      if (!setting || setting.value === expected) return true;
      return differ(`${key} is ${setting.value} on ${node}, expected is ${expected}`, [
        at('sysctl', setting.line, `${key} = ${setting.value}`),
      ]);
    },
    differences: () => [...found.values()],
  };
}
