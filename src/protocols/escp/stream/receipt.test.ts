import { describe, expect, it } from 'vitest';
import { ESC, job, low, places, play, ROLL } from '../../../../test/support/escp.ts';
import { createInterpreter } from '../interpreter.ts';
import { realTimeStatus } from './receipt.ts';

const receipt = {
  automaticStatus: Uint8Array.of(0x14, 0, 0, 0x0f),
  maker: 'EPSON',
  model: 'TM-m30II',
  serial: 'X1YZ000000',
};
const TM = { model: { ...ROLL, isReceipt: true }, answers: { receipt } };

const replies = (bytes: Uint8Array, options = TM) =>
  play(bytes, options).events.flatMap((event) =>
    event.kind === 'reply' ? [[...event.bytes]] : [],
  );
const ask = (n: number) => job(0x10, 0x04, n);

describe('a receipt printer', () => {
  it('says in ESC/POS how it is', () => {
    expect(replies(job(ask(1), ask(2), ask(3), ask(4)))).toEqual([[0x16], [0x12], [0x12], [0x12]]);
    expect(replies(job(ask(0), ask(7), 0x10, 0x10, 0x04, 1))).toEqual([[0x16]]);
    expect(replies(job('\x1da\xff\x1da\0'))).toEqual([[0x14, 0, 0, 0x0f]]);
  });

  it('says who it is', () => {
    expect(replies(job('\x1dIB\x1dIC\x1dID\x1dIE'))).toEqual([
      [...job('_EPSON\0')],
      [...job('_TM-m30II\0')],
      [...job('_X1YZ000000\0')],
    ]);
    expect(play(job('\x1dIE'), TM).report.faults).toMatchObject([{ name: 'GS I' }]);
  });

  it('answers in the middle of data, however they are cut', () => {
    const image = job(`${ESC}*\0`, low(6), 1, 2, ask(4), 3);
    expect(replies(image)).toEqual([[0x12]]);
    // The data are data all the same.
    const mark = play(image, TM).events.find(({ kind }) => kind === 'mark');
    expect(mark).toMatchObject({ mark: { columns: 6 } });
    const interpreter = createInterpreter(TM);
    const said = [...job('a', ask(1), 'b\x1dI', 'Bc')].flatMap((byte) => [
      ...interpreter.take(Uint8Array.of(byte)),
    ]);
    said.push(...interpreter.end());
    expect(said.flatMap((event) => (event.kind === 'reply' ? event.title : []))).toEqual([
      'real-time status 1',
      'its maker',
    ]);
    expect(interpreter.report()).toMatchObject({ unknown: [], faults: [], commands: 2 });
  });

  it('prints none of its questions, and all that is none', () => {
    const characters = places(job('a', ask(1), 'b\x1dIBc\x1dVd\x10e'), TM);
    expect(characters.map(({ character }) => character).join('')).toBe('abcVde');
    expect(play(job('\x1dV\x10e\x10'), TM).report).toMatchObject({
      unknown: [{ name: '0x1d' }, { name: '0x10' }],
      faults: [{ name: 'DLE', says: 'the stream ends within it' }],
    });
  });

  it('says what the automatic status says, in other places', () => {
    const of = (...automatic: number[]) =>
      [1, 2, 3, 4].map((n) => realTimeStatus(Uint8Array.from(automatic), n));
    // Paper out; nearly out; cover open; button; cutter.
    expect(of(0x1c, 0x00, 0x0f, 0x0f)).toEqual([0x1e, 0x32, 0x12, 0x7e]);
    expect(of(0x14, 0x00, 0x03, 0x0f)).toEqual([0x16, 0x12, 0x12, 0x1e]);
    expect(of(0x3c, 0x00, 0x00, 0x0f)).toEqual([0x1e, 0x16, 0x12, 0x12]);
    expect(of(0x54, 0x02, 0x00, 0x0f)).toEqual([0x56, 0x1a, 0x12, 0x12]);
    expect(of(0x1c, 0x09, 0x00, 0x0f)).toEqual([0x3e, 0x52, 0x1a, 0x12]);
  });
});

it('others know nothing of such questions', () => {
  const bytes = job(ask(1), '\x1dIB');
  const { events, report } = play(bytes);
  expect(events.filter(({ kind }) => kind === 'reply')).toEqual([]);
  expect(report.unknown.map(({ name }) => name)).toEqual(['0x10', '0x04', '0x01', '0x1d']);
});
