/** Checks the facts: what Portolan ships, or a folder of them that somebody is working on. */
import { FACT_FILES, auditFacts, type Audit } from '../atlas/audit/audit.ts';
import { NotFoundError, UsageError } from '../core/errors.ts';
import type { Context, Operation } from './operation.ts';

export interface AtlasCheck extends Audit {
  /** The folder that was looked at; absent for the shipped facts. */
  readonly folder?: string;
}

/** The largest table has half a megabyte. */
const LONGEST_FILE = 16 * 1024 * 1024;

export const atlasCheck: Operation<AtlasCheck> = {
  name: 'atlas check',
  summary: 'check the facts: sources, references, order, and names that lead nowhere',
  description:
    'Without a folder, the facts that Portolan ships; with one, a folder of the same form, such as data/ of its source code.',
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
    required: ['faults', 'files', 'claims', 'disputes', 'ghosts', 'programs'],
    properties: {
      folder: { type: 'string' },
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
  async run(input, context) {
    const folder = input['folder'] as string | undefined;
    const files = folder === undefined ? shippedFiles(context) : await filesOf(folder, context);
    const audit = auditFacts(files, context.platform.data.text('ports/iana.tsv'));
    return { ...(folder !== undefined && { folder }), ...audit };
  },
  items: ({ faults }) => faults,
  rows: ({ faults }) =>
    faults.map(({ file, line, problem }) => ({ file, line: line ?? null, problem })),
  outcome: ({ faults }) => ({ found: new Set(faults.length > 0 ? ['fault'] : []) }),
};

const shippedFiles = ({ platform }: Context) =>
  new Map(FACT_FILES.map((file) => [file, platform.data.text(file)]));

/** What is missing is a fault of the folder, unless all is: then it is no folder of facts. */
async function filesOf(folder: string, { platform }: Context): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const file of FACT_FILES) {
    try {
      const bytes = await platform.files.read(`${folder}/${file}`, LONGEST_FILE);
      files.set(file, new TextDecoder('utf-8').decode(bytes));
    } catch (problem) {
      if (!(problem instanceof UsageError)) throw problem;
    }
  }
  if (files.size === 0) {
    throw new NotFoundError(
      `"${folder}" has none of the files of a folder of facts: ${FACT_FILES.join(', ')}`,
    );
  }
  return files;
}
