/** Checks the facts: what Portolan ships, or a folder of them that somebody is working on. */
import type { Audit } from '../atlas/audit/audit.ts';
import { NotFoundError, UsageError } from '../core/errors.ts';
import { LANGUAGES } from '../language/languages.ts';
import type { Platform } from '../platform/platform.ts';
import type { Operation } from './operation.ts';

export interface AtlasCheck extends Audit {
  /** The folder that was looked at; absent for the shipped facts. */
  readonly folder?: string;
  /** What may be there and was not looked at, and why; a sentence each. */
  readonly notChecked: readonly string[];
}

/** The largest table has half a megabyte. */
const LONGEST_FILE = 16 * 1024 * 1024;

export const atlasCheck: Operation<AtlasCheck> = {
  name: 'atlas check',
  summary: 'check the facts: form, order, sources, references, and names that lead nowhere',
  description:
    'Without a folder, the facts that Portolan ships; with one, a folder of the same form, such as data/ of its source code.\n' +
    'Languages and handwritten pages are looked at too, where there are any.',
  examples: [
    { command: 'portolan atlas check', shows: 'the shipped facts' },
    {
      command: 'portolan atlas check data --fail-on fault',
      shows: 'a folder; ends with 1 when something is wrong',
    },
  ],
  reach: 'this machine',
  parameters: [
    {
      name: 'folder',
      summary: 'a folder of facts',
      type: 'text',
      positional: true,
      placeholder: 'FOLDER',
    },
  ],
  output: {
    type: 'object',
    required: ['faults', 'files', 'claims', 'disputes', 'ghosts', 'programs', 'notChecked'],
    properties: {
      folder: { type: 'string' },
      notChecked: { type: 'array', items: { type: 'string' } },
      faults: {
        type: 'array',
        items: {
          type: 'object',
          required: ['file', 'problem'],
          properties: {
            file: { type: 'string' },
            line: { type: 'integer' },
            problem: { type: 'string' },
          },
          additionalProperties: false,
        },
      },
      files: { type: 'integer' },
      claims: { type: 'integer' },
      disputes: { type: 'integer' },
      ghosts: { type: 'integer' },
      programs: { type: 'integer' },
    },
  },
  findings: ['fault'],
  async run(input, { platform }) {
    const folder = input['folder'] as string | undefined;
    const audit = await import('../atlas/audit/audit.ts');
    const read = folder === undefined ? shipped(platform) : inFolder(folder, platform);
    const files = await filesOf(audit.FACT_FILES, read);
    if (files.size === 0) {
      throw new NotFoundError(
        `"${folder}" has none of the files of a folder of facts: ${audit.FACT_FILES.join(', ')}`,
      );
    }
    const languages = await filesOf(audit.languageFiles(LANGUAGES), read);
    const own = await read(audit.PAGE_INDEX);
    const index = own ?? platform.data.text(audit.PAGE_INDEX);
    const listed = audit.pagesOf(
      index,
      LANGUAGES.map(({ tag }) => tag),
    );
    const pages = await filesOf(listed.pages, read);
    const { faults, ...counts } = audit.auditFacts(
      new Map([...files, ...languages, ...pages]),
      platform.data.text('ports/iana.tsv'),
      { languages: LANGUAGES, pages: own === undefined && pages.size === 0 ? [] : listed.pages },
    );
    return {
      ...(folder !== undefined && { folder }),
      ...counts,
      faults: [...faults, ...listed.faults],
      notChecked: [
        ...(languages.size === 0 ? ['languages/ has no file of a language that is known'] : []),
        ...(own === undefined ? [unlisted(pages.size)] : []),
      ],
    };
  },
  items: ({ faults }) => faults,
  rows: ({ faults }) =>
    faults.map(({ file, line, problem }) => ({ file, line: line ?? null, problem })),
  outcome: ({ faults }) => ({ found: new Set(faults.length > 0 ? ['fault'] : []) }),
};

/** A folder's contents cannot be listed: pages are looked for by a list of them. */
const unlisted = (pages: number) =>
  pages === 0
    ? 'pages/ has none of the pages that this Portolan knows'
    : 'pages/ may have more pages than the ones that this Portolan knows; only these were looked at';

/** The text of a file by its path in the folder; undefined when it cannot be read. */
type Reader = (file: string) => Promise<string | undefined>;

const shipped =
  ({ data }: Platform): Reader =>
  async (file) =>
    data.text(file);

const inFolder =
  (folder: string, { files }: Platform): Reader =>
  async (file) => {
    try {
      const bytes = await files.read(`${folder}/${file}`, LONGEST_FILE);
      return new TextDecoder('utf-8').decode(bytes);
    } catch (problem) {
      if (problem instanceof UsageError) return undefined;
      throw problem;
    }
  };

/** Those that are there. */
async function filesOf(names: readonly string[], read: Reader): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const name of names) {
    const text = await read(name);
    if (text !== undefined) files.set(name, text);
  }
  return files;
}
