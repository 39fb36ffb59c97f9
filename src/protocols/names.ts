/**
 * The names of the protocols on the one list, in its order: for who lists them and does not want to load them
 * for that.
 */
export const PROTOCOL_NAMES: readonly string[] = [
  'enpc',
  'entp',
  'bdc',
  'snmp',
  'ssh',
  'http',
  'wsd',
  'tls',
  'rfb',
  'rsync',
  'nats',
  'svn',
  'imap',
  'pop3',
  'smtp',
  'ftp',
  'nntp',
  'redis',
  'memcached',
  'mqtt',
  'mysql',
  'postgresql',
  'telnet',
  'sunrpc',
  'ipp',
  'dnssd',
  'dns',
  'ntp',
];
