/** What comes between a watch and the machine: time that was missed, and a collector that fails. */
import { describe, expect, it } from 'vitest';
import { database, endAt, inShort, watched, web } from '../../../test/support/watched.ts';
import { UsageError } from '../../core/errors.ts';

describe('time that was missed', () => {
  it('after a sleep there is one look, and what comes back late has not been gone', async () => {
    const { rows, notes, looks } = await watched([web(), database()], (machine) => {
      machine.at(10_000, () => {
        machine.jump(2 * 3_600_000);
        machine.listen(database());
      });
      machine.at(13_500, () => machine.listen(web(), database()));
      endAt(machine, 20_000);
    });
    expect(notes.map(({ text }) => text)).toEqual([
      'the machine slept for 2 h (or its clock was set forward): looking anew',
    ]);
    expect(inShort({ rows })).toEqual([]);
    expect(looks.filter((at) => at > 9000 && at < 11_000)).toHaveLength(1);
  });

  it('what is gone after it is told when it stays so', async () => {
    const { rows } = await watched([web(), database()], (machine) => {
      machine.at(10_000, () => {
        machine.jump(8 * 3_600_000);
        machine.listen(database());
      });
      endAt(machine, 20_000);
    });
    expect(inShort({ rows })).toEqual(['gone 80/tcp']);
    expect(rows[0]!.row.time).toMatch(/^2026-01-01T08:00:1/);
  });

  it('a clock that is set back is said, and nothing was missed', async () => {
    const { rows, notes, looks } = await watched([web()], (machine) => {
      machine.at(10_000, () => machine.jump(-3 * 60_000));
      endAt(machine, 20_000);
    });
    expect(notes.map(({ text }) => text)).toEqual([
      'the clock was set back by 3 min: nothing was missed, but times of day come again',
    ]);
    expect([inShort({ rows }), looks.length]).toEqual([[], 1]);
  });

  it('a clock that is put right by a second is nothing', async () => {
    const { notes } = await watched([web()], (machine) => {
      machine.at(3000, () => machine.jump(1000));
      machine.at(6000, () => machine.jump(-1000));
      endAt(machine, 9000);
    });
    expect(notes).toEqual([]);
  });
});

describe('a collector that fails', () => {
  it('is tried again, said once, and once more when it works', async () => {
    const { rows, notes } = await watched([web()], (machine) => {
      machine.at(2000, () => machine.fail(new UsageError('too many open files')));
      machine.at(30_000, () => machine.fail());
      machine.at(40_000, () => machine.listen(web(), database()));
      endAt(machine, 60_000);
    });
    expect(notes.map(({ text }) => text)).toEqual([
      "this machine's listeners cannot be read: too many open files; trying again",
      "this machine's listeners can be read again",
    ]);
    expect(inShort({ rows })).toEqual(['new 5432/tcp']);
  });

  it('from the first is the end', async () => {
    await expect(
      watched([], (machine) => machine.fail(new UsageError('no collector here'))),
    ).rejects.toThrow('no collector here');
  });

  it('with an error of ours is a bug, and loud', async () => {
    await expect(
      watched([], (machine) => {
        machine.at(1000, () => machine.fail(new TypeError('x is not a function')));
        endAt(machine, 5000);
      }),
    ).rejects.toThrow(TypeError);
  });

  it('what is not seen for want of permission is not gone', async () => {
    const { rows } = await watched([web(), database()], (machine) => {
      machine.at(2000, () => {
        machine.listen(database());
        machine.report({
          coverage: {
            complete: false,
            looked: ['udp'],
            gaps: [{ what: 'sockets', why: 'no', partial: true }],
          },
        });
      });
      endAt(machine, 60_000);
    });
    expect(inShort({ rows })).toEqual([]);
  });
});
