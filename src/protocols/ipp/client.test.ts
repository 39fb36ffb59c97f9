import { describe, expect, it } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import type { Post, WebInput } from '../../core/web-machine.ts';
import { attribute, encodeResponse } from './encode.ts';
import {
  MAX_REQUESTS,
  printerQuestion,
  RESOURCES,
  type IppOutcome,
  type IppQuestion,
} from './client.ts';
import { STATUS } from './vocabulary.ts';
import { decode } from './wire.ts';

type Said = Partial<Extract<WebInput, { kind: 'answered' }>> & {
  readonly headers?: Readonly<Record<string, string>>;
};

/** Plays a printer that answers each request with what `answer` gives; undefined: it is silent. */
function play(question: Partial<IppQuestion>, answer: (post: Post) => Said | undefined) {
  const machine = printerQuestion({ host: '192.0.2.10', ...question });
  const asked: string[] = [];
  const outcomes: IppOutcome[] = [];
  let { state, actions } = machine.start(0);
  for (;;) {
    for (const action of actions) if (action.kind === 'tell') outcomes.push(action.event);
    const post = actions.find((action) => action.kind === 'post');
    if (post === undefined) break;
    asked.push(post.address);
    const said = answer(post);
    const input: WebInput =
      said === undefined
        ? { kind: 'unanswered', why: 'nobody is there' }
        : {
            kind: 'answered',
            status: said.status ?? 200,
            body: said.body ?? new Uint8Array(0),
            header: (name) => said.headers?.[name],
          };
    ({ state, actions } = machine.step(state, input, 0));
  }
  expect(actions.at(-1)).toEqual({ kind: 'done' });
  expect(outcomes).toHaveLength(1);
  return { asked, outcome: outcomes[0]! };
}

const ipp = (status: number, version = '2.0'): Said => ({
  headers: { 'content-type': 'application/ipp', server: 'EPSON' },
  body: encodeResponse({
    version,
    status,
    requestId: 1,
    groups: [
      { name: 'printer', attributes: [attribute('printer-info', { kind: 'text', text: 'Flur' })] },
    ],
  }),
});
const AT = 'http://192.0.2.10:631';

describe('asking a printer', () => {
  it('asks what it is, and nothing else', () => {
    const { asked, outcome } = play({}, ({ body, headers }) => {
      expect(decode(body)).toMatchObject({
        ok: true,
        message: { kind: 'request', name: 'Get-Printer-Attributes', version: '2.0' },
      });
      expect(headers['content-type']).toBe('application/ipp');
      return ipp(STATUS.OK);
    });
    expect(asked).toEqual([`${AT}/ipp/print`]);
    expect(outcome).toMatchObject({
      kind: 'described',
      printer: { name: 'Flur' },
      server: 'EPSON',
    });
  });

  it('asks an address of a link, and tells it no name of ours for that link', () => {
    const { asked } = play({ host: 'fe80::1%eth0' }, ({ body }) => {
      expect(new TextDecoder().decode(body)).toContain('ipp://[fe80::1]:631/ipp/print');
      return ipp(STATUS.OK);
    });
    expect(asked).toEqual(['http://[fe80::1%25eth0]:631/ipp/print']);
  });

  it('looks for IPP at every place, what DNS-SD told first', () => {
    const { asked, outcome } = play({ resource: 'printers/flur' }, () => ({ status: 404 }));
    expect(asked).toEqual(['/printers/flur', ...RESOURCES].map((path) => AT + path));
    expect(outcome).toEqual({ kind: 'absent', tried: asked });
  });

  it('takes no resource from the network that is more than a path', () => {
    const { asked } = play({ resource: 'a b\r\nHost: elsewhere' }, () => ({ status: 404 }));
    expect(asked).toEqual(RESOURCES.map((path) => AT + path));
  });

  it('speaks 1.1 to who does not know 2.0', () => {
    const { asked, outcome } = play({}, ({ body }) =>
      body[0] === 2 ? ipp(STATUS.VERSION_NOT_SUPPORTED, '1.1') : ipp(STATUS.OK, '1.1'),
    );
    expect(asked).toEqual([`${AT}/ipp/print`, `${AT}/ipp/print`]);
    expect(outcome.kind).toBe('described');
  });

  it('goes on where the printer is not, until there is nowhere left', () => {
    const { asked, outcome } = play({}, () => ipp(STATUS.NOT_FOUND));
    expect(asked).toEqual(RESOURCES.map((path) => AT + path));
    expect(outcome).toMatchObject({ kind: 'refused', why: 'it answers client-error-not-found' });
  });

  it('turns to TLS when it is told to, once', () => {
    const { asked, outcome } = play({}, ({ address }) =>
      address.startsWith('https:') ? ipp(STATUS.OK) : { status: 426 },
    );
    expect(asked).toEqual([`${AT}/ipp/print`, 'https://192.0.2.10:631/ipp/print']);
    expect(outcome.kind).toBe('described');
    expect(play({}, () => ({ status: 426 })).outcome.kind).toBe('absent');
  });

  it.each([
    [{ status: 401, headers: { 'www-authenticate': 'Digest realm="x"' } }, { challenge: 'Digest' }],
    [{ status: 403 }, {}],
    [{ status: 503 }, { why: 'it answers HTTP 503: it is too busy' }],
    [ipp(STATUS.NOT_AUTHORIZED), { why: 'it answers client-error-not-authorized' }],
    [{ headers: { 'content-type': 'application/ipp' } }, {}],
  ])('is refused: %j', (answer, more) => {
    const { asked, outcome } = play({}, () => answer);
    expect(asked).toHaveLength(1);
    expect(outcome).toMatchObject({ kind: 'refused', ...more });
  });

  it('stops when nobody is there', () => {
    const { asked, outcome } = play({}, () => undefined);
    expect(asked).toHaveLength(1);
    expect(outcome).toMatchObject({ kind: 'silent', why: 'nobody is there' });
  });

  it('follows on the same host, and nowhere else', () => {
    const moved = (location: string) => (post: Post) =>
      post.address === `${AT}/ipp/print` ? { status: 301, headers: { location } } : ipp(STATUS.OK);
    expect(play({}, moved('/ipp/faxout')).asked).toEqual([`${AT}/ipp/print`, `${AT}/ipp/faxout`]);
    expect(play({}, moved('https://192.0.2.10/ipp/print')).asked).toHaveLength(2);
    for (const location of [
      'http://198.51.100.9/',
      '//198.51.100.9/x',
      'http://192.0.2.10:9100/',
    ]) {
      const { asked, outcome } = play({}, moved(location));
      expect({ location, asked: asked.filter((address) => !address.startsWith(`${AT}/`)) }).toEqual(
        {
          location,
          asked: [],
        },
      );
      expect(outcome.kind).toBe('elsewhere');
    }
  });

  it('ends, however it is led around', () => {
    let count = 0;
    const { asked } = play({}, () => ({ status: 302, headers: { location: `/${++count}` } }));
    expect(asked).toHaveLength(MAX_REQUESTS);
    const ring = play({}, () => ({ status: 302, headers: { location: '/ipp/print' } }));
    expect(ring.asked).toEqual(RESOURCES.map((path) => AT + path));
  });

  it.each([515, 621, 9100, 9116, 9999])('sends nothing to port %i', (port) => {
    expect(() => printerQuestion({ host: '192.0.2.10', port })).toThrow(UsageError);
  });
});
