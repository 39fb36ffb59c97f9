/** What a performer tells a person under a flood, and what it comes to. */
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { ServeEvent, ServeResult } from '../../../app/esro/serving/event.ts';
import { serveRow } from '../../../app/esro/serving/event.ts';
import { esroServeView, eventLines } from './esro-serve.ts';

const OPTIONS = { width: 120, colours: pc.createColors(false), numeric: false };
const TIME = '2026-11-21T12:00:00.000Z';
const UNTIL = '2026-11-21T12:00:05.000Z';

describe('what was not told one by one', () => {
  it.each<[event: ServeEvent, words: string, row: Record<string, unknown>]>([
    [
      { event: 'counted', time: TIME, until: UNTIL, source: '127.0.0.9', count: 9876 },
      '9,876 more of 127.0.0.9, only counted',
      { source: '127.0.0.9', sourcePort: null, count: 9876, until: UNTIL },
    ],
    [
      { event: 'counted', time: TIME, until: UNTIL, count: 2 },
      '2 more of several sources, only counted',
      { source: '', count: 2 },
    ],
    [
      { event: 'unheard', time: TIME, until: UNTIL, strangers: 1, limited: 656_141 },
      '1 datagram from strangers, 656,141 datagrams too many, not heard',
      { event: 'unheard', count: 656_142 },
    ],
    [
      {
        event: 'unserved',
        time: TIME,
        from: { address: '127.0.0.9', port: 7 },
        sap: 12,
        operation: 9,
      },
      'operation 9 of selector 12: nobody performs there',
      { source: '127.0.0.9', sourcePort: 7, sap: 12, operation: 9, service: '', count: 1 },
    ],
  ])('is a line and a row: $event', (event, words, row) => {
    expect(eventLines(event, OPTIONS).join(' ')).toContain(words);
    expect(serveRow(event)).toMatchObject(row);
  });
});

it('sums up, one as one', () => {
  const result = {
    results: 0,
    errors: 0,
    failures: 0,
    unconfirmed: 0,
    unserved: 1,
    strangers: 1,
    limited: 0,
    sources: 0,
  } as ServeResult;
  const lines = esroServeView(result, OPTIONS);
  expect(lines).toEqual([
    '',
    'Nothing was performed. 1 operation asked for at selectors where nobody performs. 1 datagram from strangers, not heard.',
  ]);
});
