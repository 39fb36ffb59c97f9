/**
 * SQLite, from whoever has it: Node itself (from 22.13 on), else a package with the same interface for older
 * ones. The only file that names either.
 */
import { UnavailableError } from '../../../core/errors.ts';

export type SqlValue = string | number | Uint8Array | null;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** What is used of either's prepared statement. */
export interface SqlStatement {
  run(...values: readonly SqlValue[]): unknown;
  get(...values: readonly SqlValue[]): SqlRow | undefined;
  all(...values: readonly SqlValue[]): readonly SqlRow[];
}

/** What is used of either's connection. */
export interface SqlConnection {
  exec(sql: string): void;
  prepare(sql: string): SqlStatement;
  close(): void;
}

interface SqlModule {
  readonly DatabaseSync: new (path: string) => SqlConnection;
}

/** SQLite's own result codes (sqlite3.h), as far as they are told apart here. */
export const SQLITE = {
  perm: 3,
  busy: 5,
  locked: 6,
  readonly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

/** The primary result code of an error that SQLite gave; undefined for any other. */
export function resultCode(problem: unknown): number | undefined {
  const { errcode } = problem as { errcode?: unknown };
  // The lower byte says what happened, the others where.
  return typeof errcode === 'number' ? errcode & 0xff : undefined;
}

/**
 * Opens a database file; makes it when there is none.
 * @throws UnavailableError when there is no SQLite; errors with a {@link resultCode}
 */
export async function openSqlite(path: string): Promise<SqlConnection> {
  const { DatabaseSync } = await loadSqlite();
  return new DatabaseSync(path);
}

/** @throws UnavailableError when there is no SQLite */
export const loadSqlite = async (): Promise<SqlModule> => builtIn() ?? (await installed());

function builtIn(): SqlModule | undefined {
  return withoutExperimentalWarning(
    () => process.getBuiltinModule('node:sqlite' as 'node:fs') as unknown as SqlModule | undefined,
  );
}

async function installed(): Promise<SqlModule> {
  try {
    return (await import('@photostructure/sqlite')) as unknown as SqlModule;
  } catch (problem) {
    const { code, message } = problem as NodeJS.ErrnoException;
    const isAbsent = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
    throw new UnavailableError(
      `baselines, history, knocks and messages are kept in SQLite, and this Node (${process.version}) has none: take Node 22.13 or ` +
        'newer, or install the package that brings it: npm install -g @photostructure/sqlite' +
        (isAbsent ? '' : `; it is installed, and cannot be loaded: ${message.split('\n')[0]}`),
    );
  }
}

/**
 * Node calls its SQLite experimental, on standard error, when it is first loaded. What is used of it here is
 * tested on every Node that Portolan runs on, so that is no news to whoever runs a command.
 */
function withoutExperimentalWarning<T>(load: () => T): T {
  const warn = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: readonly unknown[]) => {
    const [kind] = rest;
    const type = typeof kind === 'object' ? (kind as { type?: string } | null)?.type : kind;
    if (type === 'ExperimentalWarning') return;
    (warn as (...all: readonly unknown[]) => void).call(process, warning, ...rest);
  }) as typeof process.emitWarning;
  try {
    return load();
  } finally {
    process.emitWarning = warn;
  }
}
