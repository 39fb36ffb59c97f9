/** How the command ends. Scripts rely on these numbers. */
export const EXIT = {
  ok: 0,
  /** `--fail-on` met one of its words. */
  found: 1,
  usage: 2,
  /** Not found, nobody answered, nothing could be looked at, or the machine did not give what it takes. */
  notFound: 3,
  /** With `--strict`: the answer is partial. */
  partial: 4,
  /** Our own bug (EX_SOFTWARE of sysexits.h). */
  bug: 70,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Whether it ended with an answer: an interrupted command that has one ended in good order. */
export const isAnswer = (code: ExitCode) =>
  code === EXIT.ok || code === EXIT.found || code === EXIT.partial;

export const EXIT_MEANINGS: readonly (readonly [number, string])[] = [
  [EXIT.ok, 'whatever was found'],
  [EXIT.found, '--fail-on met one of its words'],
  [EXIT.usage, 'the command line makes no sense'],
  [
    EXIT.notFound,
    'not found, nobody answered, nothing to be had: no room, no right, a port that is taken',
  ],
  [EXIT.partial, 'with --strict: the answer is partial'],
  [EXIT.bug, 'a bug of Portolan'],
];
