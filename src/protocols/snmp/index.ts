/** SNMP's card: how devices tell what they are and how they are. */
import type { Protocol } from '../protocol.ts';
import { snmpV1Probe, snmpV2Probe, snmpV3Probe } from './probe.ts';
import { SNMP_PORT, SNMP_TRAP_PORT } from './vocabulary.ts';
import { decode } from './wire.ts';

export const snmp: Protocol = {
  name: 'snmp',
  title: 'Simple Network Management Protocol',
  services: ['snmp'],
  ports: [
    { transport: 'udp', port: SNMP_PORT },
    { transport: 'udp', port: SNMP_TRAP_PORT },
  ],
  decode,
  probes: [snmpV1Probe, snmpV2Probe, snmpV3Probe],
};
