import { describe, expect, it } from 'vitest';
import type { CentreEvent } from '../../../protocols/emsd/server.ts';
import { serveRow, shownEvent } from './event.ts';

const TIME = '2026-11-21T12:00:00.000Z';
const at = { address: '192.0.2.12', port: 642 };

describe('what a message centre tells', () => {
  it.each<[what: string, event: CentreEvent, row: Record<string, unknown>]>([
    [
      'a subscriber by the number that people write, and a subject as it is read',
      {
        kind: 'delivered',
        message: 'm',
        number: '401002',
        at,
        subject: '=?utf-8?Q?Gr=C3=BC=C3=9Fe?=',
      },
      { event: 'delivered', who: '401.002', subject: 'Grüße' },
    ],
    [
      'whom it could not reach, a subscriber or somebody elsewhere',
      { kind: 'retry', message: 'm', to: '7', reason: 'it did not answer', wait: 10_000 },
      { who: '000.007', waitSeconds: 10, subject: '' },
    ],
    [
      'a mail address as it is',
      { kind: 'mailed', message: 'm', to: '401.002@elsewhere.example' },
      { who: '401.002@elsewhere.example' },
    ],
  ])('%s', (_, event, row) => {
    const shown = shownEvent(event, TIME);
    expect(shown).toMatchObject({ kind: event.kind, time: TIME });
    expect(serveRow(shown)).toMatchObject(row);
  });
});
