import type { LinkRecord } from '@skoop/model';
import type { Choice } from '../fork.ts';
import type { Namespace } from '../namespace.ts';
import { evidenceAt } from '../section.ts';
import { drop, type Fates, type Journey, withStep } from '../walk/journey.ts';
import type { PacketType } from '../walk/receive.ts';
import { flowName } from '../walk/routed.ts';
import { devicePlace, pass } from '../walk/step.ts';
import { floodTo } from './flood.ts';
import { hasCarrier, isUp, portsOf } from './link.ts';

export const isBond = (link: LinkRecord | undefined): boolean => link?.kind === 'bond' || link?.kind === 'team';

const modeOf = (bond: LinkRecord): string => bond.details.mode ?? 'active-backup';

/** Modes in which one port carries everything. The active one is named where the bond has one; team does not tell. */
const isSingle = (bond: LinkRecord): boolean => bond.kind === 'team' || modeOf(bond) === 'active-backup';

/** bond_slave_can_tx(): ports that may send, in the order of the list. */
export function sendingPorts(ns: Namespace, bond: LinkRecord): readonly LinkRecord[] {
  const usable = portsOf(ns, bond.name).filter((p) => isUp(p) && hasCarrier(p));
  if (!isSingle(bond)) return usable.filter((p) => p.port.state !== 'BACKUP');
  const active = bond.details.active_slave;
  if (active !== undefined) return usable.filter((p) => p.name === active);
  return usable.filter((p) => p.port.state !== 'BACKUP').slice(0, 1);
}

/** bond_should_deliver_exact_match(): does the bond take what comes in by a port? */
export function hearsBy(bond: LinkRecord, port: LinkRecord, type: PacketType): boolean {
  if (bond.kind === 'team' || bond.details.all_slaves_active === '1') return true;
  const mode = modeOf(bond);
  if (mode === 'balance-tlb' || mode === 'balance-alb') {
    const active = bond.details.active_slave === undefined || bond.details.active_slave === port.name;
    return active || (mode === 'balance-alb' && type !== 'broadcast' && type !== 'multicast');
  }
  return port.port.state !== 'BACKUP';
}

// @supports devices | bond: active-backup, balance-*, broadcast, 802.3ad | drivers/net/bonding/bond_main.c: bond_start_xmit(), bond_handle_frame()
// @supports devices | team | drivers/net/team/team_core.c: team_xmit() | maybe: the first port that is up is taken to be the active one
/** bond_start_xmit(): by the active port, or by one that the mode chooses. */
export function bondTransmit(j: Journey, bond: LinkRecord, next: (j: Journey, port: LinkRecord) => Fates): Fates {
  const ports = sendingPorts(j.ns, bond);
  const at = devicePlace(bond, bond.name);
  const [first, ...others] = ports;
  if (!first)
    return drop(j, {
      stage: 'bond/xmit',
      reason: 'NOT_SPECIFIED',
      device: bond.name,
      at,
      sentence: [`${bond.name} has no active port to send by`],
      evidence: [evidenceAt(j.ns, 'links', bond)],
      check: [`cat /proc/net/bonding/${bond.name}`],
    });
  const by = (k: Journey, port: LinkRecord): Fates => {
    const said = `${bond.name} (${modeOf(bond)}) sends by ${port.name}`;
    return next(withStep(k, pass('device', 'bond/xmit', [said], [evidenceAt(j.ns, 'links', port)], { at })), port);
  };
  if (others.length === 0) return by(j, first);
  if (modeOf(bond) === 'broadcast')
    return floodTo(
      j,
      bond,
      ports.map((p) => () => by(j, p)),
    );
  return oneOf(j, bond, ports, by);
}

/** The mode chooses by turns, by load or by a hash: if all ports lead to the same end it does not matter which. */
function oneOf(
  j: Journey,
  bond: LinkRecord,
  ports: readonly LinkRecord[],
  by: (j: Journey, port: LinkRecord) => Fates,
): Fates {
  const point = `${j.ns.key} bond ${bond.name} ${flowName(j.packet)}`;
  const known = j.flow.hashed.get(point);
  if (known !== undefined) return by(j, ports[known] ?? (ports[0] as LinkRecord));
  const ends = ports.map((p) => by(j, p));
  const [first = []] = ends;
  if (ends.every((e) => e.every(({ value }) => sameEnd(value, first[0]?.value)))) return first;
  return ports.flatMap((port, index) => {
    const hashed = new Map([...j.flow.hashed, [point, index]]);
    const choice: Choice = {
      kind: 'random',
      point,
      index,
      probability: 1 / ports.length,
      label: `${bond.name}: ${port.name}`,
    };
    return by({ ...j, width: j.width * ports.length, flow: { ...j.flow, hashed } }, port).map((f) => ({
      choices: [choice, ...f.choices],
      value: f.value,
    }));
  });
}

type End = Fates[number]['value'];
function sameEnd(a: End, b: End | undefined): boolean {
  if (!b || a.kind !== b.kind) return false;
  if (a.kind === 'delivered' && b.kind === 'delivered') return a.ns?.key === b.ns?.key && a.device === b.device;
  return a.kind === 'dropped' && b.kind === 'dropped' && a.ns?.key === b.ns?.key && a.stage === b.stage;
}

/** bond_handle_frame(): a frame that comes in by a port that is not active is for nobody. */
export const notHeard = (j: Journey, bond: LinkRecord, port: LinkRecord): Fates =>
  drop(j, {
    stage: 'dev/receive',
    reason: 'UNHANDLED_PROTO',
    device: port.name,
    at: devicePlace(port, port.name),
    sentence: [`${port.name} is a backup port of ${bond.name}: what comes in by it is thrown away`],
    evidence: [evidenceAt(j.ns, 'links', port)],
    check: [`cat /proc/net/bonding/${bond.name}`],
  });
