/**
 * The jury: systemd, as process 1 of namespaces of its own, says which unit holds which socket and
 * which service will start for it; we say the same, from its files and without asking it.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SurveyResult } from '../../src/app/survey/result.ts';
import { Ground, obstacle, patiently } from './containers-ground.ts';

const SYSTEMD = '/lib/systemd/systemd';
const reason = obstacle(SYSTEMD, 'systemctl', 'ip');
if (reason) console.log(`LEFT OUT: jury systemd: ${reason}`);

const UNITS = '/lib/systemd/system';
/** Without the dependencies that every unit has: there is no system around these. */
const BARE = '[Unit]\nDefaultDependencies=no\n';
const FILES: Readonly<Record<string, string>> = {
  [`${UNITS}/try.target`]: `${BARE}Wants=echo.socket each.socket inst@47005.socket daemon.service alias.socket\n`,
  [`${UNITS}/echo.socket`]: `${BARE}[Socket]\nListenStream=127.0.0.1:47001\nListenStream=[::1]:47001\nListenDatagram=47002\nListenStream=/run/echo.sock\n`,
  [`${UNITS}/echo.socket.d/more.conf`]: '[Socket]\nListenStream=47003\n',
  [`${UNITS}/echo.service`]: '[Service]\nExecStart=-/bin/sleep 600\n',
  [`${UNITS}/each.socket`]: `${BARE}[Socket]\nListenStream=0.0.0.0:47004\nAccept=yes\n`,
  [`${UNITS}/each@.service`]: '[Service]\nExecStart=/bin/cat\nStandardInput=socket\n',
  [`${UNITS}/inst@.socket`]: `${BARE}[Socket]\nListenStream=127.0.0.1:%i\nService=echo.service\n`,
  [`${UNITS}/daemon.socket`]: `${BARE}[Socket]\nListenStream=127.0.0.1:47006\n`,
  [`${UNITS}/daemon.service`]: `${BARE}Requires=daemon.socket\nAfter=daemon.socket\n[Service]\nExecStart=/bin/sleep 600\n`,
  [`${UNITS}/real.socket`]: `${BARE}[Socket]\nListenStream=\\\n# a comment between\n127.0.0.2:47007\n`,
  [`${UNITS}/real.service`]:
    '[Service]\nExecStart=/bin/false\nExecStart=\nExecStart=/bin/sleep 5\n',
  // The user's number, 0: no name of a unit tells it.
  [`${UNITS}/user.socket`]: `${BARE}[Socket]\nListenStream=127.0.0.1:4701%U\n`,
  [`${UNITS}/user.service`]: '[Service]\nExecStart=/bin/sleep 5\n',
  // What systemd-run's units wait for.
  [`${UNITS}/sysinit.target`]: BARE,
  [`${UNITS}/basic.target`]: BARE,
  [`${UNITS}/sockets.target`]: BARE,
  [`${UNITS}/shutdown.target`]: BARE,
  '/etc/systemd/system/real.socket.d/10-port.conf': '[Socket]\nListenStream=\nListenStream=47008\n',
};
/** Another name of a unit. */
const LINKS = { '/etc/systemd/system/alias.socket': `${UNITS}/real.socket` };

const quote = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;
const INIT = [
  'mount -t tmpfs tmpfs /etc/systemd',
  `mount -t tmpfs tmpfs ${UNITS}`,
  'mkdir -p /run/systemd',
  ...Object.entries(FILES).map(([path, text]) => {
    const folder = path.replace(/\/[^/]*$/, '');
    return `mkdir -p ${folder}; printf %s ${quote(text)} >${path}`;
  }),
  ...Object.entries(LINKS).map(([path, target]) => `ln -s ${target} ${path}`),
  `exec env -i container=portolan PATH="$PATH" ${SYSTEMD} --system --log-target=null --show-status=no --unit=try.target`,
].join('\n');

describe.skipIf(reason)('systemd as process 1', () => {
  const ground = new Ground();
  let survey: SurveyResult;

  beforeAll(async () => {
    await ground.open(INIT);
    await patiently(() => ground.run('systemctl', 'is-active', 'try.target'));
    survey = ground.survey();
  });
  afterAll(() => ground.close());

  interface Shown {
    readonly listen: string;
    readonly unit: string;
  }
  const property = (unit: string, name: string) =>
    ground.run('systemctl', 'show', '--value', '-p', name, unit).trim();
  /** What systemd says: the address, the unit that holds it, the service and its program. */
  const theirs = () => {
    const shown = JSON.parse(
      ground.run('systemctl', 'list-sockets', '--all', '--output=json'),
    ) as Shown[];
    return shown
      .filter(({ listen }) => /:\d+$/.test(listen))
      .map(({ listen, unit }) => {
        const each = property(unit, 'Accept') === 'yes';
        const service = each ? unit.replace('.socket', '@.service') : property(unit, 'Triggers');
        // A template is no unit that systemd could be asked about; an instance of it is.
        const command = property(each ? service.replace('@', '@1') : service, 'ExecStart');
        return `${listen} ${unit} ${service} ${/path=(\S+)/.exec(command)?.[1]}`;
      })
      .toSorted();
  };
  const ours = ({ listeners }: SurveyResult) =>
    listeners
      .flatMap(({ address, port, activation }) => {
        const host = address.includes(':') ? `[${address}]` : address;
        return activation
          ? `${host}:${port} ${activation.socket} ${activation.service} ${activation.program}`
          : [];
      })
      .toSorted();

  it('names the same unit, service and program for each of its sockets', () => {
    expect(ours(survey)).toHaveLength(8);
    expect(ours(survey)).toEqual(theirs());
  });

  it('comes behind the daemon that it has started', () => {
    const holders = (report: SurveyResult, wanted: number) =>
      report.listeners
        .filter(({ port }) => port === wanted)
        .map(({ processes }) => processes.map(({ name }) => name));
    expect(holders(survey, 47_006)).toEqual([['sleep', 'systemd']]);
    expect(holders(survey, 47_001)).toEqual([['systemd'], ['systemd']]);
    ground.run('systemctl', 'start', 'echo.service');
    const both = ['sleep', 'systemd'];
    expect(holders(ground.survey(), 47_001)).toEqual([both, both]);
  });

  it('is told to another user, too, who may not see what process 1 holds', () => {
    const seen = ground.survey(65_534);
    expect(seen.listeners.filter(({ processes }) => processes.length > 0)).toEqual([]);
    expect(ours(seen)).toEqual(theirs());
  });

  it('is read where it keeps units that were made while it runs', () => {
    const socket = ['--socket-property=ListenStream=127.0.0.1:47009', '--unit=made'];
    ground.run('systemd-run', '--no-ask-password', ...socket, '/bin/true');
    const made = ground.survey().listeners.find(({ port }) => port === 47_009);
    expect(made?.activation).toEqual({
      socket: 'made.socket',
      service: 'made.service',
      program: '/bin/true',
    });
  });

  it('is asked itself about a socket that no file explains', () => {
    ground.run('systemctl', 'start', 'user.socket');
    const socket = ground.survey().listeners.find(({ port }) => port === 47_010);
    expect(socket?.activation).toEqual({
      socket: 'user.socket',
      service: 'user.service',
      program: '/bin/sleep',
    });
  });
});
