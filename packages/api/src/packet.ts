import type { Encapsulation, Packet } from '@skoop/model';
import { z } from './zod.ts';

const portSchema = z.union([z.number().int(), z.looseObject({ from: z.number().int(), to: z.number().int() })]);

const tcpFlagSchema = z.enum(['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR']);

/** An IP packet; may carry another one (tunnels, ICMP errors). */
export const packetSchema: z.ZodType<Packet> = z
  .looseObject({
    family: z.union([z.literal(4), z.literal(6)]),
    source: z.string(),
    destination: z.string(),
    protocol: z.string(),
    sourcePort: portSchema.optional(),
    destinationPort: portSchema.optional(),
    tcpFlags: z.array(tcpFlagSchema).optional(),
    get icmp() {
      return icmpSchema.optional();
    },
    ttl: z.number(),
    tos: z.number(),
    length: z.number(),
    dontFragment: z.boolean(),
    mark: z.number(),
    mss: z.number().optional(),
    get encapsulated() {
      return encapsulationSchema.optional();
    },
  })
  .meta({ id: 'Packet' });

const icmpSchema = z.looseObject({
  type: z.number(),
  code: z.number(),
  id: portSchema.optional(),
  mtu: z.number().optional(),
  about: z.lazy(() => packetSchema).optional(),
});

const frameSchema = z.looseObject({
  sourceMac: z.string(),
  destinationMac: z.string(),
  packet: z.lazy(() => packetSchema),
});

const greHeader = {
  key: z.number().optional(),
  checksum: z.boolean().optional(),
  sequence: z.boolean().optional(),
};

const encapsulationSchema: z.ZodType<Encapsulation> = z.union([
  z.looseObject({ kind: z.enum(['vxlan', 'geneve']), vni: z.number(), frame: frameSchema }),
  z.looseObject({ kind: z.literal('gretap'), ...greHeader, frame: frameSchema }),
  z.looseObject({ kind: z.enum(['ipip', 'sit', 'ip6tnl', 'esp']), packet: z.lazy(() => packetSchema) }),
  z.looseObject({ kind: z.literal('gre'), ...greHeader, packet: z.lazy(() => packetSchema) }),
  z.looseObject({
    kind: z.literal('wireguard'),
    from: z.string(),
    to: z.string(),
    answers: z.boolean().optional(),
    packet: z.lazy(() => packetSchema),
  }),
]);
