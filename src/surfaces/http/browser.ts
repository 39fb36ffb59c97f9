/** Shows an address in the person's browser, if there is one. */
import { spawn } from 'node:child_process';

/** Tries, and says nothing when it fails: the address is printed anyway. */
export function openBrowser(address: string): void {
  const command = opener(address);
  if (!command) return;
  const [program, ...words] = command;
  const child = spawn(program, words, { detached: true, stdio: 'ignore' });
  child.on('error', () => {});
  // The browser lives on when the server ends, and does not hold it up.
  child.unref();
}

function opener(address: string): readonly [string, ...string[]] | undefined {
  switch (process.platform) {
    case 'darwin':
      return ['open', address];
    case 'win32':
      // The first quoted word would be taken for the window's title.
      return ['cmd', '/c', 'start', '""', address];
    default:
      // Without a screen, xdg-open starts a text browser that nobody sees.
      return process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']
        ? ['xdg-open', address]
        : undefined;
  }
}
