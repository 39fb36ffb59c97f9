/** Entries and drifts as rows of a table. */
import type { Drift } from '../../survey/drift.ts';
import { programText } from '../../survey/program.ts';
import type { Entry } from '../../survey/snapshot.ts';
import type { Row } from '../operation.ts';

export const entryRow = (entry: Entry): Row => ({
  place: entry.place ?? '',
  transport: entry.transport,
  port: entry.dynamic ? 'dynamic' : entry.port,
  addresses: addressText(entry),
  program: programsText(entry),
  state: entry.state ?? 'listening',
});

export const driftRow = ({ kind, severity, place, transport, port, ...drift }: Drift): Row => ({
  kind,
  severity,
  place: place ?? '',
  transport: transport ?? '',
  port: port ?? null,
  before: drift.before.map(entryText).join('; '),
  after: drift.after.map(entryText).join('; '),
  why: drift.why,
  advice: drift.advice,
});

/** `nginx on 0.0.0.0, ::`. */
const entryText = (entry: Entry) =>
  `${programsText(entry) || '(not seen)'} on ${addressText(entry)}`;

export const addressText = ({ binds }: Entry) =>
  binds
    .map(({ address, device }) => (device === undefined ? address : `${address}%${device}`))
    .join(', ');

export const programsText = ({ programs }: Entry) =>
  [...new Set(programs.map(programText))].join(', ');
