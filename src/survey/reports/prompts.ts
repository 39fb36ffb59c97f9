/**
 * What people copy along with a listing: the prompt of their shell with the command before it, the next prompt
 * behind it, the fence of a note that it was kept in.
 */

/** `ada@web1:~$`, `[root@web1 ~]#`, `PS C:\>`, `%`: at most two words. */
const SHELL =
  /^\s*(?:\[[^\]]{1,64}\]|[\w.@:~/\\+-]{0,64}(?: [\w.@:~/\\+-]{1,64})?)\s?[$#%>❯]\s*(?:$|(?:sudo\s+)?(?:\S*[/\\])?(?:ss|netstat|lsof|osqueryi)(?:\.exe)?(?:\s|$))/i;
const ALONGSIDE = /^\s*(?:```\w*|\[sudo\].*|password:?)\s*$/i;

/** Whether a line is a shell's, not the listing's. */
export const isPrompt = (line: string) => SHELL.test(line) || ALONGSIDE.test(line);

/**
 * A text with empty lines in place of the prompts at its head and its end; lines keep their numbers. What stands
 * between lines of a listing is left: it may be a program's name.
 */
export function withoutPrompts(text: string): string {
  const lines = text.split('\n');
  const isPassed = (line: string | undefined) =>
    line !== undefined && (line.trim() === '' || isPrompt(line));
  for (let i = 0; isPassed(lines[i]); i++) lines[i] = '';
  for (let i = lines.length - 1; isPassed(lines[i]); i--) lines[i] = '';
  return lines.join('\n');
}
