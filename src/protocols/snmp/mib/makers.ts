/**
 * Whose tree an agent's sysObjectID stands in: makers of printers and of the agents that one meets, by the
 * numbers that IANA gave them (Private Enterprise Numbers). A few of many.
 */
import { isWithin } from '../../../core/bytes/ber-oid.ts';
import { ROOTS } from './names.ts';

const MAKERS: Readonly<Record<string, string>> = {
  9: 'Cisco',
  11: 'HP',
  236: 'Samsung',
  253: 'Xerox',
  311: 'Microsoft',
  367: 'Ricoh',
  641: 'Lexmark',
  1248: 'Epson',
  1347: 'Kyocera',
  1602: 'Canon',
  2435: 'Brother',
  8072: 'Net-SNMP',
  14988: 'MikroTik',
};

/** `Epson` of `1.3.6.1.4.1.1248.1.1`; undefined for who is not in the table. */
export function makerOf(oid: string): string | undefined {
  if (!isWithin(oid, ROOTS.enterprises)) return undefined;
  return MAKERS[oid.slice(ROOTS.enterprises.length + 1).split('.', 1)[0]!];
}
