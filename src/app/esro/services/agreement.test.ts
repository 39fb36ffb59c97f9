/** What is agreed is data here and a page for people: the two say the same. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BAD_ARGUMENT, NO_SUCH_OPERATION, type Agreement } from './agreement.ts';
import { SERVICES } from './index.ts';

const PAGE = readFileSync(new URL('../../../../docs/esro-services.md', import.meta.url), 'utf8');

/** Those that every service has stand on the page once, before all. */
const COMMON = [BAD_ARGUMENT, NO_SUCH_OPERATION];

/** From a service's heading to the next. */
function sectionOf({ name, sap, handshake }: Agreement): string {
  const [, after = ''] = PAGE.split(`\n## ${name}: selector ${sap}, ${handshake}`);
  return after.split('\n## ', 1)[0]!;
}

/** Rows of the table of operations, by the operation's name. */
function rowsOf(section: string): Map<string, { value: number; errors: string[] }> {
  const rows = section.matchAll(/^\| (\d+) \| `(\w+)` \|.*\|(.*)\|$/gm);
  return new Map(
    [...rows].map(([, value, name = '', cell = '']) => [
      name,
      { value: Number(value), errors: cell.match(/\d+ `\w+`/g) ?? [] },
    ]),
  );
}

describe.each(SERVICES.map(({ agreement }) => agreement))('$name', (agreement) => {
  it('has the operations and errors that its page has', () => {
    const own = agreement.errors.filter((error) => !COMMON.includes(error));
    const expected = agreement.operations.map(({ name, value, errors }) => {
      const mine = own.filter((error) => errors.includes(error.name));
      return [
        name,
        { value, errors: mine.map((error) => `${error.value} \`${error.name}\``) },
      ] as const;
    });
    expect(rowsOf(sectionOf(agreement))).toEqual(new Map(expected));
  });
});

it('has the errors of all services on its page', () => {
  for (const { value, name } of COMMON) expect(PAGE).toContain(`error ${value} \`${name}\``);
});
