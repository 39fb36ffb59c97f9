/** An SSH server says who it is as soon as a connection stands: RFC 4253, section 4.2. */
import { heardText, named } from '../../core/heard.ts';
import type { Probe } from '../protocol.ts';
import { decode } from './wire.ts';

export const sshProbe: Probe = {
  transport: 'tcp',
  judge(bytes) {
    const decoded = decode(bytes);
    if (!decoded.ok) return undefined;
    const { protocol, software, comments } = decoded.message;
    // OpenSSH_9.2p1, dropbear_2022.83, Go, ROSSSH, libssh-0.9.6
    const [, product, version] = /^(.+?)[_-](\d.*)$/.exec(software) ?? [];
    const said = comments === '' ? software : `${software} ${comments}`;
    return {
      service: 'ssh',
      ...named(product ?? software, version),
      evidence: heardText(`SSH-${protocol}-${said}`),
    };
  },
};
