/**
 * What `netstat` tells, on Windows, on macOS and the BSDs, and on Linux: three programs of one name. A
 * line says by itself which one wrote it, so a text may come from anywhere, with or without its headings.
 */
import { bsdLine, bsdPidColumn, type BsdColumns } from './netstat-bsd.ts';
import { linuxLine } from './netstat-linux.ts';
import { windowsLine, windowsProgram, windowsService } from './netstat-windows.ts';
import { linesOf, ReportBuilder, type LineMeaning } from './report.ts';
import type { PortOfService, SocketReport } from './report.ts';

/**
 * Reads `netstat -ano` (Windows, in any language), `netstat -anv` (macOS, BSD) and `netstat -tulpen`
 * (Linux) and their likes. Total: headings and other sockets' tables are passed over.
 */
export function parseNetstat(text: string, portOf?: PortOfService): SocketReport {
  const builder = new ReportBuilder(portOf);
  let columns: BsdColumns | undefined;
  /** Windows with -b: the rows since the last program was named. */
  let unnamed = 0;
  let service: string | undefined;
  for (const [pasted, number] of linesOf(text)) {
    // However far to the right it was pasted.
    const line = pasted.trimStart();
    columns = bsdPidColumn(line) ?? columns;
    const program = windowsProgram(line);
    if (program !== undefined) {
      const unit = service === undefined ? {} : { unit: service };
      builder.amend(unnamed, (row) => ({ ...row, program, ...unit }));
      unnamed = builder.length;
      service = undefined;
      continue;
    }
    service = windowsService(line);
    if (service !== undefined) continue;
    const meaning = meaningOf(line, columns);
    // What is named next is this line's, even where the line is no listener and so no row.
    if (meaning !== 'nothing') unnamed = builder.length;
    builder.add(meaning, number, line);
  }
  return builder.report();
}

function meaningOf(line: string, columns: BsdColumns | undefined): LineMeaning {
  const [protocol] = /^(?:tcp|udp)[46]*(?=\s)/i.exec(line) ?? [];
  if (protocol === undefined) return 'nothing';
  // Windows writes capitals; BSD says the family; Linux has `:` before ports.
  if (/^(?:TCP|UDP)\s/.test(line)) return windowsLine(line);
  return /^(?:tcp|udp)[46]*\s+\d+\s+\d+\s+\S*:(?:[\w+-]+|\*)\s/.test(line)
    ? linuxLine(line)
    : bsdLine(line, columns);
}
