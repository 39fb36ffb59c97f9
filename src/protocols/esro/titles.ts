/** ESRO's units in words, for whoever reads a dump or a ladder. */
import { counted } from '../../core/count.ts';
import { dataOf, failureName, type DataPdu, type EsroPdu, type Segment } from './pdu.ts';

/** Of a concatenation so many are told of, and the others counted. */
const MOST_TOLD = 4;

/** `Invoke 42: operation 2 of selector 13, 4 octets as BER`. */
export function titleOf(pdu: EsroPdu): string {
  switch (pdu.kind) {
    case 'invoke': {
      const what = `operation ${pdu.operation} of selector ${pdu.sap}`;
      return `Invoke ${pdu.reference}${part(pdu.segment)}: ${what}, ${data(pdu)}`;
    }
    case 'result':
      return `Result ${pdu.reference}${part(pdu.segment)}: ${data(pdu)}`;
    case 'error': {
      const what = `value ${pdu.value}, ${data(pdu)}`;
      return `Error ${pdu.reference}${part(pdu.segment)}: ${what}`;
    }
    case 'ack':
      return pdu.type === 'complete' ? `Ack ${pdu.reference}` : `Ack ${pdu.reference}: hold on`;
    case 'failure':
      return `Failure ${pdu.reference}: ${failureName(pdu.value)}`;
    case 'concatenated': {
      const told = pdu.pdus.slice(0, MOST_TOLD).map(titleOf);
      const more = pdu.pdus.length - told.length;
      return `Concatenated: ${told.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
    }
  }
}

function part(segment: Segment | undefined): string {
  if (segment === undefined) return '';
  return segment.first ? `, first of ${segment.total}` : `, segment ${segment.number}`;
}

const data = (pdu: DataPdu): string => dataTitle(dataOf(pdu).length, pdu.encoding);

/** An argument, result or parameter: `4 octets as BER`, `empty, as BER`. */
export const dataTitle = (octets: number, encoding: string): string =>
  octets === 0 ? `empty, as ${encoding}` : `${counted(octets, 'octet')} as ${encoding}`;
