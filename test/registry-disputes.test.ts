/** The disputes that comparison finds when the whole registry answers, in both of its forms. */
import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Atlas } from '../src/atlas/atlas.ts';
import type { Dispute } from '../src/atlas/claim.ts';
import { shippedDataset, withoutRestorations } from '../src/atlas/dataset.ts';
import { createAtlas } from '../src/atlas/lookup.ts';
import { REGISTRY } from '../src/atlas/official.ts';
import { registryTables } from '../src/atlas/registry/claims.ts';
import { RegistryReader } from '../src/atlas/registry/read.ts';
import { readTable } from '../src/atlas/table.ts';
import { LANGUAGES } from '../src/language/languages.ts';
import { allFound, faultsIn } from './support/told-disputes.ts';
import { shippedData } from './support/shipped.ts';

/** Files that belong to nobody's project: beside it, where they are at all. */
const file = (form: string) =>
  new URL(`../../shared/data/iana-service-names-port-numbers.${form}`, import.meta.url);

function atlasOf(form: string) {
  const reader = new RegistryReader();
  reader.push(readFileSync(file(form)));
  const { ports } = registryTables(reader.end());
  const shipped = shippedDataset((path) => shippedData.text(path));
  return createAtlas({
    ...shipped,
    tables: () => [
      { source: REGISTRY, open: () => readTable(ports, REGISTRY) },
      ...shipped
        .tables()
        .filter(({ source }) => source !== REGISTRY)
        .map((table) => ({ ...table, open: () => withoutRestorations(table.open()) })),
    ],
  });
}

const FORMS = ['xml', 'csv'];
const missing = FORMS.filter((form) => !existsSync(file(form)));
if (missing.length > 0) {
  console.warn(
    `The registry is not here as ${missing.join(', ')}: its disputes were not looked for.`,
  );
}

describe.each(FORMS)('the whole registry as %s', (form) => {
  let atlas: Atlas;
  let found: readonly Dispute[];
  beforeAll(() => {
    if (missing.includes(form)) return;
    atlas = atlasOf(form);
    found = allFound(atlas);
  });
  const foundAt = (port: number) =>
    atlas.lookup(port).disputes.filter(({ foundBy }) => foundBy === 'comparison');

  it.skipIf(missing.includes(form)).each<[port: number, words: RegExp]>([
    [621, /escp-ip by Epson; the registry names Lai Zit Seng/],
    [641, /officially esro-emsdp.*registry has repcmd.*on 642/],
    [642, /641.*officially esro-emsdp.*esro-emsdp on 642/],
    [259, /641.*esro-gen.*esro-gen on 259/],
    [3289, /3289\/udp is used for enpc, though not assigned/],
    [465, /465\/udp is not used; the registry has igmpv3lite/],
    // The older form is from before the release.
    [
      831,
      /officially netconf-beep; the registry has it reserved|no longer belongs to netconf-beep/,
    ],
    [143, /143\/udp is officially imap; the registry has it reserved/],
    [9100, /hp-pdl-datastr \(Shivaun Albright\) and pdl-datastream \(Stuart Cheshire\)/],
    [4045, /lockd; the registry has npp there and reports unauthorized use/],
  ])('%i', (port, words) => {
    const summaries = foundAt(port).map(({ summary }) => summary);
    expect(summaries.filter((summary) => words.test(summary))).toHaveLength(1);
  });

  it.skipIf(missing.includes(form)).each(LANGUAGES)('told in $tag', ({ tag }) => {
    expect(found.length).toBeGreaterThan(20);
    expect(faultsIn(tag, found)).toEqual([]);
  });

  it.skipIf(missing.includes(form))('few in all, and none over well-known names', () => {
    const ports = Array.from({ length: 65_536 }, (_, port) => port);
    const disputed = ports.filter((port) => foundAt(port).length > 0);
    expect(disputed.length).toBeGreaterThan(20);
    expect(disputed.length).toBeLessThan(80);
    for (const port of [22, 25, 53, 80, 110, 443, 515, 631, 6000])
      expect(foundAt(port)).toEqual([]);
  });
});
