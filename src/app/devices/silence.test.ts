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
