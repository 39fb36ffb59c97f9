/**
 * An MQTT server must refuse a client of a level that it does not know, with CONNACK and code 1 (MQTT 3.1.1, section
 * 3.1.2.2). So we ask in one that never was: nobody is logged in, whatever the server allows.
 */
import { heardText } from '../../core/heard.ts';
import type { Probe } from '../protocol.ts';
import { decode, encodeConnect } from './wire.ts';

/** Far from all that were or will soon be; the highest bit means a bridge to some servers, and is not set. */
const NO_LEVEL = 0x70;

export const mqttProbe: Probe = {
  transport: 'tcp',
  hello: () => encodeConnect(NO_LEVEL),
  judge(bytes, asked) {
    const decoded = decode(bytes);
    if (!decoded.ok || decoded.message.kind !== 'answer' || asked !== 'mqtt') return undefined;
    return { service: 'mqtt', evidence: heardText(`CONNACK: ${decoded.message.result}`) };
  },
};
