/** A sentinel at its post: how it stands, each knock as it comes, and what it all was. */
import type { SentinelEvent } from '../../../app/sentinel/event.ts';
import {
  placesOf,
  placeName,
  type OpenDoor,
  type SentinelResult,
  type Stand,
} from '../../../app/sentinel/stand.ts';
import { formatEndpoint } from '../../../core/endpoint.ts';
import { grouped } from '../../../core/count.ts';
import { cut, hang, printable, width as widthOf, wrap } from '../text.ts';
import type { LiveView, View, ViewOptions } from '../view.ts';

export const sentinelLiveView: LiveView<SentinelEvent, Stand> = {
  first: standLines,
  row: eventLines,
};

function standLines(stand: Stand, { width, colours }: ViewOptions): string[] {
  const { opened, isReachable, user, store, capture } = stand;
  const notes = [
    'It answers nothing. Ctrl-C ends it.',
    ...(user === undefined ? [] : [`It runs as ${user} from here on.`]),
    store === undefined ? 'Nothing is kept.' : `Kept in ${store}: portolan sentinel log shows it.`,
    ...(capture === undefined ? [] : [`Captured: ${capture}.`]),
  ];
  return [
    ...hang('Standing behind ', doorNames(opened), width),
    ...hang('on ', printable(whereNames(opened)), width),
    ...(isReachable ? [] : loopbackLines(width).map(colours.yellow)),
    ...wrap(printable(notes.join(' ')), width).map(colours.dim),
    '',
  ];
}

const loopbackLines = (width: number) =>
  wrap(
    'Only programs on this machine can knock. To be reached by others: --listen any, or --listen ADDRESS.',
    width,
  );

/** `127.0.0.1, ::1, but not tcp/3289 on ::1`: a door may be taken on one address and free on another. */
function whereNames(opened: readonly OpenDoor[]): string {
  const addresses = [...new Set(opened.map(({ address }) => address))];
  const isOpen = ({ transport, port }: OpenDoor, address: string) =>
    opened.some(
      (one) => one.transport === transport && one.port === port && one.address === address,
    );
  const missing = addresses.flatMap((address) => {
    const places = placesOf(opened).filter((place) => !isOpen(place, address));
    const names = places.map(({ transport, port }) => placeName(transport, port)).join(', ');
    return names === '' ? [] : [`${names} on ${address}`];
  });
  const but = missing.length === 0 ? '' : `, but not ${missing.join(', nor ')}`;
  return addresses.join(', ') + but;
}

/** `259 esro-gen, udp/3289 enpc`: without a transport both. */
function doorNames(opened: readonly OpenDoor[]): string {
  const places = placesOf(opened);
  const ports = [...new Set(places.map(({ port }) => port))].toSorted((a, b) => a - b);
  return ports
    .map((port) => {
      const own = places.filter((place) => place.port === port);
      const promised = own.find((place) => place.promised !== undefined)?.promised;
      const [only] = own;
      const name = own.length > 1 || !only ? String(port) : placeName(only.transport, port);
      return promised === undefined ? name : printable(`${name} ${promised}`);
    })
    .join(', ');
}

/** An event as a line; what was said gives way when there is no room. */
export function eventLines(told: SentinelEvent, { width, colours }: ViewOptions): string[] {
  const time = `${timeOfDay(told.time)}  `;
  if (told.event === 'sweep') {
    const ports = told.ports.join(', ');
    const words = `${told.source} goes from port to port: ${ports}`;
    return hang(time, printable(words), width).map(colours.yellow);
  }
  if (told.event === 'counted') {
    const who = told.source === undefined ? '' : ` from ${told.source}`;
    const words = `${grouped(told.count)} more${who} to ${told.ports.join(', ')}, only counted`;
    return hang(time, printable(words), width).map(colours.dim);
  }
  const place = placeName(told.transport, told.local.port);
  const promised = told.promised === undefined ? '' : printable(` ${told.promised}`);
  const { address } = told.source;
  const from =
    address === '' ? 'somebody who had broken off' : printable(formatEndpoint(told.source));
  const front = `${time}${place}${promised}  from ${from}  `;
  const room = Math.max(width - widthOf(front), 0);
  const said = saidText(told);
  if (room >= Math.min(widthOf(said), 24)) {
    return [`${time}${colours.bold(place)}${promised}  from ${from}  ${cut(said, room)}`];
  }
  return [
    ...hang(time, printable(`${place}${promised} from ${from}`), width),
    `${' '.repeat(time.length)}${cut(said, Math.max(width - time.length, 8))}`,
  ];
}

/** What was said, how much of it there was, and how long it took. */
function saidText({
  said,
  text,
  length,
  stayed,
  ended,
}: SentinelEvent & { event: 'knock' }): string {
  const stay = stayed === undefined ? '' : `, ${stayText(stayed)}`;
  if (length === 0) return `said nothing${stay}${ended === 'reset' ? ', broke off' : ''}`;
  const words = said
    ? `${said.message}${said.error === undefined ? '' : ` (${said.error})`}  `
    : '';
  return printable(
    `${words}"${text}" ${grouped(length)} ${length === 1 ? 'byte' : 'bytes'}${stay}`,
  );
}

const stayText = (time: number) => (time < 1000 ? `${time} ms` : `${(time / 1000).toFixed(1)} s`);

const two = (number: number) => String(number).padStart(2, '0');

/** The clock on the wall of whoever reads it. */
export function timeOfDay(instant: string): string {
  const at = new Date(instant);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** Day and time, for what may be long ago. */
export function dayAndTime(instant: string): string {
  const at = new Date(instant);
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${timeOfDay(instant)}`;
}

export const sentinelView: View<SentinelResult> = (result, { width }) => {
  const { knocks, counted, sources, store, lost } = result;
  if (knocks + counted === 0) return ['', ...wrap('Nobody knocked.', width)];
  const who = `${grouped(sources)} ${sources === 1 ? 'source' : 'sources'}`;
  const more = counted === 0 ? '' : `, and ${grouped(counted)} that were only counted`;
  const sentences = [
    `${grouped(knocks)} ${knocks === 1 ? 'knock' : 'knocks'} from ${who}${more}.`,
    ...(store !== undefined && lost === 0 ? [`Kept in ${store}: portolan sentinel log`] : []),
    ...(lost > 0 ? [`${grouped(lost)} of them could not be kept.`] : []),
  ];
  return ['', ...wrap(printable(sentences.join(' ')), width)];
};
