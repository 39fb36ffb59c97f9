/** Which of several values of a field is shown, and why. What is not shown is kept as a contradiction. */
import type { Contradiction, Field } from './device.ts';
import type { Identified } from './identity.ts';
import { WITNESS_NAMES, type Witness } from './observation.ts';
import { makerName, mayBeSameSerial, modelKey } from './product.ts';

interface Rule {
  /** Whose word is taken first. */
  readonly order: readonly Witness[];
  /** Why so, as the end of a sentence, where one of these is shown. */
  readonly because: readonly [witnesses: readonly Witness[], reason: string];
  /** Two texts that mean the same have the same. */
  readonly key: (text: string, maker: string | undefined) => string;
  /** Whose word is a default when there is another's: it contradicts nobody. */
  readonly fallback?: readonly Witness[];
}

const fold = (text: string): string => text.trim().toLowerCase().replace(/\s+/g, ' ');

/** Witnesses whose devices were asked, each by itself. */
const ASKED: readonly Witness[] = ['enpc', 'ipp', 'snmp'];

const RULES: Readonly<Record<Field, Rule>> = {
  name: {
    order: ['dnssd', 'ipp', 'wsd', 'snmp', 'enpc'],
    because: [['dnssd', 'ipp'], 'it is the one that print dialogs show'],
    key: fold,
    // ENPC's is the network card's, made of its MAC address.
    fallback: ['enpc'],
  },
  model: {
    order: ['enpc', 'ipp', 'snmp', 'dnssd', 'wsd'],
    because: [ASKED, 'it was asked for, where an announcement may be set by hand'],
    key: modelKey,
  },
  maker: {
    order: ['enpc', 'ipp', 'snmp', 'dnssd', 'wsd'],
    because: [ASKED, 'it was asked for, where an announcement may be set by hand'],
    key: (text) => fold(makerName(text) ?? text),
  },
  serial: {
    order: ['enpc', 'ipp', 'wsd', 'snmp', 'dnssd'],
    because: [
      ['enpc', 'ipp'],
      "the printer's own id has it, where the other may be that of its network card",
    ],
    key: (text) => text,
  },
  location: {
    order: ['snmp', 'ipp', 'dnssd', 'wsd', 'enpc'],
    because: [['snmp'], 'it is where administrators write it'],
    key: fold,
  },
  firmware: {
    order: ['snmp', 'ipp', 'wsd', 'dnssd', 'enpc'],
    because: [ASKED, 'it was asked for, where an announcement may be set by hand'],
    key: fold,
  },
};

const textOf: Readonly<Record<Field, (one: Identified) => string | undefined>> = {
  name: ({ observation }) => observation.name,
  model: ({ model }) => model,
  maker: ({ maker }) => maker,
  serial: ({ serial }) => serial,
  location: ({ observation }) => observation.location,
  firmware: ({ observation }) => observation.firmware,
};

export interface Chosen {
  readonly value: string | null;
  readonly contradiction?: Contradiction;
}

interface Value {
  readonly value: string;
  readonly by: readonly Witness[];
}

/** @param members of one thing, earliest first */
export function choose(field: Field, members: readonly Identified[]): Chosen {
  const values = valuesOf(field, members);
  const [shown, ...rest] = values;
  if (shown === undefined) return { value: null };
  const { fallback = [] } = RULES[field];
  const hosts = new Set(members.flatMap((one) => one.hosts).map(firstLabel));
  const against = rest.filter(
    ({ value, by }) =>
      by.some((witness) => !fallback.includes(witness)) &&
      // A host's name is no other name of the printer.
      !(field === 'name' && hosts.has(firstLabel(value.toLowerCase()))),
  );
  if (against.length === 0) return { value: shown.value };
  const contested = [shown, ...against];
  const says = `${numberWord(contested.length)} ${field}s: ${contested.map(said).join(', ')}; shown is the first, since ${reasonFor(field, shown)}`;
  return {
    value: shown.value,
    contradiction: { about: field, kind: 'values', says, values: contested },
  };
}

function reasonFor(field: Field, { by }: Value): string {
  const [witnesses, reason] = RULES[field].because;
  return by.some((witness) => witnesses.includes(witness)) ? reason : 'no better witness was heard';
}

/** Different values, the best supported first. */
function valuesOf(field: Field, members: readonly Identified[]): Value[] {
  const { order, key } = RULES[field];
  const values = new Map<string, { value: string; by: Witness[] }>();
  for (const witness of order) {
    const text = wordOf(
      field,
      members.filter(({ observation }) => observation.witness === witness),
    );
    if (text === undefined) continue;
    const id = key(text, members.find(({ maker }) => maker !== undefined)?.maker);
    const known =
      values.get(id) ?? (field === 'serial' ? longerOrShorter(text, values) : undefined);
    if (known) {
      known.by.push(witness);
      if (field === 'serial' && text.length > known.value.length) known.value = text;
    } else {
      values.set(id, { value: text, by: [witness] });
    }
  }
  return [...values.values()];
}

/**
 * What stands where nobody has written anything: Net-SNMP's agent says `Unknown` of what its configuration leaves out,
 * and Debian's snmpd.conf comes with a place of its own making.
 */
const SAYS_NOTHING =
  /^(?:[-_.?*]*|\(?(?:unknown|undefined|unspecified|unset|none|null|not (?:set|specified|available|defined|known)|n\/?a)\)?|sitting on the dock of the bay)$/i;

const isStatement = (text: string): boolean => !SAYS_NOTHING.test(text.trim());

const longerOrShorter = <Held extends { value: string }>(
  serial: string,
  values: ReadonlyMap<string, Held>,
): Held | undefined => [...values.values()].find(({ value }) => mayBeSameSerial(value, serial));

/**
 * What one witness says: what it says most often, since a printer's fax has a name of its own; of equals the latest,
 * then the shortest.
 */
function wordOf(field: Field, members: readonly Identified[]): string | undefined {
  const words = new Map<string, { count: number; at: number }>();
  for (const one of members) {
    const text = textOf[field](one);
    if (text && isStatement(text))
      words.set(text, { count: (words.get(text)?.count ?? 0) + 1, at: one.observation.at });
  }
  const [best] = [...words].toSorted(
    ([a, one], [b, other]) =>
      other.count - one.count || other.at - one.at || a.length - b.length || (a < b ? -1 : 1),
  );
  return best?.[0];
}

const firstLabel = (host: string): string => host.split('.', 1)[0]!;

const said = ({ value, by }: Value): string =>
  `"${value}" by ${by.map((witness) => WITNESS_NAMES[witness]).join(' and ')}`;

const numberWord = (count: number): string =>
  ['no', 'one', 'two', 'three', 'four', 'five'][count] ?? String(count);
