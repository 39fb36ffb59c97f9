import { expect, it } from 'vitest';
import { OIDS } from '../protocols/snmp/mib/names.ts';
import { encodeRequest } from '../protocols/snmp/request.ts';
import { decode } from '../protocols/snmp/wire.ts';
import { printerDevice } from './device.ts';
import { printerAgent } from './snmp.ts';

it('an agent says how long it has been up, whenever it is asked', () => {
  const machine = printerAgent(printerDevice({ kind: 'inkjet', model: 'XP-432' }, 'x'));
  let { state } = machine.start(5000);
  const from = { address: '192.0.2.1', port: 1 };
  const oids = [`${OIDS.sysUpTime}.0`];
  const bytes = encodeRequest({ kind: 'get', version: '2c', community: 'public', id: 1, oids });
  const said = [5000, 6230, 5000 + 497.2 * 86_400_000].map((now) => {
    const step = machine.step(state, { kind: 'received', from, bytes }, now);
    state = step.state;
    const [sent] = step.actions;
    const decoded = decode(sent?.kind === 'send' ? sent.bytes : new Uint8Array());
    return decoded.ok && decoded.message.version !== '3' && decoded.message.pdu.variables[0]?.value;
  });
  expect(said).toEqual([
    { type: 'TimeTicks', value: 0 },
    { type: 'TimeTicks', value: 123 },
    { type: 'TimeTicks', value: 497.2 * 8_640_000 - 2 ** 32 },
  ]);
});
