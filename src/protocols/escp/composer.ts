/**
 * Writes ESC/P: documents to a stream of bytes, piece by piece, as a printer of a kind takes it. 9 pins get ESC/P, 24 pins
 * ESC/P2, inkjets ESC/P2 with raster graphics. Pure: what is to be printed is decided before (`composer/content.ts`).
 */
import { bitImage, oneDirection } from './composer/bit-image.ts';
import { control, CR, escape, EXIT_PACKET_MODE, FF } from './composer/commands.ts';
import type { ComposedDocument, DotPicture, Target } from './composer/content.ts';
import { paperOf } from './composer/paper.ts';
import { beginRaster, rasterRows } from './composer/raster.ts';
import { textPages } from './composer/text.ts';

/** Pieces of a job are gathered until they are so long: a command is some bytes, and a packet some hundred. */
const PIECE = 16_384;

/** A whole job, in pieces that stay as they are. */
export function* composeJob(
  documents: Iterable<ComposedDocument>,
  target: Target,
): Generator<Uint8Array> {
  yield* gathered(jobBytes(documents, target));
}

function* jobBytes(documents: Iterable<ComposedDocument>, target: Target): Generator<Uint8Array> {
  if (target.kind === 'inkjet') yield EXIT_PACKET_MODE;
  for (const content of documents) {
    yield escape('@');
    if (content.kind === 'text') yield* textPages(content.pages, content.format, target);
    else yield* picturePage(content.picture, target);
  }
  // Whoever prints next finds it as it was switched on.
  yield escape('@');
}

function* picturePage(picture: DotPicture, target: Target): Generator<Uint8Array> {
  const paper = paperOf(target, picture.dpi.y);
  const { kind } = target;
  if (kind === 'inkjet') yield* beginRaster();
  yield* paper.setUp(target.printable.top);
  yield* paper.begin();
  if (kind === 'inkjet') yield* rasterRows(picture, target, paper);
  else {
    yield oneDirection();
    yield* bitImage(picture, { ...target, kind }, paper);
  }
  yield control(CR, FF);
}

function* gathered(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  let room = new Uint8Array(PIECE);
  let length = 0;
  for (const piece of pieces) {
    if (length + piece.length > room.length) {
      if (length > 0) yield room.subarray(0, length);
      room = new Uint8Array(Math.max(PIECE, piece.length));
      length = 0;
    }
    room.set(piece, length);
    length += piece.length;
  }
  if (length > 0) yield room.subarray(0, length);
}
