/** Which capture format a file is, by its first bytes. */
import type { CaptureReader } from './capture.ts';
import { isPcap, PcapReader } from './pcap.ts';
import { isPcapng, PcapngReader } from './pcapng.ts';
import { Numbers } from './queue.ts';

/** How many bytes it takes to tell. */
export const MAGIC_LENGTH = 4;

/** A reader for a file that begins like this; undefined when it is no capture. Give it the beginning too. */
export function captureReader(beginning: Uint8Array): CaptureReader | undefined {
  if (beginning.length < MAGIC_LENGTH) return undefined;
  const magic = new Numbers(beginning, false).u32(0);
  if (isPcap(magic)) return new PcapReader();
  return isPcapng(magic) ? new PcapngReader() : undefined;
}

/** Formats that packets come in too, and what to do with them. */
const FOREIGN: readonly (readonly [magic: readonly number[], what: string])[] = [
  [[0x1f, 0x8b], 'It is compressed: gunzip -c FILE | portolan decode auto -'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'It is compressed: zstd -dc FILE | portolan decode auto -'],
  [[0x04, 0x22, 0x4d, 0x18], 'It is compressed: lz4 -dc FILE | portolan decode auto -'],
  [[0xa1, 0xb2, 0xcd, 0x34], 'It is a modified pcap: editcap FILE new.pcapng makes one of it'],
  [[0x34, 0xcd, 0xb2, 0xa1], 'It is a modified pcap: editcap FILE new.pcapng makes one of it'],
  [
    [0x73, 0x6e, 0x6f, 0x6f, 0x70, 0],
    'It is a capture of snoop: editcap FILE new.pcapng makes one that can be read',
  ],
];

/** What a file is that cannot be read as it is; undefined when nothing is known about it. */
export const foreignCapture = (beginning: Uint8Array): string | undefined =>
  FOREIGN.find(([magic]) => magic.every((byte, i) => beginning[i] === byte))?.[1];
