import { describe, expect, it } from 'vitest';
import { otherNames } from './other-names.ts';

const program = (name: string, match: string[], speaks: string[], more = {}) => ({
  name,
  match,
  speaks,
  ...more,
});

describe('other names', () => {
  it('what people say, and kin in both directions', () => {
    const names = otherNames({ same: { imaps: ['imap4-ssl'] }, programs: [] }, { domain: ['dns'] });
    expect(names).toEqual({ domain: ['dns'], imaps: ['imap4-ssl'], 'imap4-ssl': ['imaps'] });
  });

  it('names of things that speak a protocol are not its own', () => {
    const speakers = Array.from({ length: 13 }, (_, i) => `web-${i}`);
    expect(otherNames({ same: { http: speakers }, programs: [] }, {})).toEqual({});
  });

  it("a program's names stand for what it is known for, and for what hardly another speaks", () => {
    const programs = [
      program('MariaDB', ['mariadbd'], ['mysql', 'galera']),
      program('nginx', ['nginx'], ['http', 'smtp']),
      program('Postfix', ['postfix'], ['smtp']),
      program('Exim', ['exim4'], ['smtp']),
    ];
    expect(otherNames({ same: {}, programs }, {})).toEqual({
      mysql: ['MariaDB', 'mariadbd'],
      galera: ['MariaDB', 'mariadbd'],
      http: ['nginx'],
      smtp: ['Postfix', 'postfix', 'Exim', 'exim4'],
    });
  });

  it('a runtime, a relay and whoever speaks everything stand for nothing', () => {
    const many = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const programs = [
      program('Java', ['java'], ['http'], { general: true }),
      program('socat', ['socat'], ['socks'], { relay: true }),
      program('Controller', ['controller'], many),
    ];
    expect(otherNames({ same: {}, programs }, {})).toEqual({});
  });

  it('a name that is one of its services stands for no other, cut by the kernel or not', () => {
    const match = ['redis_exporter', 'elasticsearch_e', 'exporters'];
    const speaks = ['redis-exporter', 'elasticsearch-exporter'];
    const names = otherNames({ same: {}, programs: [program('Exporters', match, speaks)] }, {});
    expect(names['redis-exporter']).toEqual(['Exporters', 'exporters']);
    expect(names['elasticsearch-exporter']).toEqual(['Exporters', 'exporters']);
  });

  it('a service may be called like something that every object has', () => {
    expect(otherNames({ same: {}, programs: [] }, { constructor: ['x'] })).toEqual({
      constructor: ['x'],
    });
  });
});
