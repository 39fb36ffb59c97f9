/** Whether a record can be true. The same for every form the registry is published in. */
import { grouped } from '../../core/count.ts';
import { MAX_PORT, isTransport } from '../../core/transport.ts';
import {
  COLUMNS,
  LONGEST_FIELD,
  RegistryError,
  type Field,
  type RegistryRecord,
} from './record.ts';

const PORT = /^(\d{1,5})(?:-(\d{1,5}))?$/;

/**
 * @param line where the record begins
 * @param lineOf where a field of it stands, when that is known better
 * @throws RegistryError that names line and field
 */
export function checkRecord(
  record: RegistryRecord,
  line: number,
  nameOf: (field: Field) => string = (field) => COLUMNS[field],
  lineOf: (field: Field) => number = () => line,
): void {
  const fault = (field: Field, problem: string): never => {
    throw new RegistryError(lineOf(field), nameOf(field), problem);
  };
  const { port, transport } = record;
  if (transport !== '' && !isTransport(transport.toLowerCase())) {
    fault(
      'transport',
      `"${shortened(transport)}" is no transport that has ports; those are tcp, udp, sctp and dccp`,
    );
  }
  if (port !== '') {
    const [, from, to = from] =
      PORT.exec(port) ??
      fault('port', `"${shortened(port)}" is neither a port (80) nor a range (6000-6063)`);
    if (Number(from) > MAX_PORT || Number(to) > MAX_PORT) {
      fault('port', `"${port}" is no port: ports are 0 to ${MAX_PORT}`);
    }
    if (Number(from) > Number(to))
      fault('port', `the range ${port} is upside down: the lower port comes first`);
  } else if (record.service === '') {
    fault('service', 'a record has neither a name nor a port');
  }
  for (const field of ['registered', 'modified'] as const) {
    const date = record[field];
    if (date !== '' && !isDate(date)) fault(field, notDate(date));
  }
}

const DATE = /^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$/;

/** A year, a month or a day. */
export const isDate = (text: string) => DATE.test(text);

export const notDate = (text: string) =>
  `"${shortened(text)}" is no date; the registry writes 2002, 2002-02 or 2002-02-14`;

/** @throws RegistryError when a field has grown past what any honest one has */
export function checkLength(length: number, line: number, field: string): void {
  if (length > LONGEST_FIELD) {
    throw new RegistryError(
      line,
      field,
      `it is longer than ${grouped(LONGEST_FIELD)} characters, so this is not the registry`,
    );
  }
}

/** Enough of a foreign text to recognise it by. */
export const shortened = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
