import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { obeyed, tooWide } from '../../../../test/support/terminal.ts';
import type { PrinterEvent } from '../../../app/printer/event.ts';
import type { PrinterResult, PrinterStand } from '../../../app/printer/result.ts';
import { printerDevice } from '../../../printer/device.ts';
import { PICTURE, type PageEvent } from '../../../app/printer/jobs/event.ts';
import { eventLines, printerLiveView, printerView } from './printer.ts';

const options = (width: number) => ({ width, colours: pc.createColors(false), numeric: false });

const STAND: PrinterStand = {
  device: {
    ...printerDevice(
      {
        kind: 'inkjet',
        model: 'XP-432 435 Series',
        name: 'Küche & Bad',
        mac: '00:00:5e:00:53:01',
      },
      'x',
    ),
    maker: 'EPSON',
    uuid: 'x',
  },
  address: '192.0.2.9',
  interface: 'eth0',
  opened: [
    { name: 'metadata', by: 'wsd', transport: 'tcp', port: 5357, address: '192.0.2.9' },
    { name: 'enpc', by: 'enpc', transport: 'udp', port: 3289, address: '192.0.2.9' },
    { name: 'wsd', by: 'wsd', transport: 'udp', port: 3702, address: '192.0.2.9' },
  ],
  refused: [],
  isFindable: true,
  isReachable: true,
};

const asked = (message: string, more: Partial<PrinterEvent> = {}): PrinterEvent =>
  ({
    event: 'asked',
    time: '2026-11-21T12:00:00.000Z',
    by: 'enpc',
    from: { address: '192.0.2.1', port: 50_000 },
    message,
    outcome: 'answered',
    ...more,
  }) as PrinterEvent;

describe('a printer', () => {
  it('says who it is, where it answers and by what', () => {
    const text = printerLiveView.first!(STAND, options(100)).join('\n');
    expect(text).toContain('Küche & Bad: EPSON XP-432 435 Series');
    expect(text).toContain('answers at 192.0.2.9 by WSD tcp/5357 and udp/3702, ENPC udp/3289');
    expect(text).toContain('by eth0');
    expect(text).toContain('no print port open');
    const own = { ...STAND, isReachable: false, address: '127.0.0.1' };
    const closed = printerLiveView.first!(own, options(100)).join('\n');
    expect(closed).toContain('Only programs on this machine reach it');
    expect(closed).toContain('portolan discover 127.0.0.1');
    const elsewhere = printerLiveView.first!({ ...own, isFindable: false }, options(100)).join(
      '\n',
    );
    expect(elsewhere).toContain('portolan discover does not find it');
    expect(elsewhere).not.toContain('To try it');
  });

  it.each([20, 40, 80, 200])('fits %i columns', (width) => {
    const more = { event: 'counted', by: 'snmp', source: '192.0.2.1', count: 12_345 } as const;
    const lines = [
      ...printerLiveView.first!(STAND, options(width)),
      ...eventLines(asked('Query: network card'), options(width)),
      ...eventLines(asked('x', { ...more, until: '2026-11-21T12:00:01.000Z' }), options(width)),
    ];
    expect(tooWide(lines.join('\n'), width)).toEqual([]);
  });

  it('tells each question, and says why one was not answered', () => {
    const line = (...given: Parameters<typeof asked>) =>
      eventLines(asked(...given), options(120)).join('\n');
    expect(line('Query: network card')).toMatch(
      /^\d\d:\d\d:\d\d {2}ENPC {4}192\.0\.2\.1:50000: Query: network card$/,
    );
    expect(line('x', { outcome: 'refused' })).toContain('x (refused)');
    expect(line('x', { outcome: 'limited' })).toContain('too many questions');
    expect(line('x', { outcome: 'stranger' })).toContain('not of the own network');
  });

  it("hands no terminal a stranger's words as they are", () => {
    const lines = eventLines(asked('a\u001b[2Jb\u009b31mc\u202e'), options(80));
    expect(obeyed(lines.join('\n'))).toEqual([]);
  });

  it('says in the end what it all was', () => {
    const none = { jobs: 0, printed: 0, lost: 0, refusedQuestions: 0, ignored: 0 };
    const counts = { ...none, answered: 1, limited: 2, strangers: 1234 };
    const result = { ...STAND, ...counts, sources: 1, since: '', until: '' } as PrinterResult;
    expect(printerView(result, options(200)).join('')).toBe(
      '1 question from 1 source answered. 2 questions too many, not answered. 1,234 questions from strangers, not answered.',
    );
    const nothing = { ...result, answered: 0, limited: 0, strangers: 0 };
    expect(printerView(nothing, options(80)).join('')).toBe('Nobody was answered.');
  });
});

describe('a page that comes out', () => {
  const page: PageEvent = {
    event: 'page',
    time: '2026-11-21T12:00:00.000Z',
    by: 'raw',
    from: { address: '192.0.2.1', port: 50_000 },
    page: 1,
  };
  const [width, height] = [42, 60];
  const data = new Uint8Array(width * height).fill(255);
  const picture = { width, height, dpiX: 5, dpiY: 5, channels: 1, data } as const;

  it('is a line, where nobody wants to see it', () => {
    expect(eventLines(page, options(80))).toHaveLength(1);
  });

  it('is a picture on a terminal, no wider than that or a small one', () => {
    const seen = { ...page, text: 'Hello\n', [PICTURE]: picture };
    for (const columns of [20, 40, 80, 300]) {
      const lines = eventLines(seen, { ...options(columns), isTerminal: true });
      expect(tooWide(lines.join('\n'), columns)).toEqual([]);
      expect(lines.at(-1)).toBe(`└${'─'.repeat(Math.min(columns, 60) - 2)}┘`);
      expect(lines.join()).not.toContain('Hello');
    }
  });

  it('is its text elsewhere, without what would command a terminal', () => {
    const seen = { ...page, text: 'Hello\n\n  \u001b[2J1\n', [PICTURE]: picture };
    const [, ...lines] = eventLines(seen, options(80));
    expect(lines.slice(0, 2)).toEqual(['  Hello', '']);
    expect(lines[2]).toMatch(/^ {4}\S*\[2J1$/);
    expect(obeyed(lines.join('\n'))).toEqual([]);
    expect(eventLines({ ...page, text: '' }, options(80))).toHaveLength(2);
  });
});
