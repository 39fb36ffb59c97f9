import { describe, expect, it } from 'vitest';
import { ESC, job, play } from '../../../../test/support/escp.ts';

const entering = (language: string) =>
  `${ESC}\x01@EJL \r\n@EJL SELECT LANGUAGE=${language}\r\n@EJL ENTER LANGUAGE=${language}\r\n`;

describe('jobs in other languages', () => {
  it('leave no page of odd characters, and are named', () => {
    const { events, report } = play(job(entering('ESC/PAGE'), '\x1d1mmE rubbish', '\f\f'));
    expect(events).toEqual([]);
    expect(report.unknown).toEqual([]);
    expect(report.faults[0]!.says).toContain('ESC/PAGE');
  });

  it('may be named in short, as drivers of small laser printers do', () => {
    const short = `${ESC}\x01@EJL \n@EJL SE LA=ESC/PAGE\n@EJL EN LA=ESC/PAGE\n`;
    expect(play(job(short, 'rubbish\f')).report).toMatchObject({ pages: 0, unknown: [] });
  });

  it('may be named as printers of HP are told, and questions to those are no text', () => {
    const wrapped = `${ESC}%-12345X@PJL ENTER LANGUAGE = PCL\r\n`;
    const { report } = play(job(wrapped, `${ESC}E rubbish\f`, `${ESC}%-12345X`));
    expect(report).toMatchObject({ pages: 0, unknown: [] });
    expect(play(job(`${ESC}%-12345X@PJL INFO ID\r\n`)).report.pages).toBe(0);
    expect(play(job(wrapped, 'rubbish', `${ESC}%-12345X`, 'text')).report.pages).toBe(1);
  });

  it('end where the job language says so', () => {
    const { report } = play(job(entering('PCL'), 'rubbish', `${ESC}\x01@EJL \r\n`, 'text'));
    expect(report.pages).toBe(1);
  });

  it.each(['ESC/P', 'ESC/P2', 'ESCPR', 'AUTO'])('are not those in %s', (language) => {
    const { report } = play(job(entering(language), 'text'));
    expect(report).toMatchObject({ pages: 1, faults: [] });
  });
});
