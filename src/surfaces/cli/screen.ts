/** The whole terminal as one picture that is drawn anew, and given back as it was. */
import type { Output } from './world.ts';

/** The other screen, so that what stood on the terminal comes back; the cursor away while we draw. */
const OPEN = '\x1b[?1049h\x1b[?25l';
const CLOSE = '\x1b[?25h\x1b[?1049l';
const HOME = '\x1b[H';
const TO_LINE_END = '\x1b[K';
const TO_SCREEN_END = '\x1b[J';

export interface Screen {
  /** Shows these lines and nothing else; what was drawn before is not drawn again. */
  draw(lines: readonly string[]): void;
  /** Draws the next picture whatever was there. */
  forget(): void;
  /** Gives the terminal back. May be called twice. */
  close(): void;
}

/** Takes the terminal over. */
export function openScreen(output: Output): Screen {
  const takeBack = output.atExit?.(CLOSE);
  output.write(OPEN);
  let drawn: string | undefined;
  let isOpen = true;
  return {
    draw(lines) {
      // No line feed after the last line: it would scroll a full screen.
      const picture = lines.map((line) => line + TO_LINE_END).join('\r\n');
      if (!isOpen || picture === drawn) return;
      output.write(HOME + picture + TO_SCREEN_END);
      drawn = picture;
    },
    forget() {
      drawn = undefined;
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      takeBack?.();
      output.write(CLOSE);
    },
  };
}
