/** Commands that are understood and change nothing that is seen on a page. */
import type { CommandHandler, Handlers } from '../handler.ts';

const unseen: CommandHandler = () => {};

export const UNSEEN: Handlers = {
  commands: {
    // How the head runs, how fast, when it prints, and what it does when the paper ends.
    'ESC U': unseen,
    'ESC <': unseen,
    'ESC s': unseen,
    'ESC 8': unseen,
    'ESC 9': unseen,
    'ESC (s': unseen,
    // Padding.
    'ESC (d': unseen,
    // What codes are characters is decided where the stream is taken apart.
    'ESC 6': unseen,
    'ESC 7': unseen,
    'ESC I': unseen,
    'ESC #': unseen,
    'ESC =': unseen,
    'ESC >': unseen,
  },
};
