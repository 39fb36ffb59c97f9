/** Whether the handwritten pages can be read, and are about ports. */
import { PageTextError, parsePageText } from '../page-text.ts';
import type { Fault } from './fault.ts';
import { isPort, listOf, recordOf, type Shape } from './shapes.ts';

export const PAGE_INDEX = 'pages/index.json';

const INDEX = recordOf(
  listOf((value, where): ReturnType<Shape> => (isPort(value) ? [] : [`${where} is no port`])),
);

/**
 * The paths of the pages that a list of them names.
 * @param json the text of `pages/index.json`
 * @param tags of the languages that there are
 */
export function pagesOf(
  json: string,
  tags: readonly string[],
): { readonly pages: readonly string[]; readonly faults: readonly Fault[] } {
  const fault = (problem: string) => ({ file: PAGE_INDEX, problem });
  let index: unknown;
  try {
    index = JSON.parse(json);
  } catch (problem) {
    return { pages: [], faults: [fault(`it is no JSON: ${(problem as Error).message}`)] };
  }
  const problems = INDEX(index, '');
  if (problems.length > 0) return { pages: [], faults: problems.map(fault) };
  const listed = Object.entries(index as Record<string, number[]>);
  return {
    pages: listed
      .filter(([tag]) => tags.includes(tag))
      .flatMap(([tag, ports]) => ports.map((port) => `pages/${tag}/${port}.md`)),
    faults: listed
      .filter(([tag]) => !tags.includes(tag))
      .map(([tag]) => fault(`"${tag}" is no language that there is`)),
  };
}

/**
 * @param files texts by their path; those below `pages/` are pages
 * @param wanted the paths of those that should be there
 */
export function pageFaults(files: ReadonlyMap<string, string>, wanted: readonly string[]): Fault[] {
  const there = [...files].filter(([file]) => file.startsWith('pages/') && file !== PAGE_INDEX);
  return [
    ...wanted
      .filter((file) => !files.has(file))
      .map((file) => ({ file, problem: 'it is not there' })),
    ...there.flatMap(([file, page]) =>
      [...nameProblems(file), ...textProblems(page)].map((problem) => ({ file, problem })),
    ),
  ];
}

function nameProblems(file: string): string[] {
  const port = /^pages\/[^/]+\/(0|[1-9]\d*)\.md$/.exec(file)?.[1];
  return port !== undefined && isPort(Number(port)) ? [] : ['it is not named by a port'];
}

function textProblems(page: string): string[] {
  try {
    parsePageText(page);
    return [];
  } catch (problem) {
    if (problem instanceof PageTextError) return [problem.message];
    throw problem;
  }
}
