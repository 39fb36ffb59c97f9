/** Users of simulated machines who have imported a small registry, and what they ask. */
import { expect } from 'vitest';
import { EDITION_FILES } from '../../src/atlas/registry/edition.ts';
import { writeCsv } from '../../src/atlas/registry/write-csv.ts';
import { openAtlas } from '../../src/app/atlas.ts';
import type { Folders } from '../../src/platform/platform.ts';
import { simulatedFolders } from '../../src/platform/simulated/folders.ts';
import { machine, portolan, type Surroundings } from './command.ts';
import { makeRegistry, record, registryXml } from './registry.ts';

export const { records } = makeRegistry(60);
export const chart = record({
  service: 'chart',
  port: '47111',
  transport: 'tcp',
  description: 'Charts',
});
export const bytes = (text: string) => new TextEncoder().encode(text);

export const FILES = {
  'first.xml': bytes(registryXml([...records, chart])),
  'second.csv': bytes(
    writeCsv([
      ...records.slice(1),
      { ...chart, description: 'Sea charts', modified: '2026-02-03' },
      record({ service: 'bearing', transport: 'udp', description: 'A bearing' }),
    ]),
  ),
  'broken.xml': bytes(registryXml([...records, { ...chart, port: '9-8' }])),
  'page.html': bytes('<!DOCTYPE html><title>Sign in'),
};

/** Runs `portolan registry …` of a user with these folders. */
export const registry = (words: string, folders: Folders, more: Surroundings = {}) =>
  portolan(['registry', ...words.split(' ')], { files: FILES, folders, ...more });

export async function status(folders: Folders): Promise<Record<string, unknown>> {
  const { out, code } = await registry('status --json', folders);
  expect(code).toBe(0);
  return JSON.parse(out) as Record<string, unknown>;
}

/** What the atlas of this user says, whole. */
export function answers(folders: Folders): unknown {
  const atlas = openAtlas(machine({ folders }));
  return [atlas.sources(), [80, 631, 1, 47_111].map((port) => atlas.lookup(port))];
}

export async function with1st(): Promise<Folders> {
  const folders = simulatedFolders();
  expect(await registry('import first.xml', folders)).toMatchObject({ code: 0, err: '' });
  return folders;
}

export const fileOf = (folders: Folders, file: keyof typeof EDITION_FILES) => {
  const { folder } = JSON.parse(folders.data.text('registry/current.json')!) as { folder: string };
  return `registry/${folder}/${EDITION_FILES[file]}`;
};
