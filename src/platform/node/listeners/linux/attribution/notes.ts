/** What attribution could not see, in sentences for a person. */
import type { Container, Gap } from '../../../../../survey/listener.ts';
import { ROOT } from './places.ts';

/**
 * @param refused engines whose records may not be read
 * @param containers how many were seen
 * @param uid the user that looks
 */
export function unreadGap(
  refused: readonly string[],
  containers: number,
  uid: number | undefined,
): Gap[] {
  if (refused.length === 0 || containers === 0) return [];
  const engines = refused.toSorted().join(', ');
  return [
    {
      what: 'programs',
      why: `What the containers' engines (${engines}) know of them may not be read, so some have a number and no name.`,
      ...(uid !== ROOT && { remedy: 'sudo portolan survey' }),
      partial: false,
    },
  ];
}

/** Most ports that one sentence holds. */
const PORTS = 10;

/** @param ports published and without a socket: `8080/tcp` */
export function unheardGap(ports: readonly string[]): Gap[] {
  if (ports.length === 0) return [];
  const shown = ports.slice(0, PORTS).join(', ');
  const rest = ports.length > PORTS ? ` and ${ports.length - PORTS} more` : '';
  const [subject, object] = ports.length === 1 ? ['leads', 'it'] : ['lead', 'them'];
  return [
    {
      what: 'sockets',
      count: ports.length,
      why: `${shown}${rest} ${subject} into containers by the packet filter alone: no socket listens for ${object}, so no line here does.`,
      partial: false,
    },
  ];
}

/** Kubernetes opens ports on every node, and only the packet filter knows them. */
export function clusterGap(containers: readonly Container[]): Gap[] {
  // A pod's name stands before that of a container in it.
  const inCluster = ({ engine, name }: Container) =>
    engine === 'kubernetes' ||
    engine === 'cri-o' ||
    (engine === 'containerd' && /\//.test(name ?? ''));
  if (!containers.some(inCluster)) return [];
  return [
    {
      what: 'sockets',
      why: 'Kubernetes opens ports by the packet filter alone (NodePort, hostPort): no socket listens for them, so no line here does.',
      remedy: 'kubectl get services --all-namespaces',
      partial: false,
    },
  ];
}
