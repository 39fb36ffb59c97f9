/** Where other programs keep their files of services, and how they are read. */
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readServicesFile } from '../../atlas/references/services-file.ts';
import { UnavailableError } from '../../core/errors.ts';
import { nodeReferences, referencePlaces } from './references.ts';

const folder = mkdtempSync(join(tmpdir(), 'portolan-references-'));
const path = join(folder, 'nmap-services');
afterAll(() => rmSync(folder, { recursive: true }));

const nmap = () => nodeReferences({ NMAPDIR: folder }, 'linux').find(({ kind }) => kind === 'nmap');

describe('the places', () => {
  it.each(['linux', 'darwin', 'freebsd'])('on %s are absolute', (system) => {
    for (const places of Object.values(referencePlaces({}, system))) {
      expect(places.length).toBeGreaterThan(0);
      expect(places.every((place) => place.startsWith('/'))).toBe(true);
    }
  });

  it('on Windows are where its variables say', () => {
    const env = { SystemRoot: 'D:\\W', ProgramFiles: 'D:\\P', 'ProgramFiles(x86)': 'D:\\P86' };
    expect(referencePlaces(env, 'win32')).toEqual({
      system: ['D:\\W\\System32\\drivers\\etc\\services'],
      nmap: ['D:\\P86\\Nmap\\nmap-services'],
      wireshark: ['D:\\P\\Wireshark\\services'],
    });
  });

  it("of nmap begin with the one that nmap's own variable names", () => {
    expect(referencePlaces({ NMAPDIR: '/x' }, 'linux').nmap[0]).toBe('/x/nmap-services');
  });
});

describe('a file', () => {
  it('is there with its path and time, and is read whatever its bytes are', () => {
    writeFileSync(path, 'courier\t6001/tcp\t0.5\t# Café\n');
    const file = nmap()!;
    expect(file.path).toBe(path);
    expect(Math.abs(Date.now() - file.modified)).toBeLessThan(60_000);
    expect(readServicesFile(file.text(), 'nmap').at(6001)[0]!.title).toBe('Café');
    writeFileSync(path, Buffer.from('courier\t6001/tcp\t0.5\t# Caf\xe9\n', 'latin1'));
    expect(readServicesFile(nmap()!.text(), 'nmap').at(6001)[0]!.title).toBe('Café');
  });

  it('that is gone by the time it is read is a sentence', () => {
    writeFileSync(path, '');
    const file = nmap()!;
    rmSync(path);
    expect(() => file.text()).toThrow(UnavailableError);
  });

  it('far too large is not read', () => {
    writeFileSync(path, '');
    truncateSync(path, 17 * 1024 * 1024);
    expect(() => nmap()!.text()).toThrow(/more than any such file/);
  });

  it('that is a folder is none', () => {
    rmSync(path);
    mkdirSync(path);
    expect(nmap()?.path).not.toBe(path);
  });
});
