/** JPEG: baseline and progressive, grey, colour and CMYK, turned as its camera says. The only file that names jpeg-js. */
import { UsageError } from '../../../core/errors.ts';
import { decode } from 'jpeg-js';
import { segments } from './jpeg-segments.ts';
import { orientationOf, turned } from './orientation.ts';
import { broken, checkSize, MOST_PIXELS, type Picture } from './picture.ts';

/** Some ten octets a pixel while it is taken apart. */
const MOST_MEGABYTES = 1024;

/** @throws UsageError that says what is wrong with it */
export function decodeJpeg(bytes: Uint8Array, name: string): Picture {
  const frame = readFrame(bytes, name);
  checkSize(name, frame.width, frame.height);
  let picture: Picture;
  try {
    const { width, height, data } = decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      // What is missing at its end is grey: whoever wants half a picture can say so by cutting it.
      tolerantDecoding: false,
      maxResolutionInMP: MOST_PIXELS / 1e6,
      maxMemoryUsageInMB: MOST_MEGABYTES,
    });
    picture = { width, height, rgb: data };
  } catch (problem) {
    if (!(problem instanceof Error)) throw problem;
    if (/^max\w+ limit exceeded/.test(problem.message)) {
      throw new UsageError(
        `${name} is a JPEG that takes more than ${MOST_MEGABYTES} MB to take apart (${frame.width} x ${frame.height} pixels). Make it smaller first, or a PNG of it.`,
      );
    }
    throw broken(name, `as a JPEG it cannot be read (${problem.message})`);
  }
  return turned(picture, orientationOf(bytes));
}

/** Start-of-frame markers whose coding nobody prints: lossless, differential, arithmetic (ITU T.81, table B.1). */
const RARE: Readonly<Record<number, string>> = {
  0xc3: 'lossless',
  0xc5: 'hierarchical',
  0xc6: 'hierarchical',
  0xc7: 'hierarchical',
  0xc9: 'arithmetic',
  0xca: 'arithmetic',
  0xcb: 'arithmetic',
  0xcd: 'arithmetic',
  0xce: 'arithmetic',
  0xcf: 'arithmetic',
};

/** How large it says it is, before anything of it is taken apart. */
function readFrame(bytes: Uint8Array, name: string): { width: number; height: number } {
  for (const { marker, content } of segments(bytes)) {
    const rare = RARE[marker];
    if (rare !== undefined) {
      throw new UsageError(
        `${name} is a JPEG with ${rare} coding, which is not read here. Save it as an ordinary JPEG or a PNG.`,
      );
    }
    if (marker < 0xc0 || marker > 0xc2) continue;
    if (content.length < 6) break;
    if (content[0] !== 8) {
      throw new UsageError(
        `${name} is a JPEG with ${content[0]} bits a colour, and 8 are read here. Save it with 8.`,
      );
    }
    return {
      height: (content[1]! << 8) | content[2]!,
      width: (content[3]! << 8) | content[4]!,
    };
  }
  throw broken(name, 'it ends before it says how large it is');
}
