/**
 * Several units in one datagram (RFC 2188, section 4.5). When to do so is not specified: here, what leaves in one step for
 * one peer, in its order.
 */
import { formatEndpoint, type Endpoint } from '../../core/endpoint.ts';
import type { DatagramAction } from '../../core/machine.ts';
import { LONGEST_INSIDE, SEGMENTED, TYPES, typeOf } from './vocabulary.ts';

/** A datagram that is being filled: its place among the actions, and what is in it. */
interface Parcel {
  readonly place: number;
  readonly to: Endpoint;
  readonly units: Uint8Array[];
  /** What it has when it is a concatenation. */
  octets: number;
}

/**
 * The same actions with fewer datagrams. A unit that may not be inside a concatenation goes alone, and closes what was
 * begun for its peer, so that nothing is overtaken.
 * @param largest octets of a datagram
 */
export function concatenate<Event>(
  actions: readonly DatagramAction<Event>[],
  may: (peer: Endpoint) => boolean,
  largest: number,
): readonly DatagramAction<Event>[] {
  const packed: (DatagramAction<Event> | undefined)[] = [];
  const open = new Map<string, Parcel>();
  const close = ({ place, to, units }: Parcel): void => {
    packed[place] = { kind: 'send', to, bytes: units.length === 1 ? units[0]! : join(units) };
  };
  for (const action of actions) {
    if (action.kind !== 'send' || !may(action.to)) {
      packed.push(action);
      continue;
    }
    const { to, bytes } = action;
    const peer = formatEndpoint(to);
    const parcel = open.get(peer);
    const fits = mayBeInside(bytes);
    if (parcel && fits && parcel.octets + 1 + bytes.length <= largest) {
      parcel.units.push(bytes);
      parcel.octets += 1 + bytes.length;
      continue;
    }
    if (parcel) close(parcel);
    open.delete(peer);
    if (fits) {
      open.set(peer, { place: packed.length, to, units: [bytes], octets: 2 + bytes.length });
      packed.push(undefined);
    } else packed.push(action);
  }
  for (const parcel of open.values()) close(parcel);
  return packed as readonly DatagramAction<Event>[];
}

/** Not segments; and the length of what is inside has one octet. */
function mayBeInside(bytes: Uint8Array): boolean {
  if (bytes.length > LONGEST_INSIDE) return false;
  const first = bytes[0]!;
  const type = typeOf(first);
  if (type === TYPES['segmented invoke']) return false;
  return !((type === TYPES.result || type === TYPES.error) && (first & SEGMENTED) !== 0);
}

function join(units: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(units.reduce((sum, unit) => sum + 1 + unit.length, 1));
  bytes[0] = TYPES.concatenated;
  let at = 1;
  for (const unit of units) {
    bytes[at] = unit.length;
    bytes.set(unit, at + 1);
    at += 1 + unit.length;
  }
  return bytes;
}
