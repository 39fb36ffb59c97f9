/**
 * DNS-SD on the wire: messages of DNS, usually by multicast DNS, that name services. Reading is that of DNS; what a
 * service says of itself is explained as well (RFC 6763, section 6).
 */
import type { Decoded, Field } from '../../core/bytes/reader.ts';
import { decode as decodeDns, type DnsMessage } from '../dns/wire.ts';
import { labelsOf } from '../dns/name.ts';
import { instanceText, parseInstance, parseType } from './names.ts';
import { explainEntry, readEntry } from './txt.ts';
import { LOCAL } from './vocabulary.ts';

/**
 * Total: any bytes give the message, or an error as of DNS; of kind `magic` when it is one that neither names a
 * service nor is of a link.
 */
export function decode(bytes: Uint8Array): Decoded<DnsMessage> {
  const decoded = decodeDns(bytes);
  if (!decoded.ok) return decoded;
  const { message } = decoded;
  if (!isOfServices(message)) {
    const text = 'no name in it is of a service, or of the domain "local"';
    const error = { kind: 'magic', field: 'question name', offset: 0, message: text } as const;
    return { ok: false, error, fields: decoded.fields };
  }
  return {
    ok: true,
    message: { ...message, title: titleOf(message) },
    fields: explained(decoded.fields),
  };
}

const namesOf = ({ questions, answers, authorities, additionals }: DnsMessage): string[] =>
  [...questions, ...answers, ...authorities, ...additionals].map(({ name }) => name);

const isOfServices = (message: DnsMessage): boolean =>
  namesOf(message).some(
    (name) =>
      labelsOf(name).at(-1)?.toLowerCase() === LOCAL || parseType(name) || parseInstance(name),
  );

/** `DNS-SD query: _ipp._tcp, _http._tcp and 6 more`. */
function titleOf(message: DnsMessage): string {
  const { response, questions, answers } = message;
  const names = response ? answers.map(subjectOf) : questions.map(({ name }) => shortName(name));
  const all = [...new Set(names)];
  const more = all.length > 2 ? ` and ${all.length - 2} more` : '';
  const what = response ? (answers.length > 0 ? 'answer' : 'answer without a record') : 'query';
  const subject = all.length > 0 ? `: ${all.slice(0, 2).join(', ')}${more}` : '';
  return `DNS-SD ${what}${subject}`;
}

/** What an answer is about: a pointer's target says more than its name. */
const subjectOf = ({ name, data }: DnsMessage['answers'][number]): string =>
  shortName(data.kind === 'PTR' ? data.target : name);

/** Without the domain, which is nearly always the same. */
function shortName(name: string): string {
  const instance = parseInstance(name);
  if (instance) return instanceText(instance);
  const type = parseType(name);
  if (!type) return name;
  return type.subtype === undefined ? type.type : `${type.subtype} of ${type.type}`;
}

/** The strings of a service's TXT record with what they mean. A string comes after its record's name. */
function explained(fields: readonly Field[]): Field[] {
  let type: string | undefined;
  return fields.map((field) => {
    if (field.name.endsWith(' name')) type = parseInstance(String(field.value))?.type;
    if (field.name !== 'text' || type === undefined) return field;
    const entry = readEntry(new TextEncoder().encode(String(field.value)));
    const { meaning, words } = entry ? explainEntry(entry, type) : {};
    if (meaning === undefined) return field;
    return { ...field, meaning: words === undefined ? `(${meaning})` : `(${meaning}: ${words})` };
  });
}
