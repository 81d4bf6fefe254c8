import type { Family, Place, Step } from '@skoop/model';
import { isLinkLocal } from '@skoop/model';
import { addressesOn } from '../device/link.ts';
import type { Namespace } from '../namespace.ts';

/** Steps with the address of each device they happen at, where it has one of that family: `10.244.1.1/24`. */
export function withAddresses(ns: Namespace, family: Family, steps: readonly Step[]): readonly Step[] {
  return steps.map((step) => {
    const address = addressOf(ns, family, step.at);
    return address === undefined ? step : { ...step, at: { ...step.at, address } as Place };
  });
}

function addressOf(ns: Namespace, family: Family, at: Place): string | undefined {
  if (at.kind !== 'device' || at.address !== undefined) return undefined;
  const own = addressesOn(ns, at.name).filter((a) => a.family === family);
  const shown = own.find((a) => !isLinkLocal(a.address)) ?? own[0];
  if (!shown) return undefined;
  // A host's own prefix length says nothing.
  return shown.prefixLength === (family === 4 ? 32 : 128) ? shown.address : `${shown.address}/${shown.prefixLength}`;
}
