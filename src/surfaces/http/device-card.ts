/** One device of the network: how it does, what it is and where, what it offers, and what is doubtful about it. */
import { html } from 'hono/html';
import type { FoundDevice, JudgedService } from '../../app/discover/result.ts';
import { STOPPED, wantsHand } from '../../devices/condition.ts';
import type { DeviceAlert } from '../../devices/device.ts';
import { WITNESS_NAMES } from '../../devices/observation.ts';
import { alertSources, alertsToTell, counterWords, inputWords } from '../../devices/words.ts';
import type { MessageKey } from '../../language/phrases.ts';
import type { Severity } from '../../verdict/verdict.ts';
import { suppliesHtml } from './devices-supplies.ts';
import { sentence } from '../../core/sentence.ts';
import { pathFor, type Reader } from './reader.ts';
import type { Html } from './spans.ts';
import { verdictBadge } from './verdict-badge.ts';

/** More alerts than these are counted by nobody who reads. */
const MOST_ALERTS = 12;

/** @param id its place on the page, for what must be told apart there */
export function deviceCard(device: FoundDevice, id: string, reader: Reader): Html {
  const { words } = reader;
  const { printer } = device;
  return html`<article class="device ${gravity(device)}" aria-labelledby="${id}">
    <h2 id="${id}"><bdi>${device.title}</bdi></h2>
    <p class="kinds">${marks(device, reader)}</p>
    ${device.notes.map((note) => html`<p class="dim">${said(note)}</p>`)}
    ${suppliesHtml(printer?.supplies ?? [], words)}
    ${alerts(printer ? alertsToTell(printer) : [], reader)}
    <dl class="told">${facts(device, reader)}</dl>
    ${services(device.services, reader)} ${disputes(device, reader)}
  </article>`;
}

const isStopped = ({ printer }: FoundDevice): boolean =>
  printer?.alerts.some(({ severity }) => severity === 'critical') ?? false;

/** How much it matters: what is wrong with its services, or with itself. */
function gravity(device: FoundDevice): Severity {
  const { severity } = device;
  if (severity === 'alert' || isStopped(device)) return 'alert';
  return wantsHand(device) ? 'warning' : severity;
}

function stateGravity(device: FoundDevice): Severity {
  if (isStopped(device)) return 'alert';
  return STOPPED.test(device.printer?.state ?? '') ? 'warning' : 'none';
}

/** What devices and protocols say is in English, or in whatever language they speak; it reads its own way. */
const said = (text: string): Html => html`<bdi lang="en" dir="ltr">${text}</bdi>`;

function marks(device: FoundDevice, { words }: Reader): Html {
  const { kinds, printer, thisMachine, exposed } = device;
  const state = printer?.state;
  return html`${kinds.length > 0 ? html`${said(kinds.join(', '))} ` : ''}${
    state === undefined
      ? ''
      : html`<span class="badge ${stateGravity(device)}">${said(state)}</span> `
  }${exposed ? html`<span class="badge alert">${words.say('verdict.exposed')}</span> ` : ''}${
    thisMachine ? html`<span class="badge">${words.say('devices.thisMachine')}</span>` : ''
  }`;
}

function alerts(all: readonly DeviceAlert[], { words }: Reader): Html | '' {
  if (all.length === 0) return '';
  const rest = all.length - MOST_ALERTS;
  return html`<ul class="alerts" aria-label="${words.say('devices.alerts')}">
    ${all.slice(0, MOST_ALERTS).map(
      (alert) =>
        html`<li>
          ${severityBadge(alert, words.say)} ${said(alertText(alert))}
          <span class="dim" dir="ltr">${alertSources(alert)}</span>
        </li>`,
    )}
    ${rest > 0 ? html`<li class="dim" dir="ltr">+${rest}</li>` : ''}
  </ul>`;
}

function severityBadge({ severity }: DeviceAlert, say: Reader['words']['say']): Html | '' {
  switch (severity) {
    case 'critical':
      return html`<span class="badge alert">${say('devices.critical')}</span>`;
    case 'warning':
      return html`<span class="badge warning">${say('severity.warning')}</span>`;
    case 'other':
      return '';
  }
}

/** With the printer's own words, unless they are the same. */
const alertText = ({ words, said: own }: DeviceAlert): string =>
  own && own.toLowerCase() !== words.toLowerCase() ? `${words} – "${own}"` : words;

type FactKey = Extract<MessageKey, `devices.${string}`>;

/** What is known of it, a row each; what nobody said has none. */
function facts(device: FoundDevice, { words }: Reader): Html[] {
  const { title, maker, model, serial, firmware, mac, addresses, hosts, location } = device;
  const { links, seenBy, printer } = device;
  const product = [maker, model].filter((word) => word !== null).join(' ');
  const lines = (texts: readonly string[]) => texts.map((text) => html`${said(text)}<br />`);
  const rows: readonly (readonly [FactKey, Html | readonly Html[] | null])[] = [
    ['devices.product', product === '' || product === title ? null : said(product)],
    ['devices.serial', serial === null ? null : said(serial)],
    ['devices.firmware', firmware === null ? null : said(firmware)],
    [
      'devices.addresses',
      addresses.map((address) => html`<bdi class="mono" dir="ltr">${address}</bdi> `),
    ],
    ['devices.mac', mac === null ? null : html`<bdi class="mono" dir="ltr">${mac}</bdi>`],
    ['devices.hosts', hosts.map((host) => html`${said(host)} `)],
    ['devices.location', location === null ? null : said(location)],
    ['devices.display', lines(printer?.display ?? [])],
    ['devices.paper', lines((printer?.inputs ?? []).map(inputWords))],
    [
      'devices.covers',
      lines((printer?.covers ?? []).map(({ name, state }) => `${name}: ${state}`)),
    ],
    ['devices.counted', lines((printer?.counters ?? []).map(counterWords))],
    ['devices.links', links.map((link) => html`<bdi class="mono" dir="ltr">${link}</bdi> `)],
    [
      'devices.seenBy',
      seenBy.map(
        (witness) => html`<span class="badge" dir="ltr">${WITNESS_NAMES[witness]}</span> `,
      ),
    ],
  ];
  return rows.flatMap(([key, content]) =>
    content === null || (Array.isArray(content) && content.length === 0)
      ? []
      : [
          html`<div>
            <dt>${words.say(key)}</dt>
            <dd>${content}</dd>
          </div>`,
        ],
  );
}

function services(all: readonly JudgedService[], reader: Reader): Html | '' {
  if (all.length === 0) return '';
  return html`<h3>${reader.words.say('devices.services')}</h3>
    <ul class="services">
      ${all.map((service) => serviceItem(service, reader))}
    </ul>`;
}

function serviceItem(service: JudgedService, reader: Reader): Html {
  const { port, transport, answered, severity, why, advice } = service;
  const heard = reader.words.say(answered.length > 0 ? 'devices.answered' : 'devices.announced');
  return html`<li class="${severity}">
    <a class="port" dir="ltr" href="${pathFor(`/port/${port}`, reader)}">${port}/${transport}</a>
    <bdi class="mono" dir="ltr">${service.service}</bdi>
    ${verdictBadge(service, reader)} <span class="dim">${heard}</span>
    ${
      severity === 'none'
        ? ''
        : html`<p lang="en" dir="ltr">
            ${sentence(why)} <span class="dim">${sentence(advice)}</span>
          </p>`
    }
  </li>`;
}

/** What cannot all be right, and what can be read in two ways. */
function disputes({ contradictions, printer }: FoundDevice, { words }: Reader): Html | '' {
  const doubts = [...contradictions.map(({ says }) => says), ...(printer?.disputed ?? [])];
  if (doubts.length === 0) return '';
  return html`<div class="box warning">
    <h3>${words.say('devices.disputed')}</h3>
    ${doubts.map((doubt) => html`<p lang="en" dir="ltr">${sentence(doubt)}</p>`)}
  </div>`;
}
