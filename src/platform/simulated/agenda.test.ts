import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Agenda } from './agenda.ts';

/** Lets everything happen. */
function finish(agenda: Agenda): void {
  while (agenda.advance());
}

/** A plan: when, and whether it is called off again. */
const plans = fc.array(fc.record({ at: fc.nat({ max: 50 }), cancel: fc.boolean() }), {
  maxLength: 400,
});

describe('an agenda', () => {
  it('lets all that is not cancelled happen, by time and then by order of planning', () => {
    fc.assert(
      fc.property(plans, (planned) => {
        const agenda = new Agenda(0);
        const happened: [number, number][] = [];
        const cancels = planned.map(({ at }, index) =>
          agenda.plan(at, () => happened.push([agenda.now, index])),
        );
        planned.forEach(({ cancel }, index) => cancel && cancels[index]!());
        finish(agenda);
        const expected = planned
          .flatMap(({ at, cancel }, index): [number, number][] => (cancel ? [] : [[at, index]]))
          .toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
        expect(happened).toEqual(expected);
        expect(agenda.next).toBeUndefined();
      }),
    );
  });

  it('has what was planned for the past happen now, after what is planned already', () => {
    const agenda = new Agenda(100);
    const happened: string[] = [];
    agenda.plan(100, () => happened.push('first'));
    agenda.plan(3, () => happened.push('late'));
    finish(agenda);
    expect(happened).toEqual(['first', 'late']);
    expect(agenda.now).toBe(100);
  });

  it('lets an event plan and cancel others', () => {
    const agenda = new Agenda(0);
    const happened: number[] = [];
    const note = (): void => void happened.push(agenda.now);
    const cancel = agenda.plan(20, note);
    agenda.plan(10, () => {
      cancel();
      agenda.plan(15, note);
    });
    finish(agenda);
    expect(happened).toEqual([15]);
  });

  it('does not mind being cancelled twice, or too late', () => {
    const agenda = new Agenda(0);
    const cancelled = agenda.plan(1, () => {});
    const happens = agenda.plan(2, () => {});
    cancelled();
    cancelled();
    expect(agenda.next).toBe(2);
    finish(agenda);
    happens();
    agenda.plan(3, () => {});
    expect(agenda.next).toBe(3);
  });

  it('never comes to Infinity, and knows no NaN', () => {
    const agenda = new Agenda(0);
    agenda.plan(Infinity, () => {});
    expect(agenda.next).toBeUndefined();
    expect(() => agenda.plan(NaN, () => {})).toThrow(RangeError);
  });

  it('does not let time run backwards', () => {
    const agenda = new Agenda(10);
    agenda.rest(5);
    expect(agenda.now).toBe(10);
  });
});
