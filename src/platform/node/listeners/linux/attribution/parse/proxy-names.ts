/**
 * The kernel's names of programs that stand at a container's port on the machine, cut at 15
 * characters as the kernel does. Apart from what reads their command lines, since every survey asks
 * whether there is one, and few have one.
 */
const PROXY_NAMES = [
  'docker-proxy',
  'dockerd',
  'rootlesskit',
  'conmon',
  'rootlessport',
  'exe',
  'slirp4netns',
  'pasta',
  'pasta.avx2',
  'passt',
  'passt.avx2',
  'lxd',
  'incusd',
] as const;
export type ProxyName = (typeof PROXY_NAMES)[number];

const NAMES: ReadonlySet<string> = new Set(PROXY_NAMES);

/** Whether a program of this name may stand at a container's port. */
export const isProxyName = (name: string): name is ProxyName => NAMES.has(name);
