/** What is wanted, of the words that came through a door. */
import { UsageError } from '../../../core/errors.ts';
import type { EscpModel } from '../../../protocols/escp/model.ts';
import type { PrinterKind } from '../../../printer/kinds.ts';
import { wishedModel } from '../../../printer/models.ts';
import type { Look } from '../../../rendering/canvas.ts';
import type { Context, Input } from '../../operation.ts';
import { readPaper, withPaper } from './paper.ts';
import type { ShownAs } from './result.ts';

export interface Wanted {
  readonly as: ShownAs | undefined;
  readonly output?: string;
  readonly force: boolean;
  readonly page?: number;
  readonly dpi?: number;
  readonly look: Look;
  readonly model: string;
  readonly escp: EscpModel;
}

const BY_ENDING: Readonly<Record<string, ShownAs>> = { png: 'png', pdf: 'pdf', txt: 'text' };

/**
 * @param took the model of the printer that took the job, when one did
 * @throws UsageError for words that do not fit each other
 */
export function readWanted(input: Input, { platform }: Context, took?: string): Wanted {
  const output = input['output'] as string | undefined;
  const as = readForm(input['as'] as ShownAs | undefined, output);
  const kind = input['kind'] as PrinterKind | undefined;
  const name = (input['model'] as string | undefined) ?? (kind === undefined ? took : undefined);
  const model = wishedModel(platform.data, kind, name);
  const paper = input['paper'] as string | undefined;
  const page = input['page'] as number | undefined;
  const dpi = input['dpi'] as number | undefined;
  return {
    as,
    ...(output !== undefined && { output }),
    force: input['force'] === true,
    ...(page !== undefined && { page }),
    ...(dpi !== undefined && { dpi }),
    look: input['look'] as Look,
    model: model.name,
    escp: paper === undefined ? model.escp : withPaper(model.escp, readPaper(paper)),
  };
}

function readForm(as: ShownAs | undefined, output: string | undefined): ShownAs | undefined {
  if (output === undefined) {
    if (as === 'png' || as === 'pdf') {
      throw new UsageError(`--as ${as} makes a file: say which with -o page.${as}`);
    }
    return as;
  }
  const ending = /\.(\w+)$/.exec(output)?.[1]?.toLowerCase() ?? '';
  const form = as ?? BY_ENDING[ending];
  if (form === undefined) {
    throw new UsageError(`what is "${output}" to be? End it in .png, .pdf or .txt, or say --as`);
  }
  if (form === 'report' || form === 'picture') {
    throw new UsageError(`--as ${form} is for the screen: a file is png, pdf or text`);
  }
  return form;
}
