/**
 * Asks a device for its metadata by HTTP (Get of WS-Transfer): name, maker, model, serial number. A machine without
 * a socket; one question, one answer.
 */
import { UsageError } from '../../core/errors.ts';
import { isPrintPort } from '../../core/print-ports.ts';
import type { Random } from '../../core/random.ts';
import { parseWebAddress } from '../../core/web-address.ts';
import type { WebAction, WebInput, WebMachine } from '../../core/web-machine.ts';
import { encodeGet } from './encode.ts';
import { drawIdentifier } from './identifiers.ts';
import type { WsdMetadata } from './metadata.ts';
import { decode } from './wire.ts';

/** Devices' metadata has some 4 kB. */
export const MAX_METADATA = 256 * 1024;

export interface MetadataQuestion {
  /** The device's endpoint reference. */
  readonly endpoint: string;
  /** One of its addresses that may be asked: see `metadataAddress` in `device.ts`. */
  readonly address: string;
  readonly random: Random;
  /** Who asks: `portolan/0.1.0`. */
  readonly agent?: string;
}

/** How it ended: exactly one of these is told. */
export type MetadataOutcome =
  | { readonly kind: 'described'; readonly metadata: WsdMetadata }
  /** `why` is a sentence. */
  | { readonly kind: 'refused' | 'silent'; readonly why: string };

/**
 * The machine. Redirections are not followed.
 * @throws UsageError when the address is none, or its port is one where bytes come out as paper
 */
export function metadataQuestion(
  question: MetadataQuestion,
): WebMachine<undefined, MetadataOutcome> {
  const { endpoint, address, random, agent = 'portolan' } = question;
  const parts = parseWebAddress(address);
  if (parts === undefined) throw new UsageError(`"${address}" is no web address`);
  if (isPrintPort(parts.port)) {
    throw new UsageError(
      `nothing is asked on port ${parts.port}: what arrives there may be printed`,
    );
  }
  const messageId = drawIdentifier(random);
  const post: WebAction<MetadataOutcome> = {
    kind: 'post',
    address,
    headers: { 'content-type': 'application/soap+xml', 'user-agent': agent },
    // Printers speak the draft's addressing, whichever version found them (DPWS of 2006, section 4).
    body: encodeGet({ version: '2005/04', messageId, endpoint }),
    answerLimit: MAX_METADATA,
    anyCertificate: true,
  };
  return {
    start: () => ({ state: undefined, actions: [post] }),
    step: (state, input) => {
      const event = outcomeOf(input, messageId);
      return { state, actions: event ? [{ kind: 'tell', event }, { kind: 'done' }] : [] };
    },
    wakeAt: () => undefined,
  };
}

function outcomeOf(
  input: WebInput | { readonly kind: 'wake' },
  messageId: string,
): MetadataOutcome | undefined {
  if (input.kind === 'wake') return undefined;
  if (input.kind === 'unanswered') return { kind: 'silent', why: input.why };
  const decoded = decode(input.body);
  if (!decoded.ok) {
    const why = `it answers HTTP ${input.status}, and no metadata: ${decoded.error.message}`;
    return { kind: 'refused', why };
  }
  const { kind, metadata, fault, relatesTo } = decoded.message;
  if (metadata !== undefined && (relatesTo === undefined || relatesTo === messageId)) {
    return { kind: 'described', metadata };
  }
  return { kind: 'refused', why: fault ? `it answers: ${fault}` : `it answers with ${kind}` };
}
