import { expect, it } from 'vitest';
import type { Asked } from './asking/question.ts';
import { silenceOf } from './silence.ts';

const SILENT: Asked = { by: 'snmp', end: 'silent', where: 'UDP 161', why: 'it has another word' };
const told = (asked: Asked) => silenceOf('printer', '192.0.2.1', [asked], 1000);

it('a flag is named where another value of it may help, whatever the reason says', () => {
  expect(told({ ...SILENT, adjust: 'community' })).toContain('it has another word (--community);');
  expect(told(SILENT)).toContain('it has another word;');
  expect(told({ ...SILENT, why: 'it has no community' })).not.toContain('--');
});

it('whoever answers at one place is not told to be off', () => {
  const why = 'what it answers cannot be read: it came to no end';
  const sentence = told({ by: 'ipp', end: 'refused', where: 'TCP 631', why });
  expect(sentence).toContain(`something answers at TCP 631, but ${why}`);
  expect(sentence).not.toContain('asleep');
});
