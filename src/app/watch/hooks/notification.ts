/** A word on the desktop, by what each system has for that. */
import { isExpected } from '../../../core/errors.ts';
import { seconds, type Millis } from '../../../core/units.ts';
import type { Programs } from '../../../platform/programs.ts';
import { harmless } from './event.ts';
import type { Hook, HookEvent } from './hook.ts';

/** A desktop answers at once or not at all. */
const PATIENCE: Millis = seconds(10);

/** What has to be run. Texts are handed over as they are, never made part of a script. */
export interface Notifier {
  readonly program: string;
  readonly words: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const APPLE_SCRIPT = [
  'on run argv',
  'display notification (item 2 of argv) with title (item 1 of argv)',
  'end run',
];

/** Texts come by the environment: PowerShell would read arguments as code. */
const POWERSHELL = `
$kind = [Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime]
$toast = $kind::GetTemplateContent([Windows.UI.Notifications.ToastTemplateType]::ToastText02)
$lines = $toast.GetElementsByTagName('text')
[void]$lines.Item(0).AppendChild($toast.CreateTextNode($env:PORTOLAN_TITLE))
[void]$lines.Item(1).AppendChild($toast.CreateTextNode($env:PORTOLAN_TEXT))
$app = '{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\\WindowsPowerShell\\v1.0\\powershell.exe'
$kind::CreateToastNotifier($app).Show([Windows.UI.Notifications.ToastNotification]::new($toast))
`.trim();

/** @param system `linux`, `darwin`, `win32` */
export function notifierFor(
  system: string,
  title: string,
  text: string,
  urgent: boolean,
): Notifier {
  switch (system) {
    case 'darwin':
      return {
        program: 'osascript',
        words: [...APPLE_SCRIPT.flatMap((line) => ['-e', line]), title, text],
      };
    case 'win32':
      return {
        program: 'powershell.exe',
        words: ['-NoProfile', '-NonInteractive', '-Command', POWERSHELL],
        env: { PORTOLAN_TITLE: title, PORTOLAN_TEXT: text },
      };
    default:
      return {
        program: 'notify-send',
        words: [
          '--app-name=Portolan',
          `--urgency=${urgent ? 'critical' : 'normal'}`,
          '--',
          title,
          // The body is markup, and notify-send reads backslashes in it.
          markup(text).replaceAll('\\', '\\\\'),
        ],
      };
  }
}

const markup = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A desktop that shows nothing is said once, and not tried again. */
export function notification(programs: Programs, system: string): Hook {
  return {
    target: 'notify',
    name: 'the desktop',
    lasting: false,
    most: 3,
    async tell(event, signal) {
      const title = harmless(titleOf(event));
      const { program, words, env } = notifierFor(
        system,
        title,
        harmless(event.why),
        event.severity === 'alert',
      );
      try {
        const options = { patience: PATIENCE, signal, ...(env && { env }) };
        const { code, err, ended } = await programs.run(program, words, options);
        if (code === 0) return { kind: 'told' };
        const said =
          err.trim().split('\n', 1)[0] || (ended ? 'it took too long' : `it ended with ${code}`);
        return { kind: 'nobody', why: `${program}: ${said}` };
      } catch (problem) {
        const isOurs = !isExpected(problem);
        if (isOurs) throw problem;
        const remedy = program === 'notify-send' ? '; it comes with libnotify-bin' : '';
        return { kind: 'nobody', why: `${problem.message}${remedy}` };
      }
    },
  };
}

/** *new: 5432/tcp on nas*. */
function titleOf({ kind, port, transport, host, more }: HookEvent): string {
  if (more !== undefined) return `${more + 1} more changes on ${host}`;
  const door = port === undefined ? '' : ` ${port}/${transport}`;
  return `${kind}:${door} on ${host}`;
}
