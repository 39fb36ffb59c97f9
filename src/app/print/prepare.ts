/** A file on its way to paper: read, known for what it is, and laid out. */
import { UsageError } from '../../core/errors.ts';
import type { ComposedDocument } from '../../protocols/escp/composer/content.ts';
import type { Context } from '../operation.ts';
import { openInput } from './input.ts';
import type { Prepared } from './job.ts';
import { pictureDocument } from './picture-layout.ts';
import type { Picture } from './picture/picture.ts';
import type { ChangedCharacter, PrintedFile } from './result.ts';
import { textDocument, type TextDocument } from './text-layout.ts';
import type { Changed } from './text/repertoire.ts';
import type { PrintWishes } from './wishes.ts';

/** @throws UsageError for what cannot be printed, or not as it is wished for */
export async function prepare(
  file: string,
  wishes: PrintWishes,
  context: Context,
): Promise<Prepared> {
  const { platform } = context;
  const { isAsIs, isText, copies } = wishes;
  const input = await openInput(file, { isAsIs, isText, isRepeated: copies > 1 }, platform.files);
  const name = file === '-' ? 'standard input' : file;
  if (input.kind === 'job') return { file, input, told: () => ({}) };
  if (input.kind === 'text') {
    if (input.bytes.length > 0 && wishes.picture.isTurned) {
      throw new UsageError(
        `${name} is text, and these printers print text in one direction alone: --landscape is for pictures. For wide lines: --cpi 20, or less --margin`,
      );
    }
    const content = textDocument(input.bytes, wishes);
    return { file, input, content: () => content.compose(), told: () => toldOfText(content) };
  }
  const { kind, bytes } = input;
  const open = async () => {
    const picture = await decode(kind, bytes, name, context);
    const content = pictureDocument(picture, name, wishes);
    return { content, told: toldOfPicture(picture, content) };
  };
  // All are tried before anything is sent; of many, only the one that is being printed is in memory.
  const { content, told } = await open();
  const isAlone = wishes.files.length === 1;
  return {
    file,
    input,
    content: isAlone ? () => content : async () => (await open()).content,
    told: () => told,
  };
}

/** Whoever prints text does not pay for what pictures take. */
async function decode(
  kind: 'png' | 'jpeg',
  bytes: Uint8Array,
  name: string,
  { platform }: Context,
): Promise<Picture> {
  if (kind === 'jpeg') {
    const { decodeJpeg } = await import('./picture/jpeg.ts');
    return decodeJpeg(bytes, name);
  }
  const [{ decodePng }, compression] = await Promise.all([
    import('./picture/png.ts'),
    platform.compression(),
  ]);
  return decodePng(bytes, name, (packed, limit) => compression.inflate(packed, limit));
}

function toldOfText(content: TextDocument): Partial<PrintedFile> {
  const { changed, more, cut } = content.changes();
  const { encoding } = content;
  return {
    ...(encoding !== undefined && { encoding }),
    ...(changed.length > 0 && { changed: changed.map(changedCharacter) }),
    ...(more > 0 && { moreChanged: more }),
    ...(cut > 0 && { cut }),
  };
}

const changedCharacter = ({
  character,
  fate,
  printed,
  count,
  line,
}: Changed): ChangedCharacter => ({
  character,
  codePoint: `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`,
  fate,
  printed,
  count,
  line,
});

function toldOfPicture(
  { width, height }: Picture,
  content: ComposedDocument & { readonly kind: 'picture' },
): Partial<PrintedFile> {
  const { columns, rows, dpi } = content.picture;
  const inMm = (dots: number, perInch: number) => Math.round((dots / perInch) * 254) / 10;
  const printed = { width: inMm(columns, dpi.x), height: inMm(rows, dpi.y) };
  return { picture: { width, height, printed, dpi } };
}
