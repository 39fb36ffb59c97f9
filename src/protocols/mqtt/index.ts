/** The card of MQTT: what sensors and their kin tell, by topic. */
import type { Protocol } from '../protocol.ts';
import { mqttProbe } from './probe.ts';
import { decode } from './wire.ts';

export const mqtt: Protocol = {
  name: 'mqtt',
  title: 'MQTT messaging',
  services: ['mqtt'],
  ports: [{ transport: 'tcp', port: 1883 }],
  decode,
  unmarked: true,
  probes: [mqttProbe],
};
