/**
 * Jobs in other languages than ESC/P: printers that know several are told by the job language which one follows. What
 * follows is passed over then, since as ESC/P it would be hundreds of pages of odd characters.
 */
import type { CommandHandler, Handlers } from '../handler.ts';
import { printLine } from '../paging.ts';

/** `LANGUAGE=ESC/PAGE`, and the short form of some drivers. */
const LANGUAGE = /\bLA(?:NGUAGE)? *= *([!-~]{1,40})/i;

/** ESC/P itself by its names, and those that leave it to the printer. */
const OURS = /^(ESC\/?P(2|-?R|RASTER)?|AUTO)$/i;

const choose: CommandHandler = (state, parameters) => {
  const [, language] = LANGUAGE.exec(String.fromCharCode(...parameters)) ?? [];
  if (language === undefined) return;
  printLine(state);
  state.otherLanguage = OURS.test(language) ? undefined : language;
  if (state.otherLanguage !== undefined) {
    state.notes.fault(`what follows is ${language}, another language: passed over`);
  }
};

export const OTHER_LANGUAGES: Handlers = {
  commands: {
    'EJL SELECT': choose,
    'EJL ENTER': choose,
    'EJL SE': choose,
    'EJL EN': choose,
    'PJL ENTER': choose,
    // What HP's printers leave any language by; programs that know no better begin jobs with it.
    'ESC %-12345X': (state) => {
      state.otherLanguage = undefined;
    },
    // By itself it ends the language that was chosen.
    EJL: (state) => {
      state.otherLanguage = undefined;
    },
  },
};
