import { describe, expect, it } from 'vitest';
import { fromHex } from '../../core/bytes/hex.ts';
import { engineIdOf, engineWords } from './engine-id.ts';
import { encodeEngineQuestion } from './request.ts';
import { decode } from './wire.ts';

describe('an engine’s id', () => {
  it.each<[hex: string, words: string | undefined]>([
    ['80 00 04 e0 03 00 00 5e 00 53 01', 'Epson, 00:00:5e:00:53:01'],
    ['80 00 1f 88 04 68 61 72 62 6f 75 72', 'Net-SNMP, harbour'],
    ['80 00 1f 88 01 c0 00 02 07', 'Net-SNMP, 192.0.2.7'],
    // Octets of the maker's own, and formats that are not what they say.
    ['80 00 1f 88 80 83 11 a7 7a', 'Net-SNMP'],
    ['80 00 1f 88 03 00 00', 'Net-SNMP'],
    ['80 00 1f 88 04 00 ff', 'Net-SNMP'],
    // Before RFC 3411 gave it a format.
    ['00 00 04 e0 03 00 00 5e 00 53 01 00', 'Epson'],
    ['ff ff ff ff 05', 'maker 2147483647'],
    ['80 00 04 e0', undefined],
    ['', undefined],
  ])('%s is %s', (hex, words) => expect(engineWords(fromHex(hex))).toBe(words));

  it('has its parts', () => {
    expect(engineIdOf(fromHex('80 00 04 e0 03 00 00 5e 00 53 01'))).toEqual({
      enterprise: 1248,
      maker: 'Epson',
      mac: '00:00:5e:00:53:01',
    });
  });

  it('is asked for by nobody, with nothing', () => {
    expect(decode(encodeEngineQuestion(7))).toMatchObject({
      ok: true,
      message: {
        title: 'SNMPv3 get',
        messageId: 7,
        authenticated: false,
        encrypted: false,
        reportable: true,
        security: { userName: '' },
        data: { contextName: '', pdu: { kind: 'get', requestId: 7, variables: [] } },
      },
    });
  });
});
