/**
 * What was heard, as packets. A socket hands over what was said and not the packets it came in, so these are made
 * up around it: the payloads, their times, addresses and ports are what was received, all else is plausible.
 */
import { captureStart, packetBlock } from '../../core/capture/pcapng.ts';
import {
  LONGEST_SEGMENT,
  TCP_FLAGS,
  packetLength,
  tcpPacket,
  udpPacket,
  type PacketWay,
  type Payload,
} from '../../core/capture/packet.ts';
import { parseIpv4 } from '../../core/addresses.ts';
import { joinBytes } from '../../core/bytes/join.ts';
import { ipv6Words } from '../../survey/address.ts';
import type { Visit } from './hearing/visit.ts';

/** The capture's comment: what in it was seen, and what is made up. */
export const RECONSTRUCTED =
  'Reconstructed by portolan sentinel from what its sockets received. Payloads, their times, addresses and ports ' +
  'are real; IP, UDP and TCP headers, handshakes, acknowledgements and ends of connections are made up around them. ' +
  'A destination of 0.0.0.0 or :: means that the address was not known. The sentinel itself said nothing.';

/** The first bytes of a capture, pcapng. */
export const captureBegin = (): Uint8Array =>
  captureStart({ comment: RECONSTRUCTED, program: 'portolan sentinel', interfaceName: 'sentinel' });

/** The blocks for one visit; none when it is not known where it came from. */
export function captureOf(visit: Visit): Uint8Array {
  const way = wayOf(visit);
  if (way === undefined) return new Uint8Array();
  return joinBytes(visit.knock.transport === 'udp' ? datagrams(visit, way) : segments(visit, way));
}

function wayOf({ knock: { source, local } }: Visit): PacketWay | undefined {
  const from = addressBytes(source.address);
  const to = addressBytes(local.address);
  if (from === undefined || to === undefined || from.length !== to.length) return undefined;
  return { from: { address: from, port: source.port }, to: { address: to, port: local.port } };
}

function addressBytes(address: string): Uint8Array | undefined {
  if (address === '') return undefined;
  if (!address.includes(':')) return parseIpv4(address);
  const words = ipv6Words(address);
  return words && Uint8Array.from(words.flatMap((word) => [word >>> 8, word & 255]));
}

function datagrams({ pieces }: Visit, way: PacketWay): Uint8Array[] {
  return pieces.map((payload) => {
    const bytes = udpPacket(way, payload);
    return packetBlock({ time: payload.time, bytes, length: packetLength(bytes, payload) });
  });
}

const NOTHING: Payload = { bytes: new Uint8Array() };
const { syn, ack, psh, fin, rst } = TCP_FLAGS;

/** A conversation in which one side only acknowledges. */
function segments({ knock, pieces }: Visit, way: PacketWay): Uint8Array[] {
  const back: PacketWay = { from: way.to, to: way.from };
  const blocks: Uint8Array[] = [];
  let theirs = 0;
  let ours = 0;
  const add = (
    time: number,
    isOurs: boolean,
    flags: number,
    payload: Payload = NOTHING,
    comment?: string,
  ) => {
    const [over, sequence, other] = isOurs ? [back, ours, theirs] : [way, theirs, ours];
    // The very first segment has nothing to acknowledge.
    const acknowledgement = flags & ack ? other : 0;
    const bytes = tcpPacket(over, { sequence, acknowledgement, flags, payload });
    const length = packetLength(bytes, payload);
    blocks.push(packetBlock({ time, bytes, length, ...(comment !== undefined && { comment }) }));
    const used = (payload.length ?? payload.bytes.length) + (flags & (syn | fin) ? 1 : 0);
    if (isOurs) ours += used;
    else theirs += used;
  };
  add(knock.time, false, syn, NOTHING, 'made up');
  add(knock.time, true, syn | ack, NOTHING, 'made up');
  add(knock.time, false, ack, NOTHING, 'made up');
  for (const { time, bytes, length } of pieces) {
    const payload = { bytes, length: Math.max(bytes.length, Math.min(length, LONGEST_SEGMENT)) };
    add(time, false, psh | ack, payload);
    add(time, true, ack, NOTHING, 'made up');
  }
  const end = knock.time + (knock.stayed ?? 0);
  const how = `made up; it was over: ${knock.ended ?? 'unknown'}`;
  switch (knock.ended) {
    case 'left':
      add(end, false, fin | ack, NOTHING, how);
      add(end, true, fin | ack, NOTHING, 'made up');
      add(end, false, ack, NOTHING, 'made up');
      break;
    case 'reset':
      add(end, false, rst | ack, NOTHING, how);
      break;
    default:
      add(end, true, rst | ack, NOTHING, how);
  }
  return blocks;
}
