/** The registry as CSV (RFC 4180), written. */
import { COLUMNS, FIELDS, type RegistryRecord } from './record.ts';

/** Records in IANA's own CSV form: reading it gives the same records. */
export function writeCsv(records: readonly RegistryRecord[]): string {
  const header = FIELDS.map((field) => COLUMNS[field]).join(',');
  const lines = records.map((record) => FIELDS.map((field) => csvField(record[field])).join(','));
  return `${[header, ...lines].join('\n')}\n`;
}

const csvField = (text: string) =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
