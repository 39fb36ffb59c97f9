/** The numbers of IPP and their names: RFC 8010 section 3.5 for tags, RFC 8011 section 5.4.15 and appendix B. */

/** Where printers listen: RFC 8010, section 4. */
export const IPP_PORT = 631;
/** RFC 8010, section 4: of requests and of answers. */
export const MEDIA_TYPE = 'application/ipp';

/** Begin a group of attributes (RFC 8010, section 3.5.1; 6 and 7 RFC 3995, 8 and 10 PWG 5100.22, 9 PWG 5100.5). */
export const GROUPS = {
  operation: 0x01,
  job: 0x02,
  printer: 0x04,
  unsupported: 0x05,
  subscription: 0x06,
  'event-notification': 0x07,
  resource: 0x08,
  document: 0x09,
  system: 0x0a,
} as const;
export type GroupName = keyof typeof GROUPS;

/** Ends the attributes. */
export const END_OF_ATTRIBUTES = 0x03;
/** Tags from here on say what a value is; those below, which group begins. */
export const FIRST_VALUE_TAG = 0x10;

/** RFC 8010, section 3.5.2. */
export const TAGS = {
  unsupported: 0x10,
  unknown: 0x12,
  'no-value': 0x13,
  'not-settable': 0x15,
  'delete-attribute': 0x16,
  'admin-define': 0x17,
  integer: 0x21,
  boolean: 0x22,
  enum: 0x23,
  octetString: 0x30,
  dateTime: 0x31,
  resolution: 0x32,
  rangeOfInteger: 0x33,
  collection: 0x34,
  textWithLanguage: 0x35,
  nameWithLanguage: 0x36,
  endCollection: 0x37,
  text: 0x41,
  name: 0x42,
  keyword: 0x44,
  uri: 0x45,
  uriScheme: 0x46,
  charset: 0x47,
  naturalLanguage: 0x48,
  mimeMediaType: 0x49,
  memberAttrName: 0x4a,
} as const;

/** Values that say that there is no value, and why (RFC 8010, section 3.8). */
export const OUT_OF_BAND = [
  'unsupported',
  'unknown',
  'no-value',
  'not-settable',
  'delete-attribute',
  'admin-define',
] as const;
export type OutOfBand = (typeof OUT_OF_BAND)[number];

/** Values that are a text and nothing else. */
export const TEXTS = [
  'text',
  'name',
  'keyword',
  'uri',
  'uriScheme',
  'charset',
  'naturalLanguage',
  'mimeMediaType',
] as const;
export type TextKind = (typeof TEXTS)[number];

const nameByNumber = (table: Readonly<Record<string, number>>): ReadonlyMap<number, string> =>
  new Map(Object.entries(table).map(([name, number]) => [number, name]));

const GROUP_NAMES = nameByNumber(GROUPS);
const TAG_NAMES = nameByNumber(TAGS);

/** The group that a tag begins; undefined for those that nobody has assigned. */
export const groupName = (tag: number) => GROUP_NAMES.get(tag) as GroupName | undefined;
export const tagName = (tag: number) => TAG_NAMES.get(tag) as keyof typeof TAGS | undefined;

/** RFC 8011, section 5.4.15, and the registry that it began; from 0x4001 on, CUPS's own. Incomplete there. */
const OPERATIONS: readonly (readonly [first: number, names: readonly string[]])[] = [
  [
    0x0002,
    'Print-Job Print-URI Validate-Job Create-Job Send-Document Send-URI Cancel-Job Get-Job-Attributes Get-Jobs Get-Printer-Attributes Hold-Job Release-Job Restart-Job'.split(
      ' ',
    ),
  ],
  [
    0x0010,
    'Pause-Printer Resume-Printer Purge-Jobs Set-Printer-Attributes Set-Job-Attributes Get-Printer-Supported-Values Create-Printer-Subscriptions Create-Job-Subscriptions Get-Subscription-Attributes Get-Subscriptions Renew-Subscription Cancel-Subscription Get-Notifications'.split(
      ' ',
    ),
  ],
  [
    0x0022,
    'Enable-Printer Disable-Printer Pause-Printer-After-Current-Job Hold-New-Jobs Release-Held-New-Jobs Deactivate-Printer Activate-Printer Restart-Printer Shutdown-Printer Startup-Printer Reprocess-Job Cancel-Current-Job Suspend-Current-Job Resume-Job Promote-Job Schedule-Job-After'.split(
      ' ',
    ),
  ],
  [
    0x0033,
    'Cancel-Document Get-Document-Attributes Get-Documents Delete-Document Set-Document-Attributes Cancel-Jobs Cancel-My-Jobs Resubmit-Job Close-Job Identify-Printer Validate-Document'.split(
      ' ',
    ),
  ],
  [0x4001, ['CUPS-Get-Default', 'CUPS-Get-Printers', 'CUPS-Add-Modify-Printer']],
  [0x400b, ['CUPS-Get-Devices', 'CUPS-Get-PPDs', 'CUPS-Move-Job', 'CUPS-Authenticate-Job']],
];

/** RFC 8011, appendix B; PWG 5100.13 and 5100.17 for those from 0x0418 on. */
const STATUSES: readonly (readonly [first: number, prefix: string, names: readonly string[]])[] = [
  [
    0x0000,
    'successful-ok',
    [
      '',
      '-ignored-or-substituted-attributes',
      '-conflicting-attributes',
      '-ignored-subscriptions',
      '',
      '-too-many-events',
      '',
      '-events-complete',
    ],
  ],
  [
    0x0400,
    'client-error-',
    'bad-request forbidden not-authenticated not-authorized not-possible timeout not-found gone request-entity-too-large request-value-too-long document-format-not-supported attributes-or-values-not-supported uri-scheme-not-supported charset-not-supported conflicting-attributes compression-not-supported compression-error document-format-error document-access-error attributes-not-settable ignored-all-subscriptions too-many-subscriptions'.split(
      ' ',
    ),
  ],
  [
    0x0418,
    'client-error-',
    'document-password-error document-permission-error document-security-error document-unprintable-error account-info-needed account-closed account-limit-reached account-authorization-failed not-fetchable'.split(
      ' ',
    ),
  ],
  [
    0x0500,
    'server-error-',
    'internal-error operation-not-supported service-unavailable version-not-supported device-error temporary-error not-accepting-jobs busy job-canceled multiple-document-jobs-not-supported printer-is-deactivated too-many-jobs too-many-documents'.split(
      ' ',
    ),
  ],
];

const OPERATION_NAMES: ReadonlyMap<number, string> = new Map(
  OPERATIONS.flatMap(([first, names]) => names.map((name, i) => [first + i, name] as const)),
);
const STATUS_NAMES: ReadonlyMap<number, string> = new Map(
  STATUSES.flatMap(([first, prefix, names]) =>
    names.flatMap((name, i) => (name === '' && i > 0 ? [] : [[first + i, prefix + name] as const])),
  ),
);

/** `Get-Printer-Attributes`; undefined where nobody has named it. */
export const operationName = (code: number) => OPERATION_NAMES.get(code);
/** `successful-ok`; undefined where nobody has named it. */
export const statusName = (code: number) => STATUS_NAMES.get(code);

/** The one operation that the client has, and statuses that change what it does next. */
export const GET_PRINTER_ATTRIBUTES = 0x000b;
export const STATUS = {
  OK: 0x0000,
  BAD_REQUEST: 0x0400,
  FORBIDDEN: 0x0401,
  NOT_AUTHENTICATED: 0x0402,
  NOT_AUTHORIZED: 0x0403,
  NOT_FOUND: 0x0406,
  CHARSET_NOT_SUPPORTED: 0x040d,
  OPERATION_NOT_SUPPORTED: 0x0501,
  VERSION_NOT_SUPPORTED: 0x0503,
} as const;

/** From here on an answer says that it did not work: RFC 8011, appendix B.1. */
export const FIRST_ERROR = 0x0100;

/** RFC 8011, sections 5.3.7, 5.4.11, 5.2.10 and 5.2.13. */
const ENUMS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  'printer-state': { 3: 'idle', 4: 'processing', 5: 'stopped' },
  'job-state': {
    3: 'pending',
    4: 'pending-held',
    5: 'processing',
    6: 'processing-stopped',
    7: 'canceled',
    8: 'aborted',
    9: 'completed',
  },
  'orientation-requested': {
    3: 'portrait',
    4: 'landscape',
    5: 'reverse-landscape',
    6: 'reverse-portrait',
    7: 'none',
  },
  'print-quality': { 3: 'draft', 4: 'normal', 5: 'high' },
};

/** What a number of an enumerated attribute means; undefined where we do not know. */
export function enumName(attribute: string, value: number): string | undefined {
  if (attribute === 'operations-supported') return operationName(value);
  return ENUMS[attribute.replace(/-(?:supported|default|ready)$/, '')]?.[value];
}
