/** A web server answers anything that looks like a request, if only with 400 (RFC 9110, section 15). */
import { latin1Bytes } from '../../core/bytes/line.ts';
import { heardText, LONGEST_NAME, named } from '../../core/heard.ts';
import type { Asker, Probe } from '../protocol.ts';
import { decode, type HttpHead } from './wire.ts';

/** What servers of HTTPS say to a request in the clear: nginx, Apache, Go, Python, Jetty and their kin. */
const WANTS_TLS =
  /plain HTTP request|speaking plain HTTP|HTTP request to an HTTPS server|requires TLS/i;
/** A title stands near the top of a page, or it is not looked for. */
const TITLE_WITHIN = 8192;

export const httpProbe: Probe = {
  transport: 'tcp',
  hello,
  judge(bytes) {
    const decoded = decode(bytes);
    if (!decoded.ok || decoded.message.status === undefined) return undefined;
    const { status, version, line, body } = decoded.message;
    // What rides on HTTP and says so is known better by its own probe (RFC 8010, section 4).
    if (fieldOf(decoded.message, 'content-type')?.startsWith('application/ipp')) return undefined;
    const text = textOf(body);
    const server = fieldOf(decoded.message, 'server');
    const title = titleOf(text);
    const said = [
      `HTTP/${version} ${status} ${line}`.trim(),
      ...(server ? [`Server: ${server}`] : []),
      // Pages of errors are called after their status.
      ...(title && title !== `${status} ${line}` ? [`"${title}"`] : []),
    ];
    return {
      service: status === 400 && WANTS_TLS.test(text) ? 'https' : serviceOf(server),
      ...productOf(server),
      evidence: heardText(said.join(', '), 160),
    };
  },
};

/** The least that RFC 9112 (section 3.2) lets a client say, and who asks. */
function hello({ agent }: Asker): Uint8Array {
  const lines = ['GET / HTTP/1.1', 'Host: localhost', `User-Agent: ${agent}`, 'Connection: close'];
  return latin1Bytes(`${lines.join('\r\n')}\r\n\r\n`);
}

/** A printer's or CUPS's web server says that it speaks IPP as well (RFC 8010 rides on HTTP). */
const serviceOf = (server: string | undefined) => (/\bIPP\/\d/.test(server ?? '') ? 'ipp' : 'http');

const fieldOf = ({ fields }: HttpHead, wanted: string) =>
  fields.find(([name]) => name === wanted)?.[1];

/** `nginx/1.22.1` (RFC 9110, section 10.2.4: the most telling product stands first). */
function productOf(server: string | undefined): ReturnType<typeof named> {
  const [, product, version] = /^([^\s/()]+)(?:\/([^\s()]+))?/.exec(server ?? '') ?? [];
  return named(product, version);
}

const textOf = (body: Uint8Array) => new TextDecoder().decode(body.subarray(0, TITLE_WITHIN));

function titleOf(text: string): string | undefined {
  const [, title] = /<title[^>]{0,100}>([^<]{1,400})</i.exec(text) ?? [];
  return title === undefined ? undefined : heardText(title, LONGEST_NAME);
}
