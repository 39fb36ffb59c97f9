/** What a dispute that comparison found says, in English. */
import type { AssignedTwice, Contradicted, DisputeSaying, RegistryAnswer } from './claim.ts';

/** @param source the id of the source that disagrees with the registry */
export function contradictionSentence(terms: Contradicted, source: string): string {
  const { port, transports, says, names, registrants = [], elsewhere = [] } = terms;
  const saying = SAYINGS[says](joined(names), joined(registrants));
  const besides = elsewhere.map(({ name, ports }) => `, ${name} on ${ports.join(', ')}`).join('');
  const said = `${port}/${joined(transports)} ${saying}`;
  return `According to ${speakerOf(terms, source)}, ${said}; the registry ${answerOf(terms)}${besides}.`;
}

export function twiceSentence({ port, transports, registryNames, registrants }: AssignedTwice) {
  const holders = registryNames.map((name, i) => `${name} (${registrants[i]})`);
  return `The registry has ${port}/${joined(transports)} twice: for ${joined(holders)}.`;
}

/** *a, b and c* */
const joined = (names: readonly string[]) =>
  [names.slice(0, -1).join(', '), ...names.slice(-1)].filter(Boolean).join(' and ');

/** Who says so, as a reader knows them. */
function speakerOf({ documents }: Contradicted, source: string): string {
  if (documents) return documents.map((document) => `the ${document}`).join(' and ');
  return source === 'curated' ? "Portolan's own chart" : source;
}

const SAYINGS: Readonly<Record<DisputeSaying, (names: string, registrants: string) => string>> = {
  official: (names) => `is officially ${names}`,
  registered: (names, registrants) => `was registered for ${names} by ${registrants}`,
  unofficial: (names) => `is used for ${names}, though not assigned to it`,
  practice: (names) => `is in practice used for ${names}`,
  reserved: () => 'is reserved',
  released: (names) => `no longer belongs to ${names}`,
  denied: (names) => `is not for ${names}`,
  unused: () => 'is not used',
};

const ANSWERS: Readonly<Record<RegistryAnswer, (names: readonly string[]) => string>> = {
  assigned: (names) => `has ${names.join(', ')} there`,
  misused: (names) => `has ${names.join(', ')} there and reports unauthorized use`,
  reserved: () => 'has it reserved',
  released: () => 'has taken the number back',
  recorded: () => 'records that use and never assigned it',
  only: (names) => `has that on ${names.join(' and ')} alone`,
  nobody: () => 'assigns it to nobody there',
  registrants: (names) => `names ${names.join(', ')}`,
};

/** An assignment answers in the words of what it contradicts. */
const ASSIGNED: Readonly<Partial<Record<DisputeSaying, (names: readonly string[]) => string>>> = {
  unofficial: () => 'does assign it so',
  released: () => 'still assigns it so',
  denied: () => 'assigns it so',
  reserved: (names) => `assigns it to ${names.join(', ')}`,
};

function answerOf({ says, registry, registryNames }: Contradicted): string {
  const inItsWords = registry === 'assigned' ? ASSIGNED[says] : undefined;
  return (inItsWords ?? ANSWERS[registry])(registryNames);
}
