/**
 * How programs begin to talk, for protocols that have no card of their own: enough to say in a word what a
 * knocker took the port for. Each line names the document that has the bytes.
 */

interface Opening {
  readonly protocol: string;
  /** What it is called in a sentence. */
  readonly title: string;
  /** Of the bytes as text, one character a byte. What its first group matches is shown. */
  readonly begins: RegExp;
}

/* oxlint-disable no-control-regex -- wire formats are made of control characters */
const OPENINGS: readonly Opening[] = [
  // RFC 9112, section 3; the methods of RFC 9110 and the ones of WebDAV.
  {
    protocol: 'http',
    title: 'HTTP request',
    begins: /^((?:GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|PROPFIND) [!-~]+) HTTP\/\d/,
  },
  // RFC 9113, section 3.4.
  { protocol: 'http', title: 'HTTP/2 preface', begins: /^PRI \* HTTP\/2\.0\r\n/ },
  // RFC 8446, section 5.1 and 4: a handshake record with a ClientHello in it.
  { protocol: 'tls', title: 'TLS ClientHello', begins: /^\x16\x03[\x00-\x04]..\x01/s },
  // RFC 4253, section 4.2.
  { protocol: 'ssh', title: 'SSH greeting', begins: /^(SSH-\d\.\d+-[!-~]*)/ },
  // RFC 3261, section 7.1; RTSP borrowed the shape (RFC 7826, section 4.2).
  { protocol: 'sip', title: 'SIP request', begins: /^([A-Z]+ sips?:[!-~]+) SIP\/2\.0/ },
  { protocol: 'rtsp', title: 'RTSP request', begins: /^([A-Z_]+ [!-~]+) RTSP\/\d/ },
  // UPnP Device Architecture 2.0, section 1.3.2.
  { protocol: 'ssdp', title: 'SSDP search', begins: /^M-SEARCH \* HTTP\/1\.1\r\n/ },
  // [MS-SMB2], section 2.2.1 and [MS-CIFS], section 2.2.3.1, behind four bytes of length.
  { protocol: 'smb', title: 'SMB negotiation', begins: /^\x00...[\xfe\xff]SMB/s },
  // RFC 1006, section 6 and RFC 905: a connection request in a TPKT; [MS-RDPBCGR], section 2.2.1.1 adds the cookie.
  {
    protocol: 'rdp',
    title: 'RDP connection request',
    begins: /^\x03\x00..(?:.)\xe0.{5}(?:Cookie: mstshash=([!-~]*))?/s,
  },
  // RFC 1928, section 3.
  {
    protocol: 'socks5',
    title: 'SOCKS 5 greeting',
    begins: /^\x05([\x01-\x08])[\x00-\x09\x80]{1,8}$/,
  },
  // PostgreSQL documentation, Message Formats: SSLRequest and StartupMessage of version 3.0.
  {
    protocol: 'postgresql',
    title: 'PostgreSQL SSL request',
    begins: /^\0\0\0\x08\x04\xd2\x16\x2f/,
  },
  { protocol: 'postgresql', title: 'PostgreSQL startup', begins: /^\0\0..\0\x03\0\0user\0/s },
  // Redis documentation, RESP: an array of bulk strings.
  { protocol: 'redis', title: 'Redis command', begins: /^\*\d+\r\n\$\d+\r\n([A-Za-z]+)\r\n/ },
  // OASIS MQTT 3.1.1, section 3.1.
  { protocol: 'mqtt', title: 'MQTT connect', begins: /^\x10.{1,4}?\0\x04MQTT/s },
  // RFC 8489, section 5: the magic cookie.
  { protocol: 'stun', title: 'STUN request', begins: /^\0[\x01\x03]..\x21\x12\xa4\x42/s },
  // RFC 1157, section 4 and RFC 3416: a sequence that begins with version 0, 1 or 3.
  {
    protocol: 'snmp',
    title: 'SNMP request',
    begins: /^\x30(?:[\x00-\x7f]|\x81.|\x82..)\x02\x01[\x00\x01\x03]/s,
  },
  // HP, Printer Job Language Technical Reference: the universal exit.
  { protocol: 'pjl', title: 'print job (PJL)', begins: /^\x1b%-12345X(@PJL[ -~]*)?/ },
  // Epson, ESC/P Reference Manual: initialise the printer. Adobe, PostScript Language Reference: the first line.
  { protocol: 'escp', title: 'print job (ESC/P)', begins: /^\x1b@/ },
  { protocol: 'postscript', title: 'print job (PostScript)', begins: /^\x04?(%!PS[ -~]*)/ },
];
/* oxlint-enable no-control-regex */

/** Longer says no more to whoever reads a line. */
const LONGEST = 60;

/** A protocol by its opening: its short name, and what was said in words; undefined when none is like this. */
export function openingOf(bytes: Uint8Array): { protocol: string; message: string } | undefined {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  for (const { protocol, title, begins } of OPENINGS) {
    const found = begins.exec(text);
    if (!found) continue;
    const [, shown] = found;
    const words =
      shown !== undefined && /^[ -~]{2,}$/.test(shown) ? `: ${shown.slice(0, LONGEST)}` : '';
    return { protocol, message: title + words };
  }
  return undefined;
}
