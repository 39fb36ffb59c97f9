import { expect, it } from 'vitest';
import { sentence } from './sentence.ts';

it('begins with a capital and ends with a stop', () => {
  expect(sentence('it is so')).toBe('It is so.');
  expect(sentence('is it so?')).toBe('Is it so?');
  expect(sentence('mind: it is so.')).toBe('Mind: it is so.');
});

it.each(['eth0 is off', '192.0.2.1: nobody is there', 'fe80::1%eth0 is silent', 'a.lan is silent'])(
  'keeps the name in "%s" as it is',
  (text) => expect(sentence(text)).toBe(`${text}.`),
);

it('keeps a word that is a name here, and only at the front', () => {
  expect(sentence('localhost (127.0.0.1) is silent', ['localhost'])).toMatch(/^localhost /);
  expect(sentence('all of localhost is silent', ['localhost'])).toMatch(/^All /);
  expect(sentence('localhost is silent')).toMatch(/^Localhost /);
});
