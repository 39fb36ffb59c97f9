/** The registry as XML in tests: a little of it, and what refuses it. */
import { readRegistryText } from '../../src/atlas/registry/read.ts';
import { RegistryError } from '../../src/atlas/registry/record.ts';

export const HEAD = '<?xml version="1.0"?>\n<registry id="service-names-port-numbers">\n';
export const registry = (inside: string) => `${HEAD}${inside}\n</registry>\n`;
/** Its text begins on line 3. */
export const readRecord = (inside: string) =>
  readRegistryText(registry(`<record>${inside}</record>`)).records[0];

export const HTTP = '<record><name>http</name><protocol>tcp</protocol><number>80</number></record>';

/** The message of the error that a text is refused with. Any other error fails the test. */
export function refusal(text: string): string {
  try {
    readRegistryText(text);
  } catch (problem) {
    if (problem instanceof RegistryError) return problem.message;
    throw problem;
  }
  throw new Error('it was accepted');
}

export const bytes = (text: string) => new TextEncoder().encode(text);
