/** What the virtual printer answers by HTTP: IPP, its metadata for Windows, and a page for people. */
import { latin1Bytes } from '../core/bytes/line.ts';
import type { HttpRequest, HttpResponse } from '../protocols/http/server.ts';
import type { IppAttribute } from '../protocols/ipp/values.ts';
import { answerIpp } from '../protocols/ipp/server.ts';
import { MEDIA_TYPE, STATUS } from '../protocols/ipp/vocabulary.ts';
import { decode as decodeIpp } from '../protocols/ipp/wire.ts';
import { answerGet } from '../protocols/wsd/server.ts';
import { decode as decodeWsd } from '../protocols/wsd/wire.ts';
import { makeAndModel, uuidOf, type PrinterDevice } from './device.ts';
import { IPP_PATH, WSD_PATH } from './web.ts';
import { wsdMetadata } from './wsd.ts';

/** What is answered, and in words what was asked. */
export interface Answered {
  readonly response: HttpResponse;
  /** `IPP 2.0 Get-Printer-Attributes`. */
  readonly message: string;
  readonly outcome: 'answered' | 'refused';
}

export interface Pages {
  readonly device: PrinterDevice;
  /** Its attributes as they are now; absent where IPP is not answered. */
  readonly attributes?: readonly IppAttribute[];
  /** For an answer to Get, drawn by chance: `urn:uuid:…`. Absent where metadata are not answered. */
  readonly messageId?: string;
}

const SOAP_TYPE = 'application/soap+xml';
/** Says that it is none of Epson's, and that IPP is spoken here. */
const SERVER = 'Portolan-virtual-printer IPP/2.0';

export function answerRequest(pages: Pages, request: HttpRequest): Answered {
  const { attributes, messageId } = pages;
  const [path = ''] = request.target.split('?');
  if (attributes && path === IPP_PATH) return answerPrinting(attributes, request);
  if (messageId !== undefined && path === WSD_PATH) {
    return answerMetadata(pages.device, messageId, request);
  }
  const message = `HTTP ${request.method} ${path}`;
  if (path !== '/') return refusal(404, message);
  if (request.method !== 'GET') return refusal(405, message, { Allow: 'GET' });
  const type = 'text/plain; charset=utf-8';
  const text = new TextEncoder().encode(pageText(pages.device));
  return { response: response(200, type, text), message, outcome: 'answered' };
}

function answerPrinting(attributes: readonly IppAttribute[], request: HttpRequest): Answered {
  const { method, body } = request;
  if (method !== 'POST') return refusal(405, `HTTP ${method} ${IPP_PATH}`, { Allow: 'POST' });
  const decoded = decodeIpp(body);
  const answer = answerIpp(attributes, body);
  if (answer === undefined) return refusal(400, 'a request that is no IPP');
  const given = decodeIpp(answer);
  const isDone = given.ok && given.message.code === STATUS.OK;
  return {
    response: response(200, MEDIA_TYPE, answer),
    message: decoded.ok ? decoded.message.title : `a request of IPP ${body[0]}.${body[1]}`,
    outcome: isDone ? 'answered' : 'refused',
  };
}

function answerMetadata(
  device: PrinterDevice,
  messageId: string,
  { method, body }: HttpRequest,
): Answered {
  if (method !== 'POST') return refusal(405, `HTTP ${method} ${WSD_PATH}`, { Allow: 'POST' });
  const decoded = decodeWsd(body);
  const endpoint = `urn:uuid:${uuidOf(device)}`;
  const answer = answerGet(endpoint, wsdMetadata(device), messageId, body);
  const message = decoded.ok ? decoded.message.title : 'a request that is no SOAP';
  if (answer === undefined) return refusal(400, message);
  return { response: response(200, SOAP_TYPE, answer), message, outcome: 'answered' };
}

const response = (status: number, type: string, body: Uint8Array): HttpResponse => ({
  status,
  fields: { Server: SERVER, 'Content-Type': type },
  body,
});

const refusal = (
  status: number,
  message: string,
  fields: Readonly<Record<string, string>> = {},
): Answered => {
  const body = latin1Bytes(
    'This printer is virtual. It answers questions here, and takes no jobs: those go to its print ports.\n',
  );
  const { fields: own, ...rest } = response(status, 'text/plain', body);
  return { response: { ...rest, fields: { ...own, ...fields } }, message, outcome: 'refused' };
};

const pageText = (device: PrinterDevice): string =>
  [
    `${device.name}: ${makeAndModel(device)}, serial number ${device.serial}.`,
    'A virtual printer, by Portolan. It answers questions here, and takes no jobs by IPP: those go to its print ports.',
    '',
  ].join('\n');
