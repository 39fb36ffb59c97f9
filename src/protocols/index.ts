/** The one list of protocols that Portolan speaks or reads. */
import { bdc } from './bdc/index.ts';
import { dns } from './dns/index.ts';
import { dnssd } from './dnssd/index.ts';
import { enpc } from './enpc/index.ts';
import { entp } from './entp/index.ts';
import { ftp } from './ftp/index.ts';
import { http } from './http/index.ts';
import { imap } from './imap/index.ts';
import { ipp } from './ipp/index.ts';
import { memcached } from './memcached/index.ts';
import { mqtt } from './mqtt/index.ts';
import { mysql } from './mysql/index.ts';
import { nats } from './nats/index.ts';
import { nntp } from './nntp/index.ts';
import { ntp } from './ntp/index.ts';
import { pop3 } from './pop3/index.ts';
import { postgresql } from './postgresql/index.ts';
import { escp } from './escp/index.ts';
import { esro } from './esro/index.ts';
import { emsd } from './emsd/index.ts';
import type { Protocol } from './protocol.ts';
import { redis } from './redis/index.ts';
import { rfb } from './rfb/index.ts';
import { rsync } from './rsync/index.ts';
import { smtp } from './smtp/index.ts';
import { snmp } from './snmp/index.ts';
import { ssh } from './ssh/index.ts';
import { sunrpc } from './sunrpc/index.ts';
import { svn } from './svn/index.ts';
import { telnet } from './telnet/index.ts';
import { tls } from './tls/index.ts';
import { wsd } from './wsd/index.ts';

/**
 * Where bytes fit several, the first is taken: those with a signature stand before those with digits and lines,
 * and those whose messages are all numbers last.
 */
export const PROTOCOLS: readonly Protocol[] = [
  enpc,
  entp,
  bdc,
  escp,
  snmp,
  ssh,
  http,
  wsd,
  tls,
  rfb,
  rsync,
  nats,
  svn,
  imap,
  pop3,
  smtp,
  ftp,
  nntp,
  redis,
  memcached,
  mqtt,
  mysql,
  postgresql,
  telnet,
  sunrpc,
  ipp,
  dnssd,
  dns,
  ntp,
  esro,
  emsd,
];
