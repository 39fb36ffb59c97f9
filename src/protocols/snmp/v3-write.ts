/**
 * Writes what is around a PDU in version 3 (RFC 3412, section 6; RFC 3414, section 2.4). No PDU is made here: what
 * may be asked is written by `request.ts`, behind the gate, and what an agent answers by `response.ts`.
 */
import { berInteger, berOctets, berSequence } from '../../core/bytes/ber-write.ts';
import type { UsmParameters } from './v3.ts';
import { MAX_DATAGRAM, USM, V3_FLAGS, VERSIONS } from './vocabulary.ts';

/** What is written of a message but for its data. */
export interface V3Envelope {
  /** 0 to 2^31 - 1. */
  readonly messageId: number;
  readonly authenticated: boolean;
  readonly encrypted: boolean;
  /** Whether the other side is to report what it cannot take. */
  readonly reportable: boolean;
  readonly security: Omit<UsmParameters, 'userName'> & { readonly userName: Uint8Array };
}

/**
 * One datagram.
 * @param data a scoped PDU, or what has become of it by encryption
 */
export function writeV3(envelope: V3Envelope, data: Uint8Array): Uint8Array {
  const { messageId, authenticated, encrypted, reportable, security } = envelope;
  const flags =
    (authenticated ? V3_FLAGS.auth : 0) |
    (encrypted ? V3_FLAGS.privacy : 0) |
    (reportable ? V3_FLAGS.reportable : 0);
  const header = berSequence([
    berInteger(messageId),
    berInteger(MAX_DATAGRAM),
    berOctets(Uint8Array.of(flags)),
    berInteger(USM),
  ]);
  const parameters = berSequence([
    berOctets(security.engineId),
    berInteger(security.engineBoots),
    berInteger(security.engineTime),
    berOctets(security.userName),
    berOctets(security.authentication),
    berOctets(security.privacy),
  ]);
  return berSequence([
    berInteger(VERSIONS['3']),
    header,
    berOctets(parameters),
    encrypted ? berOctets(data) : data,
  ]);
}

/** A PDU and whose objects it is about: those of this engine, in its one context without a name. */
export const writeScoped = (contextEngineId: Uint8Array, pdu: Uint8Array): Uint8Array =>
  berSequence([berOctets(contextEngineId), berOctets(new Uint8Array(0)), pdu]);
