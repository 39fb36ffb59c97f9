import { describe, expect, it } from 'vitest';
import { instanceName, parseInstance, parseType } from './names.ts';

describe('the name of a service', () => {
  it.each([
    ['EPSON ET-2760 Series', String.raw`EPSON ET-2760 Series._ipp._tcp.local`],
    ['a.b', String.raw`a\.b._ipp._tcp.local`],
    ['_tcp', '_tcp._ipp._tcp.local'],
    [String.raw`back\slash`, String.raw`back\\slash._ipp._tcp.local`],
    ['Büro 2', 'Büro 2._ipp._tcp.local'],
  ])('%s is %s, both ways', (instance, name) => {
    expect(instanceName(instance, '_ipp._tcp', 'local')).toBe(name);
    expect(parseInstance(name)).toEqual({ instance, type: '_ipp._tcp', domain: 'local' });
  });

  it.each([
    '.',
    'local',
    '_ipp._tcp.local',
    'a.b._ipp._tcp.local',
    'a._ipp._tcp',
    'a.ipp._tcp.local',
  ])('%s is none', (name) => expect(parseInstance(name)).toBeUndefined());
});

describe('the name of a type', () => {
  it('may have a narrower one before it, and a domain of several labels', () => {
    expect(parseType('_ipp._tcp.local')).toEqual({ type: '_ipp._tcp', domain: 'local' });
    expect(parseType('_print._sub._ipp._TCP.example.org')).toEqual({
      type: '_ipp._TCP',
      subtype: '_print',
      domain: 'example.org',
    });
  });

  it.each([
    '.',
    '_ipp._tcp',
    'x._ipp._tcp.local',
    'ipp._tcp.local',
    '_tcp.local',
    'a._other._ipp._tcp.local',
  ])('%s is none', (name) => expect(parseType(name)).toBeUndefined());
});
