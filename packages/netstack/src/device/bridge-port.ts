import type { LinkRecord } from '@skoop/model';
import { hasCarrier, isUp } from './link.ts';

const flag = (value: string | undefined, otherwise: boolean): boolean =>
  value === undefined ? otherwise : value === 'on' || value === 'true' || value === '1';

// @supports bridge ports | hairpin, isolated, learning | net/bridge/br_forward.c: should_deliver(), net/bridge/br_input.c: br_handle_frame_finish()
/** BR_HAIRPIN_MODE, BR_ISOLATED, BR_LEARNING of a port. */
export const isHairpin = (port: LinkRecord): boolean => flag(port.port.hairpin ?? port.port.hairpin_mode, false);
export const isIsolated = (port: LinkRecord): boolean => flag(port.port.isolated, false);
export const learns = (port: LinkRecord): boolean => flag(port.port.learning, true);

// @supports bridge ports | STP state | net/bridge/br_forward.c: should_deliver()
/** BR_STATE_FORWARDING. A port that is down is disabled. */
export const forwardsFrames = (port: LinkRecord): boolean =>
  isUp(port) &&
  hasCarrier(port) &&
  (port.port.state === undefined || port.port.state === 'forwarding' || port.port.state === '3');

// @supports bridge ports | flood, bcast_flood | net/bridge/br_forward.c: br_flood()
/** BR_FLOOD, BR_BCAST_FLOOD. */
export const floods = (port: LinkRecord, broadcast: boolean): boolean =>
  broadcast ? flag(port.port.bcast_flood, true) : flag(port.port.flood, true);

/** should_deliver() of net/bridge/br_forward.c, for a frame that came in by `from`; undefined: the bridge itself sends. */
export const mayPass = (from: LinkRecord | undefined, to: LinkRecord): boolean =>
  forwardsFrames(to) &&
  (from === undefined || ((from.name !== to.name || isHairpin(to)) && !(isIsolated(from) && isIsolated(to))));
